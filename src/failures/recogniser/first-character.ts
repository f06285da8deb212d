/** What a pattern begins with: a class, a kind of character, a character, or one of several words. */
const FIRST =
  /^\^(?:(?<atom>\[(?:\\.|[^\]\\])+\]|\\[dwS[({|.]|[A-Za-z#<])(?![?*]|\{0)|\((?:\?:|\?<\w+>)(?<words>[A-Za-z|]+)\)(?![?*]|\{0))/;

const ASCII = 128;

/**
 * For each first character that a text can have, those of the patterns that may match such a text, in their order. All patterns
 * are bound to the beginning. What begins in no way that is understood here may match any text.
 */
export function indexByFirstCharacter(patterns: readonly RegExp[]): (text: string) => readonly RegExp[] {
  const firsts = patterns.map(readFirst);
  const index = Array.from({ length: ASCII }, (_, code) =>
    patterns.filter((_, place) => firsts[place]!.test(String.fromCharCode(code))),
  );
  return (text) => index[text.charCodeAt(0)] ?? patterns;
}

function readFirst({ source, flags }: RegExp): RegExp {
  const { atom, words } = FIRST.exec(source)?.groups ?? {};
  if (atom !== undefined) return new RegExp(`^${atom}`, flags);
  if (words === undefined) return /^/;
  return new RegExp(
    `^[${words
      .split('|')
      .map((word) => word[0] ?? '')
      .join('')}]`,
    flags,
  );
}
