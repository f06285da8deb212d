import type { Diagnosis } from '../core/diagnosis.ts';

/**
 * Where the lines of evidence stand among these, counted from 1; others may have come or gone since they were read. Evidence
 * that is no line of them has no place.
 */
export function locateEvidence({ evidence, evidenceAt = [] }: Diagnosis, lines: readonly string[]): number[] {
  const trimmed = lines.map((line) => line.trim());
  const places = evidence.map((text, index) => {
    const known = evidenceAt[index] ?? 0;
    return trimmed[known - 1] === text ? known : trimmed.lastIndexOf(text) + 1;
  });
  return places.filter((place) => place > 0);
}
