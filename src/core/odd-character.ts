/** A character that looks like one of YAML's or the shell's, or like nothing at all, and is another. */
export interface OddCharacter {
  readonly char: string;
  readonly offset: number;
}

interface Meaning {
  readonly name: string;
  /** What to do about it, as a command. */
  readonly cure: string;
}

const SPACE = 'type an ordinary space in its place';
const DELETE = 'delete it';

const UNSEEN: ReadonlyArray<readonly [chars: string, name: string, cure: string]> = [
  ['\u00a0\u202f', 'a no-break space', SPACE],
  ['\u3000', 'a full-width space', SPACE],
  ['\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a', 'a typographic space', SPACE],
  ['\u0085\u2028\u2029', 'a line separator', 'type an ordinary line end in its place'],
  ['\u200b\u2060', 'a zero-width space', DELETE],
  ['\u200c\u200d', 'a zero-width joiner', DELETE],
  ['\ufeff', 'a byte order mark', DELETE],
  ['\u00ad', 'a soft hyphen', DELETE],
  ['\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069', 'a mark of writing direction', DELETE],
];

const SEEN: typeof UNSEEN = [
  ['“”„‟«»', 'a typographic quote', 'type " in its place'],
  ['‘’‚‛', 'a typographic quote', "type ' in its place"],
  ['‐‑‒–—―−', 'a typographic dash', 'type - in its place'],
  ['、', 'a full-width comma', 'type , in its place'],
];

/** Unicode has all of visible ASCII a second time, as wide as an ideograph. */
const FULL_WIDTH = Array.from({ length: 94 }, (_, index): [string, string, string] => {
  const plain = String.fromCharCode(0x21 + index);
  const name = plain === ':' ? 'a full-width colon' : 'a full-width character';
  return [String.fromCharCode(0xff01 + index), name, `type ${plain} in its place`];
});

function toMeanings(rows: typeof UNSEEN): [char: string, meaning: Meaning][] {
  return rows.flatMap(([chars, name, cure]) => Array.from(chars, (char): [string, Meaning] => [char, { name, cure }]));
}

const MEANINGS: ReadonlyMap<string, Meaning> = new Map(toMeanings([...UNSEEN, ...SEEN, ...FULL_WIDTH]));

const LOOK_ALIKE = new RegExp(`[${[...MEANINGS.keys()].join('')}]`);
const INVISIBLE = new RegExp(
  `[${toMeanings(UNSEEN)
    .map(([char]) => char)
    .join('')}]`,
);
/** A joiner between characters beyond ASCII belongs to their script, or to an emoji. */
const SCRIPT_JOINER = /(?<=[^\0-\u007f])[\u200c\u200d](?=[^\0-\u007f])/g;
const UNPRINTED = new RegExp(`\\p{Cc}|${INVISIBLE.source}`, 'gu');
const BEYOND_ASCII = /[^\0-\u007f]/u;

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\r', '\\r'],
  ['\n', '\\n'],
  ['\t', '\\t'],
]);

/** The first look-alike in a text; null if there is none. Letters of other scripts are none. */
export function findLookAlike(text: string): OddCharacter | null {
  return find(text, LOOK_ALIKE);
}

/** The first character that nobody sees and that no keyboard's blank is; null if there is none. */
export function findInvisible(text: string): OddCharacter | null {
  return find(text.replace(SCRIPT_JOINER, 'x'), INVISIBLE);
}

/** The first character beyond ASCII; null if there is none. */
export function findBeyondAscii(text: string): OddCharacter | null {
  return find(text, BEYOND_ASCII);
}

/** `a full-width colon (： U+FF1A): type : in its place`; of a letter only what it is. */
export function describeOdd({ char }: OddCharacter): string {
  const point = `U+${toHex(char).toUpperCase()}`;
  const meaning = MEANINGS.get(char);
  const shown = INVISIBLE.test(char) ? point : `${char} ${point}`;
  return meaning === undefined ? `${shown}, which is beyond ASCII` : `${meaning.name} (${shown}): ${meaning.cure}`;
}

/** The text with all that cannot be seen written as escapes. */
export function escapeUnseen(text: string): string {
  return text.replace(UNPRINTED, (char) => ESCAPES.get(char) ?? `\\u${toHex(char)}`);
}

function find(text: string, pattern: RegExp): OddCharacter | null {
  const found = pattern.exec(text);
  return found === null ? null : { char: found[0], offset: found.index };
}

function toHex(char: string): string {
  return char.codePointAt(0)!.toString(16).padStart(4, '0');
}
