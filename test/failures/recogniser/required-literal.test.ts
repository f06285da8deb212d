import { describe, expect, test } from 'vitest';
import { findRequiredLiterals } from '../../../src/failures/recogniser/required-literal.ts';

const KNOWN: ReadonlyArray<readonly [RegExp, readonly string[]]> = [
  [/Cannot find module/, ['cannot find module']],
  [/^nginx: \[emerg\] open\(\) "(?<path>[^"]+)" failed/, ['nginx: [emerg] open() "']],
  [/\b(?:EMFILE|ENFILE)\b/, ['emfile', 'enfile']],
  [/[Cc]ould not resolve host:? (?<host>\S+)/, ['could not resolve host: ', 'could not resolve host ']],
  [/connection refused(?!.*retry)/i, ['connection refused']],
  [/(?<=user )"\w+" is locked/, ['" is locked']],
  [/(?:very )?unlikely/, ['very unlikely', 'unlikely']],
  [/(?:abc)+ and so on/, [' and so on']],
  [/(?:abcdef){2} x/, ['abcdef']],
  [/(?:a|b|)cdef/, ['acdef', 'bcdef', 'cdef']],
  [/\d{3}: no such \x41 word/, [': no such ']],
  [/(?<a>'|")name\k<a> \u2019 quoted/, [' quoted']],
  [/datei fehlt|не найден|没有/i, ['datei fehlt', 'не найден', '没有']],
  [/(?:colou?r|\d+) of the (?:sky|sea)/, [' of the sky', ' of the sea']],
];

const UNKNOWN: readonly RegExp[] = [
  /\d+/,
  /(?:abc)?/,
  /(?:abc|\w+)/,
  /(?:abc){0,2}/,
  /(?:abc)*/,
  /a|/,
  /Kelvin/iu,
  /.*/,
];

describe('the words that a pattern cannot do without', () => {
  test.for(KNOWN)('%s needs %j', ([pattern, literals]) => {
    expect(findRequiredLiterals(pattern)).toEqual(literals);
  });

  test.for(UNKNOWN)('%s has none', (pattern) => {
    expect(findRequiredLiterals(pattern)).toBeNull();
  });
});
