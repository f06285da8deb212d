import type { ConfigDocument } from './document.ts';
import type { Override } from './override.ts';
import { type ConfigPath, describePath, type Place, toPathKey } from './place.ts';
import { type Problem, ProblemList } from './problem.ts';

/**
 * Knows where every value of the draft was written, and reports problems there: by the draft's path they come in, by the
 * key and the place of the user's own words they are told.
 */
export class Report {
  readonly #document: ConfigDocument;
  readonly #problems = new ProblemList();
  /** Paths of the draft that were written elsewhere. */
  readonly #written = new Map<string, ConfigPath>();
  // All below by the path as it was written.
  readonly #overrides = new Map<string, Override>();
  readonly #concealed = new Set<string>();
  readonly #spoiled = new Set<string>();

  constructor(document: ConfigDocument) {
    this.#document = document;
    for (const { place, message } of document.faults) this.atPlace(place, message);
  }

  /** From now on the draft has at `path`, and below it, what was written at `written`. */
  noteMove(path: ConfigPath, written: ConfigPath): void {
    if (toPathKey(path) === toPathKey(written)) this.#written.delete(toPathKey(path));
    else this.#written.set(toPathKey(path), written);
  }

  /** What is written at the override's path came from outside the file. */
  noteOverride(override: Override): void {
    this.#overrides.set(toPathKey(override.path), override);
  }

  /** Lists a problem at a value, unless the value is known to be wrong already; the value is from then on. */
  atValue(path: ConfigPath, message: string): void {
    if (!this.isSpoiled(path)) this.#add(path, this.#document.findValue(this.#toWritten(path)), message);
  }

  /** The same, shown at the key in front of the value. */
  atKey(path: ConfigPath, message: string): void {
    if (!this.isSpoiled(path)) this.#add(path, this.#document.findKey(this.#toWritten(path)), message);
  }

  /** The same, shown at a piece of text inside a scalar; told also of a value that is wrong, for a text may have several. */
  atText(path: ConfigPath, piece: string, occurrence: number, message: string, kind?: Problem['kind']): void {
    this.#add(path, this.#document.findText(this.#toWritten(path), piece, occurrence), message, kind);
  }

  /** Lists a problem that no path of the draft leads to. */
  atPlace(place: Place, message: string, kind: Problem['kind'] = 'invalid'): void {
    this.#problems.add({ kind, place, message });
  }

  /** The value at this path is wrong already: whatever else is found at it is a consequence, and is not listed. */
  spoil(path: ConfigPath): void {
    this.#spoiled.add(this.#toKey(path));
  }

  isSpoiled(path: ConfigPath): boolean {
    return this.#spoiled.has(this.#toKey(path));
  }

  /** Marks a value as one that must not be shown: it came from the environment. */
  conceal(path: ConfigPath): void {
    this.#concealed.add(this.#toKey(path));
  }

  isConcealed(path: ConfigPath): boolean {
    return this.#concealed.has(this.#toKey(path)) || this.#findOverride(path)?.isFromEnvironment === true;
  }

  /** The name of the variable or flag a value came from; null if it came from the file. */
  findSetting(path: ConfigPath): string | null {
    return this.#findOverride(path)?.source ?? null;
  }

  /** A scalar as it was written in the file, without quotes; null for anything else. */
  getSourceText(path: ConfigPath): string | null {
    return this.#document.getSourceText(this.#toWritten(path));
  }

  /** The key as the user wrote it, or would: `port`, `processes.web.ready[0].http`. */
  label(path: ConfigPath): string {
    return describePath(this.#toWritten(path));
  }

  /** The predicate of a sentence on a wrong value: `is 'x'`, or `has the wrong value` if it must not be shown. */
  describeFound(path: ConfigPath, value: unknown): string {
    return this.isConcealed(path) ? 'has the wrong value' : `is ${describeValue(value)}`;
  }

  /** Throws the failure that tells of every problem so far; returns if there is none. */
  throwIfAny(file: string): void {
    this.#problems.throwIfAny(file);
  }

  #add(path: ConfigPath, place: Place, message: string, kind?: Problem['kind']): void {
    const setting = this.findSetting(path);
    this.atPlace(setting === null ? place : { kind: 'setting', name: setting }, message, kind);
    this.spoil(path);
  }

  #toWritten(path: ConfigPath): ConfigPath {
    for (let length = path.length; length > 0; length--) {
      const written = this.#written.get(toPathKey(path.slice(0, length)));
      if (written !== undefined) return this.#toWritten([...written, ...path.slice(length)]);
    }
    return path;
  }

  #toKey(path: ConfigPath): string {
    return toPathKey(this.#toWritten(path));
  }

  #findOverride(path: ConfigPath): Override | undefined {
    const written = this.#toWritten(path);
    // A line that was cut into words came from one setting.
    const key = written.slice(0, written.findLastIndex((step) => typeof step === 'string') + 1);
    return this.#overrides.get(toPathKey(written)) ?? this.#overrides.get(toPathKey(key));
  }
}

/** Texts are cut short; mappings and lists are told only by their kind. */
function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
}
