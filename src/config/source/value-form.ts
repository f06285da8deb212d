import { describeOdd, findLookAlike } from '../../core/odd-character.ts';

/** What is odd about the form of a text that stands where it is not understood; null if nothing is. Tells nothing of it. */
export function describeForm(text: string): string | null {
  if (text === '') return 'it is empty';
  if (text.endsWith('\r')) {
    return 'a carriage return stands at its end: the file that sets it has Windows line ends';
  }
  const odd = findLookAlike(text);
  if (odd !== null) return `with ${describeOdd(odd)}`;
  if (text.trim() === '') return 'it is blank';
  if (text.trim() !== text) return 'blanks stand around it';
  return /^(['"]).*\1$/s.test(text) ? 'its quotes are part of it' : null;
}
