import { closest, distance } from 'fastest-levenshtein';

/** ` (did you mean 'x'?)` for the known word nearest to one that is not known; empty if none is near. */
export function suggest(word: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const lower = word.toLowerCase();
  const nearest = known.find((key) => key.toLowerCase() === lower) ?? closest(word, [...known]);
  const isNear = nearest.toLowerCase() === lower || distance(lower, nearest.toLowerCase()) <= Math.max(1, Math.floor(word.length / 3));
  return isNear ? ` (did you mean '${nearest}'?)` : '';
}
