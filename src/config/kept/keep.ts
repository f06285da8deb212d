import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve as resolvePath } from 'node:path';
import { toKeptFile } from '../../core/kept-file.ts';
import { randomHex } from '../../random.ts';
import type { Draft } from '../draft/draft.ts';
import { toDisplayName } from '../draft/named-file.ts';
import { readConfigFile } from '../load.ts';
import type { Config } from '../schema/schema.ts';
import { type Surroundings, settle } from '../settle.ts';
import { type ConfigPath, describePath, toPathKey } from '../source/place.ts';
import { openWritten } from '../written-config.ts';
import { describeThisBerth, type KeptConfig, openKeptConfig } from './open-kept.ts';
import { findOpenKind, listLeaves, toKeptForm, toOutline } from './outline.ts';

/** What its variables are taken from. Nothing of them is kept. */
export interface KeepRequest {
  readonly env: NodeJS.ProcessEnv;
  readonly readsEnvFile?: boolean;
}

/** What is to be kept of a config, as a text; or why nothing can be, as a sentence without its end. */
export type Kept =
  | { readonly kind: 'kept'; readonly text: string }
  | { readonly kind: 'not-kept'; readonly reason: string };

/** Finds out what is to be kept of a config for its starts. Throws only what kept it from being read at all. */
export async function findKept(file: string, { env, readsEnvFile = true }: KeepRequest): Promise<Kept> {
  const configFile = resolvePath(file);
  const folder = dirname(configFile);
  const text = readConfigFile(configFile, toDisplayName(configFile));
  const surroundings = { configFile, env, readsEnvFile };
  const settled = await settleOnce(text, surroundings).catch(toSentence);
  if (typeof settled === 'string') return notKept(`without what beats it, it is not valid: ${settled}`);
  const { draft, form, tree, complete, config } = settled;
  const told = listLeaves(complete).find(
    ([path, value]) => draft.report.isConcealed(path) && findOpenKind(path, value) === null,
  );
  if (told !== undefined) return notKept(`${describePath(told[0])} comes from the environment`);
  if (!hasJsonForm(config)) return notKept('a value in it has no form in JSON');
  const kept: KeptConfig = {
    ...describeThisBerth(),
    ...{ text, form, tree },
    ...findFacts(draft, [...listLeaves(tree), ...listLeaves(complete)]),
    outline: toOutline(complete, folder),
    config: toKeptForm(config, folder),
  };
  const keptText = JSON.stringify(kept);
  // What is odd about it, for one, is told at a place of the file.
  const lack = await settle(openKeptConfig(JSON.parse(keptText), folder), surroundings).then(() => null, toSentence);
  return lack === null ? { kind: 'kept', text: keptText } : notKept(`a start has to read it all the same: ${lack}`);
}

/** Settles a config as it is written, and takes down what comes out on the way. */
async function settleOnce(text: string, surroundings: Surroundings) {
  // What beats the file at a start is known at that start.
  const written = openWritten(text, surroundings.configFile, {}, {});
  const { draft, form } = written;
  const tree = toPlain(draft.get([]));
  let [complete, config]: [unknown, Config | null] = [null, null];
  const validate = (whole: Draft): Config | null => {
    complete = toPlain(whole.get([]));
    config = written.validate(whole);
    return config;
  };
  await settle({ draft, form, validate }, surroundings);
  return { draft, form, tree, complete, config };
}

/** What is asked of the schema and of the file about the paths of a draft. */
function findFacts(draft: Draft, leaves: ReadonlyArray<readonly [ConfigPath, unknown]>) {
  const steps = leaves.flatMap(([path]) => path.map((_, index) => path.slice(0, index + 1)));
  const others = leaves.filter(([, value]) => typeof value !== 'string').map(([path]) => path);
  return {
    keys: Object.fromEntries(steps.map((path) => [toPathKey(path), draft.findKey(path)])),
    sources: Object.fromEntries(others.map((path) => [toPathKey(path), draft.report.getSourceText(path)])),
  };
}

/** Writes that beside the config, for whoever may read the config; takes away what stands there where nothing can be kept. */
export async function keepConfig(file: string, request: KeepRequest): Promise<Kept> {
  const found = await findKept(file, request);
  const path = toKeptFile(resolvePath(file));
  if (found.kind === 'not-kept') rmSync(path, { force: true });
  else {
    // Nobody reads half of it.
    const part = `${path}.${randomHex(6)}`;
    writeFileSync(part, found.text, { mode: statSync(file).mode & 0o666, flag: 'wx' });
    renameSync(part, path);
  }
  return found;
}

function notKept(reason: string): Kept {
  return { kind: 'not-kept', reason };
}

function toSentence(error: Error): string {
  return error.message;
}

function toPlain(tree: unknown): unknown {
  return JSON.parse(JSON.stringify(tree));
}

/** True for what JSON can say; a mapping may have keys with nothing behind them. */
function hasJsonForm(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(hasJsonForm);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null)
    return value === null || ['string', 'boolean'].includes(typeof value);
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === null || prototype === Object.prototype;
  return isPlain && Object.values(value).every((item) => item === undefined || hasJsonForm(item));
}
