import { closeSync, fstatSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { toKeptFile } from '../../core/kept-file.ts';
import { Draft } from '../draft/draft.ts';
import type { KeyFacts } from '../schema/key-map.ts';
import type { Config } from '../schema/schema.ts';
import type { ConfigForm } from '../settings/resolve-process.ts';
import type { OpenedConfig } from '../settle.ts';
import { type ConfigPath, toPathKey } from '../source/place.ts';
import { type Places, Report } from '../source/report.ts';
import { copyTree, fillKeptForm, toOutline } from './outline.ts';

/**
 * What a start need not find out again: all of it follows from the text of the config and from this berth, and nothing is of the
 * environment.
 */
export interface KeptConfig {
  /** Of which berth and which Node.js it is. */
  readonly berth: string;
  readonly node: string;
  /** Of which text. */
  readonly text: string;
  readonly form: ConfigForm;
  /** The draft as it is before anything is put in. */
  readonly tree: unknown;
  /** What the schema says of the paths of the draft; and the scalars as they were written that are no texts. */
  readonly keys: Readonly<Record<string, KeyFacts | null>>;
  readonly sources: Readonly<Record<string, string | null>>;
  /** The outline of the complete draft, and its config. */
  readonly outline: string;
  readonly config: unknown;
}

/** The build of this berth, and its Node.js. */
export function describeThisBerth(): Pick<KeptConfig, 'berth' | 'node'> {
  return { berth: typeof BERTH_BUILD === 'undefined' ? 'not built' : BERTH_BUILD, node: process.version };
}

/**
 * The draft of a config of which something is kept; null if nothing is that holds for this text, this berth and this Node.js. Its
 * settling throws as soon as anything else is wanted than what is kept: the config is to be read then.
 */
export function openKept(configFile: string, text: string): OpenedConfig | null {
  const kept = readKept(configFile);
  const { berth, node } = describeThisBerth();
  if (kept === null || kept.text !== text || kept.berth !== berth || kept.node !== node) return null;
  return openKeptConfig(kept, dirname(configFile));
}

/** The same of what is known to hold. */
export function openKeptConfig(
  { form, tree, keys, sources, outline, config }: KeptConfig,
  folder: string,
): OpenedConfig {
  const report = new Report(new NoPlaces(sources));
  const findKey = (path: ConfigPath): KeyFacts | null => take(keys, path);
  const validate = (draft: Draft): Config => {
    if (toOutline(draft.get([]), folder) !== outline) throw new Error('it is another draft');
    return fillKeptForm(config, draft.get([]), folder) as Config;
  };
  return { draft: new Draft(copyTree(tree), report, findKey), form, validate };
}

function take<Value>(kept: Readonly<Record<string, Value>>, path: ConfigPath): Value {
  const value = kept[toPathKey(path)];
  if (value === undefined) throw new Error(`nothing is kept of ${toPathKey(path)}`);
  return value;
}

/** Of a text that nobody has read. */
class NoPlaces implements Places {
  readonly faults = [];
  readonly #sources: KeptConfig['sources'];

  constructor(sources: KeptConfig['sources']) {
    this.#sources = sources;
  }

  findValue = fail;
  findKey = fail;
  findText = fail;

  getSourceText(path: ConfigPath): string | null {
    return take(this.#sources, path);
  }
}

function fail(): never {
  throw new Error('the text was not read');
}

// Where others may write beside a config, they must not say what is in it.
function readKept(configFile: string): KeptConfig | null {
  try {
    const fd = openSync(toKeptFile(configFile), 'r');
    try {
      const [own, config] = [fstatSync(fd), statSync(configFile)];
      const isOthers = (own.uid !== config.uid && own.uid !== 0) || (own.mode & ~config.mode & 0o022) !== 0;
      return isOthers || !own.isFile() ? null : (JSON.parse(readFileSync(fd, 'utf8')) as KeptConfig);
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}
