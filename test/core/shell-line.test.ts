import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { toShellLine } from '../../src/core/shell-word.ts';

describe('words as a line for a shell', () => {
  test.for([
    [['nginx', '-c', '/etc/nginx.conf'], 'nginx -c /etc/nginx.conf'],
    [['sh', '-c', 'cd /srv && exec node .'], "sh -c 'cd /srv && exec node .'"],
    [['echo', "it's", ''], `echo 'it'\\''s' ''`],
  ] as const)('%j', ([words, line]) => {
    expect(toShellLine(words)).toBe(line);
  });

  test('are the same words again to a shell', () => {
    const words = ['a b', '$HOME', '`id`', "'", '"', '\\', '*', '', '#x', '~', 'ä', 'a;b', '!'];
    const script = toShellLine(['printf', '%s\\0', ...words]);
    expect(execFileSync('sh', ['-c', script]).toString().split('\0').slice(0, -1)).toEqual(words);
  });
});
