import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSettings } from '../../../src/config/load.ts';
import type { Failure } from '../../../src/failures/failure.ts';
import { createFolder, loadConfig, refuseConfig } from '../../helpers/config-folder.ts';

const NBSP = '\u00a0';
const APP = 'command: x\nport: 80\n';

async function listProblems(config: string): Promise<string[]> {
  const { problems } = await refuseConfig(config);
  return problems.map((problem) => problem.replace(/^berth\.yaml:/, ''));
}

async function listWarnings(config: string): Promise<string[]> {
  const { warnings } = await loadConfig(config);
  return warnings.map((warning) => warning.replace(/^.*berth\.yaml:/, ''));
}

/** The problem of a config of these bytes. */
async function refuseBytes(bytes: Buffer): Promise<string[]> {
  const folder = createFolder({});
  const file = join(folder, 'berth.yaml');
  writeFileSync(file, bytes);
  const failure: Failure = await loadSettings({ file, env: {} }).then(
    () => expect.unreachable('it was accepted'),
    (error: Failure) => error,
  );
  return (failure.details['problems'] as string[]).map((problem) => problem.replace(`${folder}/berth.yaml:`, ''));
}

describe('a config with', () => {
  test.for([
    ['a full-width colon', 'command: x\nport： 80\n', ['2:5: has a full-width colon (： U+FF1A): type : in its place']],
    [
      'it in the first line',
      'command： x\nport: 80\n',
      ['1:8: has a full-width colon (： U+FF1A): type : in its place'],
    ],
    [
      'it in braces',
      `${APP}env: { A： 1 }\n`,
      [
        '3:8: env.A： 1 is a bad name with a full-width colon (： U+FF1A): type : in its place, expected a name of a variable (no white space and no =)',
      ],
    ],
    [
      'a no-break space behind a colon',
      `command: x\nport:${NBSP}80\n`,
      ['2:6: has a no-break space (U+00A0): type an ordinary space in its place'],
    ],
    [
      'a no-break space as indentation',
      `${APP}log:\n${NBSP}${NBSP}level: info\n`,
      [
        '3:5: log is empty, expected a mapping of keys',
        `4:1: unknown key '\\u00a0\\u00a0level' with a no-break space (U+00A0): type an ordinary space in its place, expected a known key`,
      ],
    ],
    [
      'a no-break space behind a number',
      `command: x\nport: 80${NBSP}\n`,
      [
        "2:7: port is '80\\u00a0' (with a no-break space (U+00A0): type an ordinary space in its place), expected a port from 1 to 65535, or auto (did you mean 80?)",
      ],
    ],
    [
      'a no-break space between words',
      `command: node${NBSP}a.js\nport: 80\n`,
      ['1:10: command has a no-break space (U+00A0): type an ordinary space in its place'],
    ],
    [
      'a zero-width space in a key',
      `${APP}log\u200b: { level: info }\n`,
      [
        "3:1: unknown key 'log\\u200b' with a zero-width space (U+200B): delete it, expected a known key (did you mean 'log'?)",
      ],
    ],
    [
      'a letter of another script in a key',
      `${APP}l\u043eg: { level: info }\n`,
      [
        "3:1: unknown key 'l\u043eg' with \u043e U+043E, which is beyond ASCII, expected a known key (did you mean 'log'?)",
      ],
    ],
    [
      'typographic quotes around a command',
      'command: “node a.js”\nport: 80\n',
      ['1:10: command has a typographic quote (“ U+201C): type " in its place'],
    ],
    [
      'typographic quotes inside a word',
      'command: node --name=“a b”\nport: 80\n',
      ['1:22: command has a typographic quote (“ U+201C): type " in its place'],
    ],
    [
      'typographic quotes around a key',
      `${APP}“log”: { level: info }\n`,
      [
        `3:1: unknown key '“log”' with a typographic quote (“ U+201C): type " in its place, expected a known key (did you mean 'log'?)`,
      ],
    ],
    [
      'a dash of a text program before a flag',
      'command: node –port 80\nport: 80\n',
      ['1:15: command has a typographic dash (– U+2013): type - in its place'],
    ],
    [
      'such a dash before the items of a list',
      `${APP}env:\n  – A=1\n`,
      [
        "4:3: env is '– A=1' (with a typographic dash (– U+2013): type - in its place), expected a mapping of names to texts",
      ],
    ],
    ['a tab as indentation', 'processes:\n\tweb:\n', ['2:1: is indented with a tab, expected spaces']],
    ['a tab behind the indentation', `${APP}log:\n  \tlevel: info\n`, ['4:3: is indented with a tab, expected spaces']],
    ['no space behind a colon', 'command: x\nport:80\n', ['2:1: has no space behind `port:`, expected `port: 80`']],
    [
      'the line ends of an old Mac',
      'command: x\rport: 80\r',
      ['1:1: has the line ends of an old Mac (CR), expected LF or CR LF'],
    ],
    ['a NUL', `${APP}env: { A: "a\0b" }\n`, ['3:11: env.A has a NUL character, expected a text without']],
  ] as const)('%s is told where it is, and what to type', async ([, config, problems]) => {
    expect(await listProblems(config)).toEqual(problems);
  });

  test.for([
    [`${APP}workingDirectory: "/srv\u200b"\n`, ['3:24: workingDirectory has a zero-width space (U+200B): delete it']],
    ['command: [node, –port]\nport: 80\n', ['1:17: command[1] has a typographic dash (– U+2013): type - in its place']],
    [
      `${APP}env: { A: "${NBSP}x" }\n`,
      ['3:12: env.A has a no-break space (U+00A0): type an ordinary space in its place'],
    ],
    [`${APP}env: { A: “x” }\n`, ['3:11: env.A has a typographic quote (“ U+201C): type " in its place']],
    [`${APP}env: { A: "价格：5", B: "Prix${NBSP}: 5 €", C: "👩\u200d💻", D: “x }\n# ： “\n`, []],
    ["command: echo 'a “b” –c'\nport: 80\n", []],
  ] as const)('%j is warned of what it can hardly mean', async ([config, warnings]) => {
    expect(await listWarnings(config)).toEqual(warnings);
  });

  test.for(['\ufeff', ''])('CR LF and, in front, %j is read as any other', async (mark) => {
    const { settings } = await loadConfig(`${mark}command: x y\r\nport: 8080\r\nenv:\r\n  A: b\r\n`);
    expect(settings.processes[0]?.command).toMatchObject({ file: 'x', args: ['y'], env: { A: 'b' } });
  });
});

