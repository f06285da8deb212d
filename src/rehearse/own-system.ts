import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { removeGroups } from './control-group.ts';
import { listFilesBelow } from './files-below.ts';
import type { Place } from './place.ts';
import type { RehearsalPlan } from './plan.ts';
import { listInstance } from './process-list.ts';

/** Tells berth that it is in a system of its own already, and where that is put together. */
export const INSIDE_VARIABLE = 'BERTH_REHEARSAL';
/** One that no machine has: what listens on 127.0.0.1 alone cannot be reached by it. */
const ADDRESS = '21.0.0.7';
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const END_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const NAMESPACES = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
/** Below the scratch folder, once the system is there. */
const STARTED = 'started';

/**
 * Makes the system: all of this machine's files under a layer that takes what is written, the code folder at /code, an empty
 * /tmp, and processes and a network of its own. $1: scratch folder, $2: code folder, $3: what not to show, $4: `net`, $5: `rw`.
 */
const SETUP = `
set -e
scratch=$1 code=$2 hidden=$3 net=$4 access=$5
shift 5
{
  if [ "$net" = net ]; then ip link set lo up; ip addr add ${ADDRESS}/32 dev lo; fi
  mounts=$(cut -d ' ' -f 5 /proc/self/mountinfo)
  system=$scratch/system root=$scratch/system/root
  mount -t tmpfs -o mode=755 tmpfs "$system"
  mkdir "$root" "$system/up" "$system/work" "$system/code-up" "$system/code-work"
  mount -t overlay -o "lowerdir=/,upperdir=$system/up,workdir=$system/work" overlay "$root"
  for at in $mounts; do
    case $at in / | /proc | /proc/* | /sys | /sys/* | /dev | /dev/* | /tmp | /tmp/* | "$scratch"*) continue ;; esac
    mount -o bind,ro "$at" "$root$at" || :
  done
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm" || :
  mount --rbind /sys "$root/sys" || :
  mount --bind "$scratch/tmp" "$root/tmp"
  [ -d "$root/code" ] || mkdir "$root/code"
  if [ "$access" = rw ]; then
    mount -t overlay -o "lowerdir=$code,upperdir=$system/code-up,workdir=$system/code-work" overlay "$root/code"
  else
    mount --bind "$code" "$root/code"
    mount -o remount,bind,ro "$root/code"
  fi
  [ -z "$hidden" ] || mount -t tmpfs -o ro,mode=755 tmpfs "$root$hidden" || :
  : >"$scratch/${STARTED}"
} >/dev/null
exec "$@" 2>&3 3>&-
`;

/**
 * Runs berth once more, with the same arguments, in a system of its own. Resolves with its exit status; null where this user
 * or machine can have no such system: then nothing was started.
 */
export async function runInOwnSystem(plan: RehearsalPlan, command: readonly string[]): Promise<number | null> {
  const scratch = mkdtempSync(join(tmpdir(), 'berth-rehearsal-'));
  for (const name of ['system', 'tmp']) mkdirSync(join(scratch, name));
  const net = plan.hasNetwork ? 'host' : 'net';
  const setup = [scratch, plan.folder, chooseHidden(plan.folder), net, plan.isCodeWritable ? 'rw' : 'ro'];
  const namespaces = plan.hasNetwork ? NAMESPACES : [...NAMESPACES, '--net'];
  try {
    return await runToEnd(['unshare', ...namespaces, 'sh', '-c', SETUP, 'sh', ...setup, ...command], scratch);
  } finally {
    removeGroups(scratch);
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function runToEnd([file = '', ...args]: readonly string[], scratch: string): Promise<number | null> {
  const env = { ...process.env, [INSIDE_VARIABLE]: scratch };
  const path = `${process.env['PATH'] ?? ''}:${SYSTEM_PATH}`;
  // It ends when its stdin does, and with it all that it has started: also when we are killed. The reasons why there can be no
  // system are of no use to anybody; berth itself gets its stderr as the fourth one.
  const child = spawn(file, args, { stdio: ['pipe', 'inherit', 'ignore', 2], env: { ...env, PATH: path } });
  let asked: NodeJS.Signals | null = null;
  const end = (signal: NodeJS.Signals): void => {
    asked = signal;
    child.stdin?.destroy();
  };
  for (const signal of END_SIGNALS) process.on(signal, end);
  child.stdin?.on('error', () => undefined);
  const status = await once(child, 'exit').then(
    ([code]) => code as number | null,
    // There is no unshare.
    () => null,
  );
  for (const signal of END_SIGNALS) process.off(signal, end);
  if (asked !== null) return 128 + constants.signals[asked as NodeJS.Signals];
  return existsSync(join(scratch, STARTED)) ? (status ?? 1) : null;
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
      'files, processes and an empty /tmp of its own',
      isCodeWritable ? 'a code folder that can be written to' : 'read-only code at /code',
      hasNetwork ? 'the network of this machine' : 'a network with nothing else in it',
    ],
    address: isOwnAddress ? ADDRESS : '127.0.0.1',
    port: hasNetwork ? freePort : plan.app.port,
    hasOwnNetwork: !hasNetwork,
    codeFolder: '/code',
    outerCodeFolder: join(root, 'code'),
    env: { PATH: path, HOME: '/root' },
    watches: 'everywhere',
    toOuterPath: (inner) => join(root, inner),
    toCommand: (command) => ['chroot', root, '/bin/sh', '-c', 'cd /code && exec "$@"', 'sh', ...command],
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
