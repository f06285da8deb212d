import { closest, distance } from 'fastest-levenshtein';

/** ` (did you mean 'x'?)` for the known word nearest to one that is not known; empty if none is near. */
export function suggest(word: string, known: readonly string[], prefix = ''): string {
  const nearest = findNearest(word, known);
  return nearest === null ? '' : ` (did you mean '${prefix}${nearest}'?)`;
}

/** The known word that differs in a third of the letters at most, and in no more than three; case does not count. */
function findNearest(word: string, known: readonly string[]): string | null {
  if (known.length === 0) return null;
  const lower = known.map((key) => key.toLowerCase());
  const nearest = closest(word.toLowerCase(), lower);
  const allowed = Math.min(3, Math.ceil(word.length / 3));
  return distance(word.toLowerCase(), nearest) <= allowed ? (known[lower.indexOf(nearest)] ?? null) : null;
}
