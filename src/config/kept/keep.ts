import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve as resolvePath } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { toKeptFile } from '../../core/kept-file.ts';
import type { Draft } from '../draft/draft.ts';
import { toDisplayName } from '../draft/named-file.ts';
import { readConfigFile } from '../load.ts';
import type { Config } from '../schema/schema.ts';
import { settle } from '../settle.ts';
import { type ConfigPath, describePath, toPathKey } from '../source/place.ts';
import { openWritten } from '../written-config.ts';
import { describeThisBerth, type KeptConfig, openKeptConfig } from './open-kept.ts';
import { fillKeptForm, findOpenKind, listLeaves, toKeptForm, toOutline } from './outline.ts';

/** What its variables are taken from. Nothing of them is kept. */
export interface KeepRequest {
  readonly env: NodeJS.ProcessEnv;
  readonly readsEnvFile?: boolean;
}

/** What is to be kept of a config, as a text; or why nothing can be, as a sentence without its end. */
export type Kept =
  | { readonly kind: 'kept'; readonly text: string }
  | { readonly kind: 'not-kept'; readonly reason: string };

/** Finds out what is to be kept of a config for its starts. Throws what is wrong with the config. */
export async function findKept(file: string, { env, readsEnvFile = true }: KeepRequest): Promise<Kept> {
  const configFile = resolvePath(file);
  const folder = dirname(configFile);
  const text = readConfigFile(configFile, toDisplayName(configFile));
  // What beats the file at a start is known at that start.
  const written = openWritten(text, configFile, {}, {});
  const { draft } = written;
  const tree: unknown = JSON.parse(JSON.stringify(draft.get([])));
  let config: Config | null = null;
  let complete: unknown = null;
  const validate = (whole: Draft): Config | null => {
    complete = JSON.parse(JSON.stringify(whole.get([])));
    config = written.validate(whole);
    return config;
  };
  await settle({ ...written, validate }, { configFile, env, readsEnvFile });
  const leaves = [...listLeaves(tree), ...listLeaves(complete)];
  const told = listLeaves(complete).find(
    ([path, value]) => draft.report.isConcealed(path) && findOpenKind(path, value) === null,
  );
  if (told !== undefined) return notKept(`${describePath(told[0])} comes from the environment`);
  const kept: KeptConfig = {
    ...describeThisBerth(),
    text,
    form: written.form,
    tree,
    keys: Object.fromEntries(
      leaves.flatMap(([path]) => toSteps(path)).map((path) => [toPathKey(path), draft.findKey(path)]),
    ),
    sources: Object.fromEntries(
      leaves
        .filter(([, value]) => typeof value !== 'string')
        .map(([path]) => [toPathKey(path), draft.report.getSourceText(path)]),
    ),
    outline: toOutline(complete, folder),
    config: toKeptForm(config, folder),
  };
  const form = JSON.stringify(kept);
  const again: KeptConfig = JSON.parse(form);
  if (!isDeepStrictEqual(fillKeptForm(again.config, complete, folder), toPlain(config)))
    return notKept('a value in it has no form in JSON');
  // What is odd about it, for one, is told at a place of the file.
  const whatElse = await settle(openKeptConfig(again, folder), { configFile, env, readsEnvFile }).then(
    () => null,
    (error: Error) => error.message,
  );
  return whatElse === null ? { kind: 'kept', text: form } : notKept(`a start has to read it all the same: ${whatElse}`);
}

/** Writes that beside the config, for whoever may read the config; takes away what stands there where nothing can be kept. */
export async function keepConfig(file: string, request: KeepRequest): Promise<Kept> {
  const found = await findKept(file, request);
  const path = toKeptFile(resolvePath(file));
  if (found.kind === 'not-kept') rmSync(path, { force: true });
  else {
    // Nobody reads half of it.
    writeFileSync(`${path}.part`, found.text, { mode: statSync(file).mode & 0o666 });
    renameSync(`${path}.part`, path);
  }
  return found;
}

function notKept(reason: string): Kept {
  return { kind: 'not-kept', reason };
}

/** The path and all that it leads through. */
function toSteps(path: ConfigPath): ConfigPath[] {
  return path.map((_, index) => path.slice(0, index + 1));
}

// A schema makes mappings with a prototype and without.
function toPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
