/** What the platform has brought. */
export interface PlatformEvent {
  readonly bytes: Buffer;
  /** The JSON object or list that it is; its text where it is something else. */
  readonly value: unknown;
}

/** Reads an event; it is a text where it is no JSON object or list. */
export function parseEvent(bytes: Buffer): PlatformEvent {
  const text = bytes.toString('utf8');
  return { bytes, value: parseTree(text) ?? text };
}

/** `.` is the value itself. */
const WHOLE = '.';

/** What stands at a dotted path; undefined where nothing does. A text on the way may be JSON itself, as payloads are. */
export function readPath(value: unknown, path: string): unknown {
  if (path === WHOLE) return value;
  let at = value;
  for (const key of path.split('.')) {
    const tree = typeof at === 'string' ? parseTree(at) : at;
    if (typeof tree !== 'object' || tree === null || !Object.hasOwn(tree, key)) return undefined;
    at = (tree as Readonly<Record<string, unknown>>)[key];
  }
  return at;
}

/** A value as text: a string as it is, all else as JSON. Half a character of a string becomes U+FFFD. */
export function toEventText(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return Buffer.from(text).toString();
}

function parseTree(text: string): object | null {
  if (!/^\s*[[{]/.test(text)) return null;
  try {
    return JSON.parse(text) as object;
  } catch {
    return null;
  }
}
