const MARKER = /^FC Invoke (Start|End) RequestId: soak-(\d+)(, Error: .*)?$/;

/** Counts the markers of requests that are called `soak-` and a number, without keeping the lines. */
export interface MarkerCount {
  /** Sees a line; false: it is a marker, or the app's, and need not be kept. */
  readonly keepLine: (line: string) => boolean;
  readonly starts: () => number;
  /** The requests whose markers are not one start and, after it, one end. */
  listUnpaired(): string[];
}

export function createMarkerCount(): MarkerCount {
  // Two digits a request: starts, and ends.
  const seen = new Map<number, number>();
  const early: string[] = [];
  return {
    keepLine: (line) => {
      const [, kind, digits] = MARKER.exec(line) ?? [];
      if (kind === undefined) return line.startsWith('{"level":') || line.startsWith('FC ');
      const number = Number(digits);
      const before = seen.get(number) ?? 0;
      if (kind === 'End' && before !== 10) early.push(`soak-${number}: an end after ${before}`);
      seen.set(number, before + (kind === 'Start' ? 10 : 1));
      return false;
    },
    starts: () => seen.size,
    listUnpaired: () => [
      ...early,
      ...[...seen].filter(([, state]) => state !== 11).map(([number, state]) => `soak-${number}: ${state}`),
    ],
  };
}
