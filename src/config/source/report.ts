import { escapeUnseen } from '../../core/odd-character.ts';
import { Failure } from '../../failures/failure.ts';
import type { ConfigDocument } from './document.ts';
import { type ConfigPath, comparePlaces, describePath, describePlace, type Place, toPathKey } from './place.ts';
import { describeForm } from './value-form.ts';

/** Where the values of a config were written. */
export type Places = Pick<ConfigDocument, 'faults' | 'findValue' | 'findKey' | 'findText' | 'getSourceText'>;

/** The setting that a value of the draft came from, where it beats the file. */
export interface Setting {
  readonly path: ConfigPath;
  /** `BERTH_LOG_LEVEL`, `--port`, `--set log.level`. */
  readonly source: string;
  readonly isFromEnvironment: boolean;
}

/** `unset` problems are variables that the environment lacks, all others are mistakes. */
type ProblemKind = 'invalid' | 'unset';

interface Problem {
  readonly kind: ProblemKind;
  readonly place: Place;
  readonly message: string;
  /** It is about the whole file. */
  readonly isOfAll: boolean;
}

/**
 * Collects every problem, so that a user corrects a file once and not line by line. Knows where each value of the draft was
 * written: by the draft's path problems come in, by the key and at the place of the user's own words they are told.
 */
export class Report {
  readonly #document: Places;
  readonly #problems: Problem[] = [];
  readonly #warnings: Array<Pick<Problem, 'place' | 'message'>> = [];
  /** Paths of the draft that were written elsewhere. */
  readonly #written = new Map<string, ConfigPath>();
  // All below by the path as it was written.
  readonly #settings = new Map<string, Setting>();
  readonly #concealed = new Set<string>();
  readonly #spoiled = new Set<string>();

  constructor(document: Places) {
    this.#document = document;
    for (const { place, message } of document.faults) this.atPlace(place, message);
  }

  /** From now on the draft has at `path`, and below it, what was written at `written`. */
  noteMove(path: ConfigPath, written: ConfigPath): void {
    if (toPathKey(path) === toPathKey(written)) this.#written.delete(toPathKey(path));
    else this.#written.set(toPathKey(path), written);
  }

  /** What is written at the setting's path came from it. */
  noteSetting(setting: Setting): void {
    this.#settings.set(toPathKey(setting.path), setting);
  }

  /** Says that a value is wrong, by a predicate behind its key; unless the value is known to be wrong already. */
  refuse(path: ConfigPath, predicate: string): void {
    this.atValue(path, `${this.label(path)} ${predicate}`);
  }

