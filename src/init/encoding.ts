/**
 * What a text that is not UTF-8 is most likely written in, as iconv calls it. Chinese takes two bytes beyond ASCII for each
 * character, the languages of Western Europe one here and there.
 */
export function guessEncoding(bytes: Buffer): 'UTF-16' | 'GBK' | 'ISO-8859-1' {
  if (bytes.includes(0)) return 'UTF-16';
  const runs = bytes.toString('latin1').match(/[\x80-\xff]+/g) ?? [];
  const even = runs.filter(({ length }) => length % 2 === 0);
  return even.length * 2 >= runs.length ? 'GBK' : 'ISO-8859-1';
}
