/** The moments of one start of a process, on one clock. null: it has not happened. */
export interface Timeline {
  readonly spawnedAtMs: number;
  readonly firstOutputAtMs: number | null;
  readonly portBoundAtMs: number | null;
  readonly readyAtMs: number | null;
  readonly endedAtMs: number | null;
  /** The end of patience with a process that still ran. */
  readonly givenUpAtMs: number | null;
}

/** One moment that has come, counted from the spawn. */
export interface TimelineMoment {
  readonly moment: 'spawned' | 'first output' | 'port bound' | 'ready' | 'ended' | 'given up';
  readonly elapsedMs: number;
}

/** The moments that have come, in the order of a good start; rounded to milliseconds. */
export function listMoments(timeline: Timeline): TimelineMoment[] {
  const { spawnedAtMs, firstOutputAtMs, portBoundAtMs, readyAtMs, endedAtMs, givenUpAtMs } = timeline;
  const moments = [
    ['spawned', spawnedAtMs],
    ['first output', firstOutputAtMs],
    ['port bound', portBoundAtMs],
    ['ready', readyAtMs],
    ['ended', endedAtMs],
    ['given up', givenUpAtMs],
  ] as const;
  return moments.flatMap(([moment, atMs]) => {
    const elapsedMs = toElapsedMs(timeline, atMs);
    return elapsedMs === null ? [] : [{ moment, elapsedMs }];
  });
}

/** The timeline as a phrase that shows where the time went: "first output after 40ms, ready after 812ms". */
export function describeTimeline(timeline: Timeline): string {
  const moments = listMoments(timeline).filter(({ moment }) => moment !== 'spawned');
  return moments.length === 0 ? 'nothing yet' : moments.map(describeMoment).join(', ');
}

/** A moment as a phrase: "port bound after 40ms". */
export function describeMoment({ moment, elapsedMs }: TimelineMoment): string {
  return moment === 'spawned' ? moment : `${moment} after ${elapsedMs}ms`;
}

/** Milliseconds from the spawn to a moment, rounded; null if it has not happened. */
export function toElapsedMs(timeline: Timeline, moment: number | null): number | null {
  return moment === null ? null : Math.round(moment - timeline.spawnedAtMs);
}
