import { createServer } from 'node:net';
import { describeAddress } from '../../core/address.ts';
import type { Settings } from '../../core/settings.ts';
import type { Failure } from '../../failures/failure.ts';
import { describePortHolders } from '../inspection/port-holder.ts';
import { toListenFailure } from '../verdict/listen-failure.ts';
import { findFaults } from './command-list.ts';
import { describeUnstoppable } from './stop-check.ts';

/** What can be known of a start without starting anything. */
export interface Preflight {
  /** Each of them would stop the start, or a command beside the processes; with the keys that lead to it where it is of a command. */
  readonly failures: ReadonlyArray<{ readonly failure: Failure; readonly path?: readonly string[] }>;
  /** What may be different by the time of the start, a sentence each. */
  readonly warnings: readonly string[];
}

/** Looks at every command and every fixed port of a config. Starts nothing, writes nothing, connects to nothing. */
export async function inspectBeforeStart(settings: Settings): Promise<Preflight> {
  const failures: Array<Preflight['failures'][number]> = [];
  const warnings: string[] = [];
  for (const { failure, doubt, path } of findFaults(settings)) {
    if (doubt === null) failures.push({ failure, path });
    else warnings.push(`${failure.message} ${doubt}`);
  }
  warnings.push(...settings.processes.map(describeUnstoppable).filter((warning) => warning !== null));
  for (const { host, port, source, isOwn } of listFixedPorts(settings)) {
    const code = await tryListen(host, port);
    if (code === null) continue;
    if (isOwn && code !== 'EADDRINUSE') failures.push({ failure: toListenFailure(settings.listen, { code }) });
    else warnings.push(`port ${port} (${source}) ${describePortProblem(code, host, port)}`);
  }
  return { failures, warnings };
}

function listFixedPorts({ listen, upstream, processes }: Settings) {
  const { host: ownHost, port: ownPort, portSource } = listen;
  const own = { host: ownHost, port: ownPort, source: portSource, isOwn: true };
  const isOneshot = processes.find(({ name }) => name === upstream.processName)?.kind === 'oneshot';
  if (upstream.address.kind === 'unix' || isOneshot) return [own];
  const { host, port } = upstream.address;
  return [own, { host, port, source: `process ${upstream.processName}`, isOwn: false }];
}

function describePortProblem(code: string, host: string, port: number): string {
  switch (code) {
    case 'EADDRINUSE':
      return `is in use${describePortHolders(port)}: berth could not start now`;
    case 'EACCES':
      return 'needs more rights than this user has: ports below 1024 are for root';
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `cannot be listened on: ${describeAddress({ kind: 'tcp', host, port })} is no address of this machine`;
    default:
      return `cannot be listened on: the system says ${code}`;
  }
}

/** Listens for a moment. Resolves with null if that was possible, else with the error's code. */
function tryListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
