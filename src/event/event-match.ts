import type { EventMatch } from '../core/event-settings.ts';
import { type PlatformEvent, readPath, toEventText } from './event-value.ts';

const ANY = '*';

/** True if a rule that says this is for the event. */
export function matchesEvent(match: EventMatch, { value }: PlatformEvent): boolean {
  if (match === 'any') return true;
  if (match === 'text') return typeof value === 'string';
  return typeof value !== 'string' && [...match].every(([path, wanted]) => isOneOf(readPath(value, path), wanted));
}

function isOneOf(found: unknown, wanted: readonly string[]): boolean {
  if (found === undefined) return false;
  if (wanted.includes(ANY)) return true;
  // An object or a list is there, and is no text.
  if (typeof found === 'object' && found !== null) return false;
  const text = toEventText(found);
  return wanted.some((pattern) => matchesPattern(pattern, text));
}

// Without a regular expression: an event must not choose how long this takes.
function matchesPattern(pattern: string, text: string): boolean {
  const [first = '', ...pieces] = pattern.split(ANY);
  const last = pieces.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found === -1) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
