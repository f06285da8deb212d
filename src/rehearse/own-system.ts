import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { execa } from 'execa';
import { removeGroups } from './control-group.ts';
import { listFilesBelow } from './files-below.ts';
import type { Place } from './place.ts';
import type { RehearsalPlan } from './plan.ts';
import { listInstance } from './process-list.ts';
import { ADDRESS, ROOT_SETUP, STARTED, USER_SETUP } from './system-setup.ts';

/** Tells berth that it is in a system of its own already, and where that is put together. */
export const INSIDE_VARIABLE = 'BERTH_REHEARSAL';
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const NAMESPACES = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
/** For a user who is not root: only in a name space of users may others be made. It keeps its id, as an app has it here. */
const OF_USER = ['--map-current-user', '--keep-caps'];
/** What that right to make them is taken away with again, for the app is to have no rights that its user has not. */
const WITHOUT_RIGHTS = ['setpriv', '--inh-caps=-all', '--ambient-caps=-all'];
/**
 * Runs berth once more, with the same arguments, in a system of its own. Resolves with its exit status; null where this user
 * or machine can have no such system: then nothing was started.
 */
export async function runInOwnSystem(plan: RehearsalPlan, command: readonly string[]): Promise<number | null> {
  const scratch = mkdtempSync(join(tmpdir(), 'berth-rehearsal-'));
  for (const name of ['system', 'tmp']) mkdirSync(join(scratch, name));
  chmodSync(join(scratch, 'tmp'), 0o1777);
  const net = plan.hasNetwork ? 'host' : 'net';
  const setup = [scratch, plan.folder, chooseHidden(plan.folder), net, plan.isCodeWritable ? 'rw' : 'ro'];
  const namespaces = [...NAMESPACES, ...(isRoot() ? [] : OF_USER), ...(plan.hasNetwork ? [] : ['--net'])];
  const script = isRoot() ? ROOT_SETUP : USER_SETUP;
  try {
    return await runToEnd(['unshare', ...namespaces, 'sh', '-c', script, 'sh', ...setup, ...command], scratch);
  } finally {
    removeGroups(scratch);
    removeScratch(scratch);
  }
}

/** `system` has been a mount point elsewhere: were it one here, what is below it would be this machine. */
function removeScratch(scratch: string): void {
  rmSync(join(scratch, 'tmp'), { recursive: true, force: true });
  rmSync(join(scratch, STARTED), { force: true });
  try {
    rmdirSync(join(scratch, 'system'));
    rmdirSync(scratch);
  } catch {
    // Something still holds it: an empty folder stays.
  }
}

async function runToEnd([file = '', ...args]: readonly string[], scratch: string): Promise<number | null> {
  const env = { ...process.env, [INSIDE_VARIABLE]: scratch };
  const own = process.env['PATH'] ?? '';
  const path = isRoot() ? `${own}:${SYSTEM_PATH}` : own;
  // It ends when its stdin does, and with it all that it has started: also when we are killed. The reasons why there can be no
  // system are of no use to anybody; berth itself gets its stderr as the fourth one.
  const stdio = ['pipe', 'inherit', 'ignore', 2] as const;
  const child = execa(file, args, { stdio, env: { ...env, PATH: path }, buffer: false, reject: false, cleanup: false });
  let asked: NodeJS.Signals | null = null;
  const end = (signal: NodeJS.Signals): void => {
    asked = signal;
    child.stdin.destroy();
  };
  for (const signal of END_SIGNALS) process.on(signal, end);
  child.stdin.on('error', () => undefined);
  // Without one there is no unshare.
  const { exitCode: status = null } = await child;
  for (const signal of END_SIGNALS) process.off(signal, end);
  if (asked !== null) return 128 + constants.signals[asked as NodeJS.Signals];
  return existsSync(join(scratch, STARTED)) ? (status ?? 1) : null;
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The folder as it lies here must not be found at its own path there; /tmp is empty anyway. */
function chooseHidden(folder: string): string {
  const holds = (path: string): boolean => !relative(folder, path).startsWith('..');
  const isInTmp = !relative('/tmp', folder).startsWith('..');
  return isInTmp || folder === '/' || holds(process.execPath) ? '' : folder;
}

/** The place in which this berth runs, made by `runInOwnSystem` around it. */
export function openOwnSystem(scratch: string, plan: RehearsalPlan, freePort: number): Place {
  const system = join(scratch, 'system');
  const root = join(system, 'root');
  const node = dirname(process.execPath);
  const path = SYSTEM_PATH.split(':').includes(node) ? SYSTEM_PATH : `${SYSTEM_PATH}:${node}`;
  const { hasNetwork, isCodeWritable } = plan;
  const isOwnAddress = !hasNetwork && plan.platform !== 'lambda-web';
  return {
    words: [
      isRoot()
        ? 'files, processes and an empty /tmp of its own'
        : 'processes and an empty /tmp of its own, other files read-only',
      isCodeWritable ? 'a code folder that can be written to' : 'read-only code at /code',
      hasNetwork ? 'the network of this machine' : 'a network with nothing else in it',
    ],
    address: isOwnAddress ? ADDRESS : '127.0.0.1',
    port: hasNetwork ? freePort : plan.app.port,
    hasOwnNetwork: !hasNetwork,
    codeFolder: '/code',
    outerCodeFolder: join(root, 'code'),
    env: { PATH: path, HOME: isRoot() ? '/root' : '/tmp' },
    watches: isRoot() ? 'everywhere' : 'in the code folder',
    toOuterPath: (inner) => join(root, inner),
    toCommand: (command) => [
      'chroot',
      root,
      ...(isRoot() ? [] : WITHOUT_RIGHTS),
      ...['/bin/sh', '-c', 'cd /code && exec "$@"', 'sh', ...command],
    ],
    listProcesses: () => listInstance((pid) => pid !== process.pid),
    listWritten: () => [
      ...listFilesBelow(join(system, 'up')),
      ...listFilesBelow(join(system, 'code-up')).map((file) => ({ ...file, path: `/code${file.path}` })),
    ],
    listTemporary: () => listFilesBelow(join(scratch, 'tmp')).map((file) => ({ ...file, path: `/tmp${file.path}` })),
  };
}

/** Says whether this berth runs in a system of its own; with where that was put together. */
export function findOwnSystem(env: NodeJS.ProcessEnv): string | null {
  const scratch = env[INSIDE_VARIABLE] ?? '';
  return process.pid === 1 && existsSync(join(scratch, 'system/root/code')) ? scratch : null;
}
