import { randomUUID } from 'node:crypto';
import { chmodSync, cpSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { listFilesBelow } from './files-below.ts';
import type { Place, WrittenFile } from './place.ts';
import type { RehearsalPlan } from './plan.ts';
import { listInstance, readProc } from './process-list.ts';

/** No name of berth's own, which would take it for a setting. */
const MARK = 'REHEARSAL_ID';
const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const WRITE_BITS = 0o222;

/** A place, and the folder that has to go when all is over. */
export interface PlainPlace extends Place {
  readonly scratch: string;
  dispose(): void;
}

/**
 * A copy of the folder in this very system, for whoever can have no other: on a free port, and with this machine's files. Throws
 * the system's error if it cannot be copied.
 */
export function createPlainPlace(plan: RehearsalPlan, freePort: number): PlainPlace {
  const scratch = mkdtempSync(join(tmpdir(), 'berth-rehearsal-'));
  const code = join(scratch, 'code');
  mkdirSync(join(scratch, 'tmp'));
  copyFolder(plan.folder, code, scratch);
  if (!plan.isCodeWritable) setWritable(code, false);
  const before = new Map(listFilesBelow(code).map((file) => [file.path, file.sizeBytes]));
  const mark = randomUUID();
  const isWritten = ({ path, sizeBytes }: WrittenFile): boolean => before.get(path) !== sizeBytes;
  return {
    scratch,
    words: [
      'in this system, for it takes unshare, ip, and the right to use them to have another: the app sees its files and network',
      describeCode(plan, code),
    ],
    address: '127.0.0.1',
    port: freePort,
    hasOwnNetwork: false,
    codeFolder: code,
    outerCodeFolder: code,
    env: {
      PATH: `${SYSTEM_PATH}:${dirname(process.execPath)}`,
      HOME: join(scratch, 'tmp'),
      TMPDIR: join(scratch, 'tmp'),
      [MARK]: mark,
    },
    watches: 'in the code folder',
    toOuterPath: (path) => path,
    toCommand: ([file = '', ...args]) => ['/bin/sh', '-c', 'cd "$0" && exec "$@"', code, file, ...args],
    listProcesses: () => listInstance((pid) => (readProc(pid, 'environ') ?? '').includes(`${MARK}=${mark}`)),
    listWritten: () => listFilesBelow(code).filter(isWritten),
    listTemporary: () => listFilesBelow(join(scratch, 'tmp')).map((file) => ({ ...file, path: `/tmp${file.path}` })),
    dispose: () => {
      setWritable(code, true);
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

function copyFolder(folder: string, code: string, scratch: string): void {
  try {
    cpSync(folder, code, { recursive: true, verbatimSymlinks: true, filter: isCopied });
  } catch (error) {
    rmSync(scratch, { recursive: true, force: true });
    throw error;
  }
}

/** No socket and no FIFO, which no package holds. */
function isCopied(path: string): boolean {
  const stat = lstatSync(path);
  return stat.isFile() || stat.isDirectory() || stat.isSymbolicLink();
}

function describeCode({ isCodeWritable }: RehearsalPlan, code: string): string {
  if (isCodeWritable) return 'a code folder that can be written to';
  const root = process.getuid?.() === 0 ? ', which root can write to all the same' : '';
  return `a copy of the code without write permission${root}, at ${code} and not at /code`;
}

function setWritable(path: string, isWritable: boolean): void {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return;
  chmodSync(path, isWritable ? stat.mode | 0o200 : stat.mode & ~WRITE_BITS);
  if (!stat.isDirectory()) return;
  for (const name of readdirSync(path)) setWritable(join(path, name), isWritable);
}
