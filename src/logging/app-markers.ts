import { FC_MARKERS } from '../core/marker.ts';
import type { MarkerSettings } from '../core/settings.ts';

/** What the log book asks about the lines of the app that look like its own markers. */
export interface AppMarkers {
  /** A start marker of berth's own is written. */
  noteStart(line: string): void;
  /** The end marker to write in the place of one of berth's own. */
  toEnd(line: string): string;
  /** The app's whole lines without those that are not to be written. */
  filter(lines: Buffer): Buffer;
}

/** Stands in every marker of the platform, and in few other lines. */
const PROBE = ' RequestId: ';
const MARKER = /^FC (?:Invoke|Initialize|PreFreeze|PreStop) (?:Start|End) RequestId: ([^\s,]+)(, Error: .*)?$/;

/** Of bytes. */
const LONGEST_MARKER = 4_096;

/**
 * How many calls may have started since the one that an app is first caught marking; and how many pass until it is taken
 * for one that does not.
 */
const KNOWN_STARTS = 1_024;

/** Calls whose end is written, and whose app may still be late with its own. */
const KNOWN_ENDS = 1_000;

/**
 * An app that writes the platform's own markers, as the platform's own samples do: berth's beside them would have each
 * call twice in the log. `onSeen` hears of it once. Null where the markers are other ones, which no app knows.
 */
export function createAppMarkers({ templates, ofApp }: MarkerSettings, onSeen: () => void): AppMarkers | null {
  if (templates !== FC_MARKERS) return null;
  return new WatchedMarkers(ofApp === 'merged' ? new MergedMarkers() : null, onSeen);
}

/**
 * Watches for the first of them; what is done then is the business of `then`. What has to be remembered for that costs each
 * call a fiftieth of its time: an app that has not marked the first calls is only listened to, and may mark one twice.
 */
class WatchedMarkers implements AppMarkers {
  readonly #then: MergedMarkers | null;
  readonly #onSeen: () => void;
  #starts: string[] = [];
  #isRemembering = true;
  #isSeen = false;

  constructor(then: MergedMarkers | null, onSeen: () => void) {
    this.#then = then;
    this.#onSeen = onSeen;
  }

  noteStart(line: string): void {
    if (this.#isSeen) this.#then?.noteStart(line);
    else if (this.#isRemembering && this.#starts.push(line) === KNOWN_STARTS) this.#forget();
  }

  toEnd(line: string): string {
    return this.#isSeen && this.#then !== null ? this.#then.toEnd(line) : line;
  }

  filter(lines: Buffer): Buffer {
    if (!lines.includes(PROBE)) return lines;
    if (!this.#isSeen) this.#look(splitLines(lines));
    return this.#isSeen && this.#then !== null ? this.#then.filter(lines) : lines;
  }

  #look(lines: readonly Buffer[]): void {
    const markers = lines
      .map((line) => readMarker(line.toString('utf8', 0, LONGEST_MARKER)))
      .filter((one) => one !== null);
    if (markers.length === 0) return;
    this.#isSeen = markers.some(({ id }) => this.#starts.some((start) => start.endsWith(` ${id}`)));
    // Of a call before those that are remembered, or of none: the next will tell.
    this.#isRemembering = !this.#isSeen;
    if (!this.#isSeen) return;
    for (const start of this.#starts) this.#then?.noteStart(start);
    this.#forget();
    this.#onSeen();
  }

  #forget(): void {
    this.#starts = [];
    this.#isRemembering = false;
  }
}

/** Leaves the app's out, since berth's stand where they belong: the end before the last byte. What failed is kept. */
class MergedMarkers {
  /** By the ids of calls under way: the error that the app's own end tells of, '' for none. */
  readonly #errors = new Map<string, string>();
  /** Ids of calls that have ended, the oldest first. */
  readonly #ended = new Set<string>();

  noteStart(line: string): void {
    const { id = '' } = readMarker(line) ?? {};
    this.#ended.delete(id);
    if (id !== '') this.#errors.set(id, '');
  }

  toEnd(line: string): string {
    const { id = '', error: ownError = '' } = readMarker(line) ?? {};
    const error = this.#errors.get(id) ?? '';
    this.#errors.delete(id);
    this.#ended.add(id);
    if (this.#ended.size > KNOWN_ENDS) this.#ended.delete(this.#ended.values().next().value!);
    return ownError === '' ? line + error : line;
  }

  filter(lines: Buffer): Buffer {
    return Buffer.concat(splitLines(lines).filter((line) => !this.#isTaken(line)));
  }

  #isTaken(line: Buffer): boolean {
    const marker = readMarker(line.toString('utf8', 0, LONGEST_MARKER));
    if (marker === null) return false;
    const { id, error } = marker;
    const isUnderWay = this.#errors.has(id);
    if (isUnderWay && error !== '') this.#errors.set(id, error);
    return isUnderWay || this.#ended.has(id);
  }
}

/** What a line says that is a marker of the platform; null for any other. */
function readMarker(line: string): { readonly id: string; readonly error: string } | null {
  const found = MARKER.exec(line.trimEnd());
  return found === null ? null : { id: found[1]!, error: found[2] ?? '' };
}

/** Lines with their ends. */
function splitLines(lines: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let start = 0; start < lines.length; ) {
    const end = lines.indexOf(0x0a, start) + 1 || lines.length;
    parts.push(lines.subarray(start, end));
    start = end;
  }
  return parts;
}
