import { AppFolder } from '../../../src/init/app-folder.ts';
import type { Finder, Finding } from '../../../src/init/finding.ts';
import { type Berth, startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { finishBerth } from '../../helpers/finished-berth.ts';

type Files = Readonly<Record<string, string>>;

/** What a finder makes of a folder with these files. */
export function lookAt(find: Finder, files: Files): readonly Finding[] {
  return find(new AppFolder(createFolder(files)));
}

/** Calls `berth init` in a folder as a user does, takes a candidate by the start of its kind, and starts what it wrote. */
export async function setUpAndStart(folder: string, kind: string, env: Files = {}): Promise<Berth> {
  const listed = finishBerth(['init', '--dry-run'], folder).stdout;
  const lines = [...listed.matchAll(/^ +(?<number>\d+) +(?<kind>.*), by /gm)].map(({ groups }) => groups);
  const number = lines.find((line) => line?.['kind']?.startsWith(kind))?.['number'];
  const { stdout } = finishBerth(['init', ...(number === undefined ? [] : ['--pick', number])], folder);
  if (!stdout.startsWith(`found ${kind}`)) throw new Error(`${kind} was not found:\n${listed}`);
  return startBerth({ file: `${folder}/berth.yaml`, env });
}
