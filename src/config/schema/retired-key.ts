import { type ConfigPath, describePath } from '../source/place.ts';

/** A key that is gone, and the key and value that say the same today. */
interface RetiredKey {
  readonly path: ConfigPath;
  /** By the value it had; any other value gets no more than the name of the new key. */
  readonly values: Readonly<Record<string, string>>;
}

const RETIRED: ReadonlyMap<string, RetiredKey> = new Map([
  ['proxy.engine', { path: ['upstream', 'transport'], values: { wire: 'h1', 'http-proxy': 'node-client' } }],
]);

/** How a key and a value are written: in a file, as a variable, as a flag. */
export type Notation = (path: ConfigPath, value: string) => string;

/** `upstream: { transport: h1 }` */
export const inFile: Notation = ([section, key], value) => `${section}: { ${key}: ${value} }`;

/** What is to be written in the place of a key that is gone, as the second half of a sentence; null for other keys. */
export function describeRetired(path: ConfigPath, value: unknown, notation: Notation): string | null {
  const retired = RETIRED.get(describePath(path));
  if (retired === undefined) return null;
  const known = Object.values(retired.values);
  const today = typeof value === 'string' && Object.hasOwn(retired.values, value) ? retired.values[value] : undefined;
  const choice = today === undefined ? ` (${known.join(' or ')})` : '';
  return `is gone, expected \`${notation(retired.path, today ?? '…')}\`${choice}`;
}

/** Every key that is gone. */
export function listRetiredPaths(): ConfigPath[] {
  return [...RETIRED.keys()].map((name) => name.split('.'));
}
