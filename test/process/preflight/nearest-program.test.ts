import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findNearestPrograms } from '../../../src/process/preflight/nearest-program.ts';
import { createFolder } from '../../helpers/config-folder.ts';

function find(name: string, ...programs: string[]): string[] {
  const files = Object.fromEntries(programs.map((program, index) => [`${index % 2}/${program}`, '']));
  const folder = createFolder({ ...files, '0/.keep': '', '1/.keep': '' });
  const path = [join(folder, '0'), join(folder, 'not-there'), join(folder, '1')].join(delimiter);
  return findNearestPrograms(name, path);
}

describe('the programs nearest to one that is not on PATH', () => {
  test.for([
    ['pyton3', ['python3', 'perl', 'pydoc3'], ['python3']],
    ['php-fpm', ['php-fpm8.2', 'php', 'php-config'], ['php-fpm8.2']],
    ['python', ['python3', 'python3.11', 'python3-config'], ['python3', 'python3.11']],
    ['NGINX', ['nginx', 'nginxctl'], ['nginx']],
    ['gunicron', ['gunicorn', 'unicorn'], ['gunicorn']],
    ['frobnicate', ['nginx', 'node', 'cat'], []],
    ['server', [], []],
    ['cd', ['cc', 'cp', 'dd'], []],
    ['npm', ['nm'], []],
    ['npm', ['npm9'], ['npm9']],
    ['nde', ['node', 'nm'], ['node']],
  ] as const)('%j among %j are %j, best first', ([name, programs, nearest]) => {
    expect(find(name, ...programs)).toEqual(nearest);
  });

  test('are three at most', () => {
    expect(find('tool', 'tool1', 'tool2', 'tool3', 'tool4')).toHaveLength(3);
  });
});
