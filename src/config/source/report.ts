import type { ConfigDocument } from './document.ts';
import type { Override } from './override.ts';
import { type ConfigPath, type Place, toPathKey } from './place.ts';
import type { Problem, ProblemList } from './problem.ts';

/** Reports problems by the path of the value, and knows where each value came from. */
export interface Report {
  /** Lists a problem at a value, unless the value is known to be wrong already; the value is from then on. */
  atValue(path: ConfigPath, message: string): void;
  /** The same, shown at the key in front of the value. */
  atKey(path: ConfigPath, message: string): void;
  /** The same, shown at a piece of text inside a scalar. */
  atText(path: ConfigPath, piece: string, occurrence: number, message: string, kind?: Problem['kind']): void;
  /** The name of the variable or flag a value came from; null if it came from the file. */
  findSetting(path: ConfigPath): string | null;
  /** Marks a value as one that must not be shown: it came from the environment. */
  conceal(path: ConfigPath): void;
  isConcealed(path: ConfigPath): boolean;
  /** The predicate of a sentence on a wrong value: `is 'x'`, or `has the wrong value` if it must not be shown. */
  describeFound(path: ConfigPath, value: unknown): string;
  readonly document: ConfigDocument;
  readonly problems: ProblemList;
}

/** Creates the report over a document; the overrides come with `applied` paths, where they ended up in the tree. */
export function createReport(
  document: ConfigDocument,
  problems: ProblemList,
  applied: ReadonlyArray<{ readonly path: ConfigPath; readonly override: Override }>,
): Report {
  const settings = new Map(applied.map(({ path, override }) => [toPathKey(path), override]));
  const concealed = new Set<string>();
  const findOverride = (path: ConfigPath): Override | undefined => {
    for (let length = path.length; length > 0; length--) {
      const override = settings.get(toPathKey(path.slice(0, length)));
      if (override !== undefined) return override;
    }
    return undefined;
  };
  const add = (path: ConfigPath, place: Place, message: string, kind: Problem['kind'] = 'invalid'): void => {
    const override = findOverride(path);
    problems.add({ kind, place: override === undefined ? place : { kind: 'setting', name: override.source }, message });
    problems.spoil(path);
  };
  const isConcealed = (path: ConfigPath): boolean =>
    concealed.has(toPathKey(path)) || findOverride(path)?.isFromEnvironment === true;
  return {
    document,
    problems,
    atValue: (path, message) => {
      if (!problems.isSpoiled(path)) add(path, document.findValue(path), message);
    },
    atKey: (path, message) => {
      if (!problems.isSpoiled(path)) add(path, document.findKey(path), message);
    },
    // Not silenced by an earlier one: a text may name several unset variables.
    atText: (path, piece, occurrence, message, kind) =>
      add(path, document.findText(path, piece, occurrence), message, kind),
    findSetting: (path) => findOverride(path)?.source ?? null,
    conceal: (path) => void concealed.add(toPathKey(path)),
    isConcealed,
    describeFound: (path, value) => (isConcealed(path) ? 'has the wrong value' : `is ${describeValue(value)}`),
  };
}

/** Texts are cut short; mappings and lists are told only by their kind. */
function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
}
