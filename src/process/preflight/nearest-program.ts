import { readdirSync } from 'node:fs';
import { delimiter } from 'node:path';
import { distance } from 'fastest-levenshtein';

const MOST_NAMES = 3;
const VERSION_SUFFIX = /^[-_]?[\d.]+$/;

/**
 * The programs on PATH whose names are nearest to one that is not there, best first: versions of the same name, then
 * those with the fewest other letters, a third of them at most. Executable bits are not looked at.
 */
export function findNearestPrograms(name: string, path: string): string[] {
  const allowed = Math.min(3, Math.ceil(name.length / 3));
  const near = new Map<string, number>();
  for (const known of new Set(path.split(delimiter).flatMap(listNames))) {
    // php-fpm → php-fpm8.2, python → python3: the same program, however many letters its version has.
    if (known.startsWith(name) && VERSION_SUFFIX.test(known.slice(name.length))) near.set(known, 0);
    else if (Math.abs(known.length - name.length) <= allowed) {
      const letters = distance(name.toLowerCase(), known.toLowerCase());
      if (letters <= allowed) near.set(known, letters);
    }
  }
  const sorted = [...near].toSorted(([a, left], [b, right]) => left - right || a.length - b.length || (a < b ? -1 : 1));
  const best = sorted[0]?.[1] ?? 0;
  return sorted
    .filter(([, letters]) => letters === best)
    .slice(0, MOST_NAMES)
    .map(([known]) => known);
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
