/** A line, and a value in a record, is read to this length only. */
const LONGEST_TEXT = 1_000;

// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are made of.
const COLOUR = /\x1b?\[[0-9;]{1,12}m|\x1b\[[0-9;?]{0,12}[A-Za-z]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: none of them says anything.
const UNSEEN = /[\x00-\x08\x0b-\x1f\x7f\ufeff]/g;
const QUOTES: ReadonlyArray<readonly [RegExp, string]> = [
  [/[\u2018\u2019\u201a\u201b]/g, "'"],
  [/[\u201c\u201d\u201e\u201f]/g, '"'],
];

/** Whatever of that a line has; most have nothing of it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const ADORNED = /[\x00-\x08\x0b-\x1f\x7f\ufeff\u2018-\u201f\u2500-\u257f]|\[[0-9;]{1,12}m/;

/** A line without colours, with plain quotes, and not too long. */
export function toPlainText(raw: string): string {
  const cut = raw.slice(0, LONGEST_TEXT);
  if (!ADORNED.test(cut)) return cut.trimEnd();
  let text = cut.replace(COLOUR, '').replace(UNSEEN, '');
  for (const [pattern, plain] of QUOTES) text = text.replace(pattern, plain);
  return takeOutOfBox(text).trimEnd();
}

/** A message in a box, and the last line of one, as libraries for terminals draw them around errors. */
function takeOutOfBox(text: string): string {
  return (
    /^\s*[\u2502\u2503] ([^\u2502\u2503]*)[\u2502\u2503]\s*$/.exec(text)?.[1] ??
    text.replace(/^[\u2570\u2514] (?=\w)/, '')
  );
}
