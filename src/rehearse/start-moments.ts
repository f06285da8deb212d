import type { Rehearsal } from './rehearsal.ts';

/** A moment of the start, counted from the start of the command. */
export interface StartMoment {
  /** Of which process; null: of the instance. */
  readonly process: string | null;
  readonly moment: string;
  readonly elapsedMs: number;
}

/** What berth writes of the start of each of its processes, as durations from that process's own start. */
const OWN_MOMENTS = [
  ['firstOutputMs', 'first output'],
  ['portBoundMs', 'port bound'],
  ['readyMs', 'ready'],
] as const;

/** The moments of the start as the platform saw them, and as berth told of its processes where it is what was started. */
export function listMoments({ instance, startMoments }: Rehearsal): StartMoment[] {
  const { firstAtMs } = instance.output;
  const first = firstAtMs === null ? [] : [{ moment: 'first output', elapsedMs: firstAtMs - instance.startedAtMs }];
  const seen = [...first, ...startMoments]
    .sort((a, b) => a.elapsedMs - b.elapsedMs)
    .map((moment) => ({ process: null, ...moment }));
  return [...seen, ...instance.output.texts.flatMap(listOwn)].map((moment) => ({
    ...moment,
    elapsedMs: Math.round(moment.elapsedMs),
  }));
}

function listOwn(line: string): StartMoment[] {
  if (!line.startsWith('{') || !line.includes('"event":"process-ready"')) return [];
  try {
    const record: Record<string, unknown> = JSON.parse(line);
    const process = String(record['process']);
    return OWN_MOMENTS.flatMap(([field, moment]) => {
      const elapsedMs = record[field];
      return typeof elapsedMs === 'number' ? [{ process, moment, elapsedMs }] : [];
    });
  } catch {
    return [];
  }
}
