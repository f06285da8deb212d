import type { KeyFacts } from '../schema/key-map.ts';
import { isMapping } from '../source/mapping.ts';
import { type ConfigPath, getAt } from '../source/place.ts';
import type { Report } from '../source/report.ts';

/**
 * The config in its canonical form: every process has a name, no key stands for another, and what the config leaves to
 * berth is filled in. Its report knows where each value was written.
 */
export class Draft {
  #tree: unknown;
  readonly report: Report;
  /** What the schema says of a path; null if it has none such. */
  readonly findKey: (path: ConfigPath) => KeyFacts | null;

  /** The tree becomes the draft's own. */
  constructor(tree: unknown, report: Report, findKey: Draft['findKey']) {
    this.#tree = tree;
    this.report = report;
    this.findKey = findKey;
  }

  /** The value at a path; undefined if there is none. */
  get(path: ConfigPath): unknown {
    return getAt(this.#tree, path);
  }

  has(path: ConfigPath): boolean {
    return this.get(path) !== undefined;
  }

  /** The text at a path; null if there is none, or something else. */
  getText(path: ConfigPath): string | null {
    const value = this.get(path);
    return typeof value === 'string' ? value : null;
  }

  /** The names in a mapping; none if it is no mapping. */
  listNames(path: ConfigPath): string[] {
    const value = this.get(path);
    return isMapping(value) ? Object.keys(value) : [];
  }

  /** Puts in a value; what stands in the place of a mapping on the way gives way to one. */
  set(path: ConfigPath, value: unknown): void {
    const last = path.at(-1);
    if (last === undefined) this.#tree = value;
    else this.#enter(path.slice(0, -1))[last] = value;
  }

  /** Puts in a value that berth chose, where the config has none; never into something that is wrong. */
  fill(path: ConfigPath, value: unknown): void {
    const parent = this.get(path.slice(0, -1));
    if (!this.has(path) && (parent === undefined || isMapping(parent))) this.set(path, value);
  }

  /** Takes a value, if there is one, to another path. */
  move(from: ConfigPath, to: ConfigPath): void {
    const value = this.get(from);
    if (value !== undefined) this.set(to, value);
    this.delete(from);
    this.report.noteMove(to, from);
  }

  delete(path: ConfigPath): void {
    const parent = this.get(path.slice(0, -1));
    if (isMapping(parent)) delete parent[String(path.at(-1))];
  }

  /** Replaces every scalar that is not empty by what the function makes of it. */
  rewrite(replace: (value: string | number | boolean, path: ConfigPath) => unknown): void {
    const visit = (value: unknown, path: ConfigPath): unknown => {
      if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
      if (isMapping(value)) {
        for (const key of Object.keys(value)) value[key] = visit(value[key], [...path, key]);
        return value;
      }
      const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
      return isScalar ? replace(value, path) : value;
    };
    this.#tree = visit(this.#tree, []);
  }

  #enter(path: ConfigPath): Record<string | number, unknown> {
    const found = this.get(path);
    if (isMapping(found)) return found;
    // Without a prototype, as what is read from a file: `__proto__` is a name like any other.
    const made: Record<string, unknown> = Object.create(null);
    this.set(path, made);
    return made;
  }
}
