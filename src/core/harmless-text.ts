/** What turns the direction of writing, and so can make a line read as another. */
const TURNS = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape is what is removed
const COLOUR = /\u001b\[[\d;:]*m/g;
const CONTROL = new RegExp(`(?!\\t)[\\p{Cc}${TURNS}\\u2028\\u2029]`, 'gu');

/** A line of foreign text that a terminal only shows: colours are gone, all else that it would obey is a dot. */
export function toHarmless(line: string): string {
  return line.replace(COLOUR, '').replace(CONTROL, '·');
}
