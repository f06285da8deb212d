import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitShellWords } from '../../src/core/shell-word.ts';
import { SEED } from '../helpers/seed.ts';

function split(text: string): readonly string[] | string {
  const result = splitShellWords(text);
  return result.kind === 'words' ? result.words : result.fault;
}

/** What the system's own shell makes of many lines at once; null for a line it refuses. */
function splitByShell(lines: readonly string[]): Array<string[] | null> {
  const script = `
    set -f
    while IFS= read -r line; do
      (eval "set -- $line" && printf 'ok' && for word; do printf '\\037%s' "$word"; done) 2>/dev/null || printf 'refused'
      printf '\\036'
    done`;
  const output = execFileSync('/bin/sh', ['-c', script], {
    input: lines.map((line) => `${line}\n`).join(''),
    encoding: 'utf8',
  });
  return output
    .split('\u001e')
    .slice(0, lines.length)
    .map((answer) => (answer.startsWith('ok') ? answer.split('\u001f').slice(1) : null));
}

describe('shell words', () => {
  test.for([
    ['python3 server.py', ['python3', 'server.py']],
    ['  a\tb  ', ['a', 'b']],
    ['a\n', ['a']],
    ['', []],
    [`nginx -g 'daemon off;'`, ['nginx', '-g', 'daemon off;']],
    [`a "b c" '' ""`, ['a', 'b c', '', '']],
    ['a\\ b "c\\"d" \'e\\f\'', ['a b', 'c"d', 'e\\f']],
    [`x"y"'z'`, ['xyz']],
    [`"a\\nb"`, ['a\\nb']],
    ['log \'$uri\' "$host"', ['log', '$uri', '$host']],
    ['a a–b 图：x "“ –" \'\u00a0\'', ['a', 'a–b', '图：x', '“ –', '\u00a0']],
    ['java -cp lib/* Main', ['java', '-cp', 'lib/*', 'Main']],
    ['a \\$HOME $1 $', ['a', '$HOME', '$1', '$']],
    ['a\\\nb', ['ab']],
    ['"a\\\nb"', ['ab']],
    ['\n a', ['a']],
    ['x A=1', ['x', 'A=1']],
    [`'A=1' x`, ['A=1', 'x']],
  ] as const)('%j is cut as a shell cuts it', ([text, words]) => {
    expect(split(text)).toEqual(words);
  });

  test.for([
    [`a \${env.X:-b c} d`, ['a', `\${env.X:-b c}`, 'd']],
    [`a="\${env.X}"/x`, null],
    [`a -x="\${env.X:-it's}"/y`, ['a', `-x=\${env.X:-it's}/y`]],
    [`a '\${port}'`, ['a', `\${port}`]],
    [`a $\${b} c`, ['a', `$\${b}`, 'c']],
  ] as const)('a reference stays whole in %j', ([text, words]) => {
    if (words === null) expect(split(text)).toContain('begins with the variable a');
    else expect(split(text)).toEqual(words);
  });

  test.for([
    ['a "b', 2, 'has a " that is never closed'],
    ['a\u00a0b', 1, 'has a no-break space (U+00A0): type an ordinary space in its place'],
    ['a –b', 2, 'has a typographic dash (– U+2013): type - in its place'],
    ['a b=“c', 4, 'has a typographic quote (“ U+201C): type " in its place'],
    ["a b'c", 3, "has a ' that is never closed"],
    ['a \\', 2, 'ends with a lone backslash'],
    ['a && b', 2, "uses the shell's `&&`"],
    ['a | b', 2, "uses the shell's `|`"],
    ['a>b', 1, "uses the shell's `>`"],
    ['a 2>&1', 2, "uses the shell's `2>`"],
    ['a; b', 1, "uses the shell's `;`"],
    ['a $(b)', 2, "uses the shell's `$(`"],
    ['a `b`', 2, "uses the shell's ```"],
    ['(a)', 0, "uses the shell's `(`"],
    ['a --port $PORT', 9, `write \${port}, or quote it`],
    ['a $HOME/x', 2, `write \${env.HOME}, or quote it`],
    ['A=1 b c', 0, 'begins with the variable A: set it in `env` (`env: [ A=1 ]` and `command: b c`)'],
    ['A=1', 0, 'begins with the variable A: set it in `env` (`env: [ A=1 ]`)'],
    ['a\nb', 1, 'has several lines'],
  ] as const)('%j is refused where it goes wrong', ([text, offset, fault]) => {
    expect(splitShellWords(text)).toEqual({ kind: 'fault', offset, fault: expect.stringContaining(fault) });
  });

  test('every line of blanks, quotes, backslashes and letters is cut as the system shell cuts it', () => {
    const pieces = fc.array(
      fc.constantFrom(' ', '  ', '\t', "'", '"', '\\', 'a', 'b', '$ ', '$1x', '%', '=', '-', 'é'),
      { maxLength: 14 },
    );
    const lines = fc.sample(pieces, { numRuns: 3000, seed: SEED }).map((line) => `x ${line.join('')}`);
    const tame = lines.filter((line) => !/\$\d/.test(line) && !line.endsWith('\\'));
    const expected = splitByShell(tame);
    const accepted = expected.filter((words) => words !== null).length;
    for (const [index, line] of tame.entries()) {
      const result = splitShellWords(line);
      expect({ line, words: result.kind === 'words' ? result.words : null }).toEqual({ line, words: expected[index] });
    }
    expect(accepted).toBeGreaterThan(500);
    expect(tame.length - accepted).toBeGreaterThan(500);
  });
});