describe('a config that is not UTF-8', () => {
  const UTF_16 = Buffer.from(`\ufeff${APP}`, 'utf16le');

  test.for([
    ['UTF-16 with a mark', UTF_16, '1:1: is UTF-16LE: save the file as UTF-8 (`iconv -f UTF-16LE -t UTF-8`)'],
    [
      'UTF-16 without one',
      UTF_16.subarray(2),
      '1:1: is UTF-16LE: save the file as UTF-8 (`iconv -f UTF-16LE -t UTF-8`)',
    ],
    [
      'UTF-16 the other way',
      Buffer.from(UTF_16).swap16(),
      '1:1: is UTF-16BE: save the file as UTF-8 (`iconv -f UTF-16BE -t UTF-8`)',
    ],
    [
      'UTF-16 the other way without a mark',
      Buffer.from(UTF_16.subarray(2)).swap16(),
      '1:1: is UTF-16BE: save the file as UTF-8 (`iconv -f UTF-16BE -t UTF-8`)',
    ],
    [
      'Latin-1',
      Buffer.from(`${APP}# Größe\n`, 'latin1'),
      '3:5: has the byte 0xf6, which is not UTF-8 (in Latin-1 it is ö): save the file as UTF-8',
    ],
    [
      'a broken byte',
      Buffer.from([0x61, 0x0a, 0x80]),
      '2:1: has the byte 0x80, which is not UTF-8: save the file as UTF-8',
    ],
    [
      'UTF-32',
      Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]),
      '1:1: is UTF-32: save the file as UTF-8 (`iconv -f UTF-32 -t UTF-8`)',
    ],
  ] as const)('but %s says so, with what to do', async ([, bytes, problem]) => {
    expect(await refuseBytes(bytes)).toEqual([problem]);
  });

  test('may have a template that is not either', async () => {
    const folder = createFolder({ 'berth.yaml': `${APP}files: { a: { template: t } }\n` });
    writeFileSync(join(folder, 't'), Buffer.from('a\nGröße', 'latin1'));
    await expect(loadSettings({ file: join(folder, 'berth.yaml'), env: {} })).rejects.toThrow(
      /t has the byte 0xf6, which is not UTF-8 \(in Latin-1 it is ö\): save the file as UTF-8 \(line 2, column 3\)/,
    );
  });
});
