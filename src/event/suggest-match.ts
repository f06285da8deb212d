import { toHarmless } from '../core/harmless-text.ts';
import { type PlatformEvent, readPath } from './event-value.ts';

/** Where the events of triggers say whose they are; the first line with something at all of its paths counts. */
const NAMES: ReadonlyArray<readonly string[]> = [
  ['triggerName'],
  ['events.0.eventSource', 'events.0.eventName'],
  ['TopicName'],
  ['source', 'type'],
  ['0.source', '0.type'],
  ['rawPath'],
];

const LONGEST_VALUE = 120;

/**
 * The `match` of a rule that would be for the event, as it can be pasted into a config. Nothing of the event is shown that `mask`
 * takes for a secret, and of one whose trigger nothing tells only a name or two.
 */
export function suggestMatch({ value }: PlatformEvent, mask: (text: string) => string): string {
  if (typeof value === 'string') return 'match: text';
  const paths = [...NAMES, ...Object.keys(value as object).map((key) => [key])];
  const known = paths.find((all) => all.every((path) => showValue(value, path, mask) !== null));
  if (known === undefined) return 'match: any';
  return `match: { ${known.map((path) => `${path}: ${showValue(value, path, mask)}`).join(', ')} }`;
}

/** The value at a path in the quotes that a record needs not escape; null where there is none, or none to be shown. */
function showValue(value: unknown, path: string, mask: (text: string) => string): string | null {
  const found = readPath(value, path);
  if (typeof found !== 'string' || found.length > LONGEST_VALUE || !/^[\w.-]+$/.test(path)) return null;
  const shown = `${path}: ${JSON.stringify(found)}`;
  const isPlain = mask(shown) === shown && toHarmless(found) === found && !/[\t\n]/.test(found);
  return isPlain ? `'${found.replaceAll("'", "''")}'` : null;
}
