import { constants } from 'node:fs';
import { access, copyFile, realpath, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { makeFolder } from '../config/settings/make-folder.ts';
import { describeFileError, toErrorCode } from '../core/system-error.ts';
import { renderFirstConfig } from './first-config.ts';
import { findStartCommand } from './start-command.ts';

/** What `init` reads of the command line. */
export interface InitFlags {
  /** The folder of the app; the current one if there is none. */
  readonly operands: readonly string[];
}

/**
 * Writes a commented berth.yaml for the app in a folder, and copies the bootstrap file beside it. Leaves alone what is
 * there already, and says so. Resolves with 0, or with 1 if the folder cannot be written.
 */
export async function init({ operands }: InitFlags, programFile = process.argv[1] ?? ''): Promise<number> {
  const folder = operands[0] ?? '.';
  try {
    await makeFolder(folder);
    const found = findStartCommand(folder);
    const isConfigNew = await writeNew(join(folder, 'berth.yaml'), renderFirstConfig(found));
    const bootstrap = await copyBootstrap(folder, programFile);
    const origin = found === null ? 'no start command was found: write yours into it' : `found ${found.evidence}`;
    const config = join(folder, 'berth.yaml');
    say(isConfigNew ? `wrote ${config} (${origin})` : `${config} is there already: left alone`);
    say(bootstrap);
    say(describeNextSteps(folder));
    return 0;
  } catch (error) {
    const { path = folder } = error as NodeJS.ErrnoException;
    const reason = describeFileError(toErrorCode(error), 'written');
    process.stderr.write(`berth: ${folder} cannot be set up: ${path} ${reason}\n`);
    return 1;
  }
}

async function writeNew(file: string, content: string): Promise<boolean> {
  try {
    await writeFile(file, content, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function copyBootstrap(folder: string, programFile: string): Promise<string> {
  const target = join(folder, 'bootstrap');
  const source = join(dirname(dirname(await realpath(programFile))), 'bootstrap');
  if (!(await exists(source))) return `no bootstrap file stands beside this berth (${source}): none was copied`;
  try {
    await copyFile(source, target, constants.COPYFILE_EXCL);
    return `copied ${target}`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return `${target} is there already: left alone`;
    throw error;
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function describeNextSteps(folder: string): string {
  const config = relative('.', join(folder, 'berth.yaml'));
  const start = `${relative('.', folder) || '.'}/bootstrap`;
  return `next:
  1. look through ${config}
  2. put berth's dist folder beside the bootstrap file
  3. ${start} check
  4. ${start}`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
