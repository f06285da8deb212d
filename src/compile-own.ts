import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isCompiled } from './code-cache.ts';

const LIMIT_MS = 30_000;

/**
 * Sees to it that the parts of the running berth have their compiled forms beside them, for this Node.js: npm's package and a
 * release come without. Resolves with false if that cannot be, as in a folder that may not be written to; a start is slower then.
 * berth must be built.
 */
export async function compileOwn(program: string): Promise<boolean> {
  const part = join(program, 'command-line.cjs');
  if (isCompiled(part)) return true;
  const { PATH = '', TMPDIR, HOME } = process.env;
  const env = { PATH, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...(HOME === undefined ? {} : { HOME }) };
  try {
    await promisify(execFile)(process.execPath, [join(program, 'compile.mjs')], { env, timeout: LIMIT_MS });
  } catch {
    return false;
  }
  return isCompiled(part);
}
