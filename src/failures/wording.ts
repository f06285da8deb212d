import type { TimelineMoment } from '../core/timeline.ts';
import type { Explanation } from './explanation.ts';

/** How a cause is introduced, by how sure berth is of it. */
export const CAUSE_TITLES: Readonly<Record<Explanation['certainty'], string>> = {
  certain: 'Cause',
  likely: 'Likely cause',
  usual: 'The usual cause',
  unknown: 'Cause not known',
};

/** A moment of a start as a phrase: "port bound after 40ms". */
export function describeMoment({ moment, elapsedMs }: TimelineMoment): string {
  return moment === 'spawned' ? moment : `${moment} after ${elapsedMs}ms`;
}
