/** The moments of one start of a process, on one clock. null: it has not happened. */
export interface Timeline {
  readonly spawnedAtMs: number;
  readonly firstOutputAtMs: number | null;
  readonly readyAtMs: number | null;
}

/** The timeline as a phrase that shows where the time went: "first output after 40ms, ready after 812ms". */
export function describeTimeline(timeline: Timeline): string {
  const moments = [
    describeMoment('first output', timeline.firstOutputAtMs, timeline.spawnedAtMs),
    describeMoment('ready', timeline.readyAtMs, timeline.spawnedAtMs),
  ].filter((moment) => moment !== null);
  return moments.length === 0 ? 'nothing yet' : moments.join(', ');
}

/** Milliseconds from the spawn to a moment, rounded; null if it has not happened. */
export function toElapsedMs(timeline: Timeline, moment: number | null): number | null {
  return moment === null ? null : Math.round(moment - timeline.spawnedAtMs);
}

function describeMoment(name: string, atMs: number | null, spawnedAtMs: number): string | null {
  return atMs === null ? null : `${name} after ${Math.round(atMs - spawnedAtMs)}ms`;
}
