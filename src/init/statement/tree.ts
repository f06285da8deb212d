import { parse as parseToml } from 'smol-toml';
import { parse as parseYaml } from 'yaml';

/** A mapping of a parsed file. */
export type Tree = Readonly<Record<string, unknown>>;

/** A value as a mapping; empty if it is none. */
export function toTree(value: unknown): Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Tree) : {};
}

/** A value as a text; null for a mapping, a list or nothing. */
export function toText(value: unknown): string | null {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : null;
}

/** A value as a list; a single one is a list of one, nothing is an empty list. */
export function toList(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

/** A port that stands there as a number or its digits; null for anything else. */
export function toPort(value: unknown): number | null {
  const port = Number(toText(value) ?? Number.NaN);
  return Number.isInteger(port) && port > 0 && port <= 65_535 ? port : null;
}

/** A YAML file as a mapping; empty if it is none. Tags of others (`!Ref`) are left out of account. */
export function readYaml(text: string | null): Tree {
  try {
    return toTree(parseYaml(text ?? '', { logLevel: 'silent', merge: true }));
  } catch {
    return {};
  }
}

/** A TOML file as a mapping; empty if it is none. */
export function readToml(text: string | null): Tree {
  try {
    return toTree(parseToml(text ?? ''));
  } catch {
    return {};
  }
}
