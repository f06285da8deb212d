import type { Draft } from '../draft/draft.ts';

/** Reports ports that two processes, or a process and berth itself, want to listen on. */
export function checkPorts(draft: Draft, listenPort: number | null): void {
  const { report } = draft;
  const owners = new Map<number, string>();
  for (const name of draft.listNames(['processes'])) {
    const path = ['processes', name, 'port'];
    const port = draft.get(path);
    if (typeof port !== 'number') continue;
    const owner = owners.get(port);
    const found = report.describeFound(path, port);
    if (owner !== undefined) report.refuse(path, `${found}, as is the port of '${owner}', expected one of its own`);
    else if (port === listenPort)
      report.refuse(path, `${found}, as is berth's own port, expected another (or auto), or another \`listen.port\``);
    owners.set(port, name);
  }
}
