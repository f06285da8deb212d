import type { DeployableFolder } from './rehearsed.ts';

export const LISTEN = "server.listen(process.env.FC_CUSTOM_LISTEN_PORT, '0.0.0.0');";
export const ON_TERM = "process.on('SIGTERM', () => process.exit(0));";
export const START = 'console.log(`FC Invoke Start RequestId: $' + '{id}`);';
export const END = 'console.log(`FC Invoke End RequestId: $' + '{id}`);';
export const ANSWER = "res.end('hello');";

/** A server that keeps the whole contract of Function Compute. */
export const SOUND = `#!/usr/bin/env node
const { createServer } = require('node:http');
const server = createServer((req, res) => {
  const id = req.headers['x-fc-request-id'];
  const isHook = /^.(initialize|pre-stop)$/.test(req.headers['x-fc-control-path']);
  if (!isHook) ${START}
  req.resume().on('end', () => {
    if (isHook) return res.end();
    ${END}
    ${ANSWER}
  });
});
server.keepAliveTimeout = 0;
${LISTEN}
${ON_TERM}
`;

/** The sound server, with something else in the place of each part of it that is named. */
export function change(...pairs: readonly string[]): ServerFolder {
  let bootstrap = SOUND;
  for (let at = 0; at < pairs.length; at += 2) {
    const [part = '', other = ''] = pairs.slice(at);
    if (!bootstrap.includes(part)) throw new Error(`BUG: the server has no ${part}`);
    bootstrap = bootstrap.replaceAll(part, other);
  }
  return { files: { bootstrap } };
}

/** A folder with a server for its start file. */
interface ServerFolder extends DeployableFolder {
  readonly files: { readonly bootstrap: string };
}

export const SOUND_FOLDER: DeployableFolder = { files: { bootstrap: SOUND } };

/** The sound server, which does something else before it listens. */
export function soundWith(deed: string): ServerFolder {
  return change(LISTEN, `${deed}\n${LISTEN}`);
}

export const BOUND_TO_LOOPBACK = change("'0.0.0.0'", "'127.0.0.1'");
export const WRITES_INTO_CODE = soundWith("require('node:fs').writeFileSync(__dirname + '/cache.json', '{}');");
export const NEVER_READY = change(LISTEN, 'setInterval(() => {}, 1_000);');
export const MEMORY_HUNGRY = change(
  ANSWER,
  `if (req.url === '/') globalThis.held = Buffer.alloc(200 * 1024 ** 2, 1); ${ANSWER}`,
);

/** A folder with one thing wrong. */
export interface BrokenFolder {
  readonly title: string;
  readonly folder: DeployableFolder;
  /** The step that sees it, null for one of several, and by which name. */
  readonly step: string | null;
  readonly code: string;
  readonly seen: RegExp;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Without any marker at all. */
export const UNMARKED: DeployableFolder = { files: { bootstrap: SOUND.replaceAll(START, ';').replaceAll(END, ';') } };
