import { execFileSync, spawnSync } from 'node:child_process';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { BUNDLE } from '../../helpers/berth.ts';
import { createEmptyFolder } from '../../helpers/deployed-folder.ts';
import { rehearseAt, SHORT, writeFiles } from './rehearsed.ts';
import { BOUND_TO_LOOPBACK, SOUND_FOLDER, UNMARKED } from './sound-server.ts';
import { UNSTARTABLE } from './unstartable-folder.ts';

const isRoot = process.getuid?.() === 0;

/** A folder that ends at its start. */
function makeBroken(): string {
  const path = createEmptyFolder();
  writeFiles(path, UNSTARTABLE.find(({ code }) => code === 'variable-missing')!.folder);
  return path;
}

/** Lines as words, whatever was measured: two rehearsals take their own times. */
function toWords(text: string): string[] {
  const plain = text
    .replaceAll('FAILED', 'failed')
    .replace(/\d+(?:\.\d+)?/g, 'N')
    .replace(/\((?:GET|POST) \S+\)/g, '(A PAGE)');
  return plain
    .trim()
    .split('\n')
    .map((line) => line.trim().replace(/ +/g, ' '));
}

describe.skipIf(!isRoot)('what a rehearsal prints', () => {
  const ENV = { PATH: process.env['PATH'] ?? '' };

  test('tells a reader of each step, of the start, and of what to do; nothing else', () => {
    const folder = makeBroken();
    const { stdout, stderr, status } = spawnSync(process.execPath, [BUNDLE, 'rehearse', folder], {
      env: ENV,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout.split('\n').map((line) => line.replace(/\d+ ms/, 'N ms'))).toEqual([
      `${folder}, as Function Compute would run it:`,
      '  files, processes and an empty /tmp of its own',
      '  read-only code at /code',
      '  a network with nothing else in it',
      '',
      '  ok       start file   bootstrap, executable, run by /usr/bin/env node',
      '  FAILED   start        the app needs the variable DATABASE_URL: Error: DATABASE_URL is not set',
      '                        → set it in the configuration of the function, and here: --env DATABASE_URL=VALUE',
      '',
      'The start:',
      '  first output after N ms',
      '',
      'Function Compute would not take it: 1 step failed.',
      '',
    ]);
  });

  test.for([
    ['nothing to say', SOUND_FOLDER, 0, 'Function Compute would take it.\n'],
    ['a warning alone', UNMARKED, 0, 'Function Compute would take it, with 1 warning.\n'],
    ['a failure', BOUND_TO_LOOPBACK, 1, 'Function Compute would not take it: 1 step failed.\n'],
  ] as const)(
    'says the same as JSON, and ends with the same status, of a folder with %s',
    async ([, broken, ends, sum]) => {
      const folder = createEmptyFolder();
      writeFiles(folder, broken);
      const { status, stdout } = spawnSync(process.execPath, [BUNDLE, 'rehearse', folder, ...SHORT], {
        env: ENV,
        encoding: 'utf8',
      });
      const report = await rehearseAt(folder);
      expect([status, report.status, report.taken]).toEqual([ends, ends, ends === 0]);
      const rows = report.steps.flatMap(({ step, state, seen, cure }) => [
        `${state} ${step} ${seen}`,
        ...(cure === null ? [] : [`→ ${cure}`]),
      ]);
      const [told = '', ...rest] = stdout.split('\n\n').slice(1);
      expect(toWords(told)).toEqual(rows.flatMap(toWords));
      expect(rest.at(-1)).toBe(sum);
      for (const { moment } of report.start) expect(rest[0]).toContain(moment);
    },
  );

  test('shows what the app wrote on stderr, if it is to', () => {
    const args = [BUNDLE, 'rehearse', makeBroken(), '--show-output'];
    const { stderr } = spawnSync(process.execPath, args, { env: ENV, encoding: 'utf8' });
    expect(stderr).toMatch(/^Error: DATABASE_URL is not set$/m);
  });

  test('shows on a terminal what it is at, and colours', () => {
    const line = `${process.execPath} ${BUNDLE} rehearse ${makeBroken()}; true`;
    const shown = execFileSync('script', ['-q', '-e', '-c', line, '/dev/null'], { env: ENV, encoding: 'utf8' });
    expect(stripVTControlCharacters(shown)).toContain('rehearsing: start');
    expect(shown).toContain('\u001b[31mFAILED');
  });

  test.for([
    [['nowhere'], 'nowhere is no folder'],
    [['.', 'more'], 'rehearse runs one folder, and not also more'],
    [['--platform', 'heroku'], "--platform is 'heroku', expected fc, knative, cloudrun, lambda-web"],
    [['--memory', '12'], "--memory is '12', expected a number of MB from 64"],
    [['--idle', '15'], "--idle is '15', expected a time"],
    [['--env', 'NAME'], "--env is 'NAME', expected NAME=VALUE"],
    [['--path', 'page'], "--path is 'page', expected a path"],
    [['--host', 'a b'], "--host is 'a b', expected a name"],
    [['--event', 'nowhere.json'], '--event: nowhere.json does not exist'],
  ] as const)('refuses %j', ([args, words]) => {
    const { status, stderr, stdout } = spawnSync(process.execPath, [BUNDLE, 'rehearse', ...args], {
      env: ENV,
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([64, '']);
    expect(stderr).toContain(`berth: ${words}`);
  });
});