  /** The same, shown at the key in front of the value. */
  refuseKey(path: ConfigPath, predicate: string): void {
    this.atKey(path, `${this.label(path)} ${predicate}`);
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
  atText(path: ConfigPath, piece: string, occurrence: number, message: string, kind?: ProblemKind): void {
    this.#add(path, this.#document.findText(this.#toWritten(path), piece, occurrence), message, kind);
  }

  /** Lists a problem that no path of the draft leads to. */
  atPlace(place: Place, message: string, kind: ProblemKind = 'invalid', isOfAll = false): void {
    this.#problems.push({ kind, place, message, isOfAll });
  }

  /** Notes what is odd about a value but not wrong, by a predicate behind its key; shown at a piece of it if one is given. */
  warn(path: ConfigPath, predicate: string, piece?: string): void {
    const written = this.#toWritten(path);
    const setting = this.findSetting(path);
    const inFile = piece === undefined ? this.#document.findValue(written) : this.#document.findText(written, piece, 0);
    const place: Place = setting === null ? inFile : { kind: 'setting', name: setting };
    this.#warnings.push({ place, message: `${this.label(path)} ${predicate}` });
  }

  /** All that was noted, in the order of the file. */
  get warnings(): string[] {
    const sorted = this.#warnings.toSorted((a, b) => comparePlaces(a.place, b.place));
    return [...new Set(sorted.map(({ place, message }) => `${describePlace(place)}: ${message}`))];
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
    return this.#concealed.has(this.#toKey(path)) || this.#getSetting(path)?.isFromEnvironment === true;
  }

  /** The name of the variable or flag a value came from; null if it came from the file. */
  findSetting(path: ConfigPath): string | null {
    return this.#getSetting(path)?.source ?? null;
  }

  /** A scalar as it was written in the file, without quotes; null for anything else. */
  getSourceText(path: ConfigPath): string | null {
    return this.#document.getSourceText(this.#toWritten(path));
  }

  /** Where a value was written: `berth.yaml:3:12`, or the name of the setting. */
  locate(path: ConfigPath): string {
    return this.findSetting(path) ?? describePlace(this.#document.findValue(this.#toWritten(path)));
  }

  /** The key as the user wrote it, or would: `port`, `processes.web.ready[0].http`; `the file` for all of it. */
  label(path: ConfigPath): string {
    return describePath(this.#toWritten(path)) || 'the file';
  }

  /** The predicate of a sentence on a wrong value: `is 'x'`, or `has the wrong value` if it must not be shown; with what is odd about its form. */
  describeFound(path: ConfigPath, value: unknown): string {
    // A port is no secret, and what is wrong with one is often what cannot be seen.
    const isShown = !this.isConcealed(path) || (typeof value === 'string' && /^[^\p{L}]{1,12}$/u.test(value));
    if (isShown) return `is ${typeof value === 'string' ? describeShown(value) : describeValue(value)}`;
    const form = typeof value === 'string' ? describeForm(value) : null;
    return `has the wrong value${form === null ? '' : ` (${form})`}`;
  }

  /** Throws VARIABLE_UNSET if unset variables are all that is wrong, else CONFIG_INVALID; returns if nothing is. */
  throwIfAny(file: string): void {
    if (this.#problems.length === 0) return;
    // What is wrong with the whole file is often a consequence of what stands first in it.
    const sorted = this.#problems.toSorted(
      (a, b) => comparePlaces(a.place, b.place) || Number(a.isOfAll) - Number(b.isOfAll),
    );
    const problems = [...new Set(sorted.map(({ place, message }) => `${describePlace(place)}: ${message}`))];
    const code = sorted.every(({ kind }) => kind === 'unset') ? 'VARIABLE_UNSET' : 'CONFIG_INVALID';
    throw new Failure(code, { file: describeSources(sorted) ?? file, count: problems.length, problems });
  }

  #add(path: ConfigPath, place: Place, message: string, kind?: ProblemKind): void {
    const setting = this.findSetting(path);
    this.atPlace(setting === null ? place : { kind: 'setting', name: setting }, message, kind, path.length === 0);
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

  #getSetting(path: ConfigPath): Setting | undefined {
    const written = this.#toWritten(path);
    // A line that was cut into words came from one setting.
    const key = written.slice(0, written.findLastIndex((step) => typeof step === 'string') + 1);
    return this.#settings.get(toPathKey(written)) ?? this.#settings.get(toPathKey(key));
  }
}

/** What problems are told of if none of them is in a file; null if one is. */
function describeSources(problems: readonly Problem[]): string | null {
  const names = problems.map(({ place }) => (place.kind === 'setting' ? place.name : null));
  if (names.includes(null)) return null;
  const isFlag = names.map((name) => name?.startsWith('--'));
  if (isFlag.every((is) => is)) return 'The command line';
  return isFlag.includes(true) ? 'The environment and the command line' : 'The environment';
}

/** A text as it may be shown: cut short, what cannot be seen written out, with what is odd about its form. */
export function describeShown(text: string): string {
  const form = text === '' ? null : describeForm(text);
  const shown = escapeUnseen(text.length > 40 ? `${text.slice(0, 40)}…` : text);
  return `'${shown}'${form === null ? '' : ` (${form})`}`;
}

/** Mappings and lists are told only by their kind. */
function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'a mapping' : String(value);
}
