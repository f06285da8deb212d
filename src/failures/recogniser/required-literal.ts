/** What is known of a piece of a pattern; texts are in lower case as far as they are of ASCII. null: nothing is. */
interface Piece {
  /** All that it matches. */
  readonly exact: readonly string[] | null;
  /** Texts of which one stands in whatever it matches. */
  readonly required: readonly string[] | null;
}

const NOTHING_KNOWN: Piece = { exact: null, required: null };
const EMPTY: Piece = { exact: [''], required: null };
/** A quantifier behind it is for its last character alone. */
const PLAIN_RUN = /[\w ,:;'"`=<>/@#%&!~-]+(?![*+?{])/y;
const QUANTIFIER = /[*+?]|\{(\d+)(,?)\d*\}/y;
const GROUP_OPENING = /\?(?::|<?[=!]|<\w+>)/y;
const CLASS = /(\^?)((?:\\.|[^\]\\])*)\]/sy;
const ESCAPE_ARGUMENTS: Readonly<Record<string, RegExp>> = {
  x: /[\da-f]{2}/iy,
  u: /[\da-f]{4}/iy,
  k: /<\w+>/y,
  c: /\w/y,
};
const MOST_TEXTS = 160;
const MOST_COMBINED = 48;
/** A shorter text stands nearly everywhere. */
const SHORTEST_LITERAL = 4;
/** A longer text is hardly rarer. */
const LONG_ENOUGH = 10;

/**
 * Texts of which one stands in every text that the pattern matches, both in lower case; null if no such texts of some length are
 * known. Of a text with other characters than those of ASCII only so much is certain that such a character must be there. What it
 * does not know of the syntax of patterns it takes for anything at all.
 */
export function findRequiredLiterals(pattern: RegExp): readonly string[] | null {
  // With /iu the letters s and k have further forms outside of ASCII.
  if (pattern.unicode || pattern.flags.includes('v')) return null;
  const { exact, required } = new PatternReader(pattern.source).read();
  const texts = exact ?? required;
  return texts === null || texts.some((text) => toRarity(text) < SHORTEST_LITERAL) ? null : texts;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII.
const FOREIGN = /[^\x00-\x7f]/;

/** True for a text that is not all of ASCII. */
export function isForeign(text: string): boolean {
  return FOREIGN.test(text);
}

/** Reads a pattern's source from left to right. */
class PatternReader {
  readonly #source: string;
  #at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Up to the end of the group it stands in. */
  read(): Piece {
    const branches = [this.#readBranch()];
    while (this.#take('|')) branches.push(this.#readBranch());
    if (branches.length === 1) return branches[0]!;
    const exact = unite(branches.map((branch) => branch.exact));
    return { exact, required: exact ?? unite(branches.map((branch) => branch.exact ?? branch.required)) };
  }

  #readBranch(): Piece {
    let run: readonly string[] = [''];
    let best: readonly string[] | null = null;
    let isWhole = true;
    while (this.#at < this.#source.length && !this.#isNext('|') && !this.#isNext(')')) {
      const { exact, required } = this.#readQuantified();
      const longer = exact === null ? null : combine(run, exact);
      if (longer !== null) {
        run = longer;
        continue;
      }
      best = chooseBetter(chooseBetter(best, run), required);
      run = exact ?? [''];
      isWhole = false;
    }
    return isWhole ? { exact: run, required: null } : { exact: null, required: chooseBetter(best, run) };
  }

  #readQuantified(): Piece {
    const piece = this.#readAtom();
    const [quantifier = '', least, most] = this.#match(QUANTIFIER);
    if (quantifier === '') return piece;
    this.#take('?');
    if (quantifier === '?') return { exact: piece.exact === null ? null : unite([piece.exact, ['']]), required: null };
    if (quantifier === '*' || least === '0') return NOTHING_KNOWN;
    if (least === '1' && most === '') return piece;
    return { exact: null, required: piece.exact ?? piece.required };
  }

  #readAtom(): Piece {
    const [run] = this.#match(PLAIN_RUN);
    if (run !== undefined) return { exact: [run.toLowerCase()], required: null };
    const char = this.#source[this.#at++]!;
    if (char === '^' || char === '$') return EMPTY;
    if (char === '.') return NOTHING_KNOWN;
    if (char === '(') return this.#readGroup();
    if (char === '[') return this.#readClass();
    return char === '\\' ? this.#readEscape() : toLiteral(char);
  }

  #readGroup(): Piece {
    const [opening = ''] = this.#match(GROUP_OPENING);
    const piece = this.read();
    this.#take(')');
    return /[=!]$/.test(opening) ? EMPTY : piece;
  }

  #readClass(): Piece {
    const [, isNegated = '', members = ''] = this.#match(CLASS);
    if (isNegated === '^' || /\\\w|.-./s.test(members)) return NOTHING_KNOWN;
    const chars = members.replace(/\\(.)/gs, '$1').split('');
    return { exact: unite(chars.map((char) => toLiteral(char).exact)), required: null };
  }

  #readEscape(): Piece {
    const char = this.#source[this.#at++]!;
    if (char === 'b' || char === 'B') return EMPTY;
    if (!/\w/.test(char)) return toLiteral(char);
    // A class of characters, a character by its number, or what a group has matched.
    const argument = ESCAPE_ARGUMENTS[char];
    if (argument !== undefined) this.#match(argument);
    return NOTHING_KNOWN;
  }

  /** Goes past what the sticky pattern matches here. */
  #match(pattern: RegExp): readonly (string | undefined)[] {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#source);
    this.#at += match?.[0].length ?? 0;
    return match ?? [];
  }

  #isNext(char: string): boolean {
    return this.#source[this.#at] === char;
  }

  #take(char: string): boolean {
    if (!this.#isNext(char)) return false;
    this.#at += 1;
    return true;
  }
}

// Some letters outside of ASCII have no lower case of the same length, or more than one; none matches a letter of ASCII.
function toLiteral(char: string): Piece {
  return { exact: [char.charCodeAt(0) > 0x7f ? char : char.toLowerCase()], required: null };
}

function unite(sets: ReadonlyArray<readonly string[] | null>): readonly string[] | null {
  const all = new Set<string>();
  for (const set of sets) {
    if (set === null) return null;
    for (const text of set) all.add(text);
  }
  return all.size > MOST_TEXTS ? null : [...all];
}

function combine(heads: readonly string[], tails: readonly string[]): readonly string[] | null {
  if (heads.length === 1 && tails.length === 1) return [heads[0]! + tails[0]!];
  if (heads.length * tails.length > MOST_COMBINED) return null;
  return heads.flatMap((head) => tails.map((tail) => head + tail));
}

function chooseBetter(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  if (a === null || b === null) return a ?? b;
  return findWorth(b) > findWorth(a) ? b : a;
}

/** Long texts are rare, and of many one is sooner found: each twice as many are worth a character less. */
function findWorth(texts: readonly string[]): number {
  let rarest = LONG_ENOUGH;
  for (const text of texts) rarest = Math.min(rarest, toRarity(text));
  return rarest < SHORTEST_LITERAL ? rarest - MOST_TEXTS : rarest - Math.log2(texts.length);
}

function toRarity(text: string): number {
  return text.length < LONG_ENOUGH && isForeign(text) ? LONG_ENOUGH : text.length;
}
