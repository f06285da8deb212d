import type { Log } from '../../../src/core/log.ts';
import type { ProcessSettings } from '../../../src/core/settings.ts';
import { Spawner } from '../../../src/process/group/spawner.ts';
import { Supervisor } from '../../../src/process/life/supervisor.ts';

// The smallest program with a supervisor in it: runs the processes in its first argument, and SIGTERM stops it. A program
// of its own, because it is there to be killed; nothing but its children keeps it alive, so a stop that leaves a timer or
// a handle behind shows as a program that does not end.
const processes = JSON.parse(process.argv[2] ?? '[]') as ProcessSettings[];
const silent = (): void => {};
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };
const supervisor = new Supervisor({
  processes,
  upstream: { processName: processes[0]?.name ?? '', address: { kind: 'unix', path: 'unused' } },
  startupDeadlineMs: 30_000,
  ownPort: { port: 9000, source: 'default' },
  spawner: new Spawner({ temporaryFolder: process.argv[3] ?? null, marksLimit: true }, log),
  openOutput: async () => ({
    stdoutFd: 1,
    stderrFd: 2,
    isRead: true,
    tail: [],
    lifeTail: [],
    linesSince: () => [],
    startLife: silent,
    onLine: () => silent,
    flush: async () => {},
    close: silent,
  }),
  log,
  watcher: {
    onReady: silent,
    onNotReady: silent,
    onFailed: silent,
    onCrashSeen: silent,
    onCrash: silent,
    onFatal: silent,
  },
});
process.once('SIGTERM', () => void supervisor.stop());
void supervisor.start().then(() => process.stdout.write(`supervising ${process.pid}\n`));
