import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { createFolder } from '../helpers/config-folder.ts';
import { finishBerth } from '../helpers/finished-berth.ts';

const LINE = 'Error: listen EADDRINUSE: address already in use :::8080';
const LOG = `starting\n${LINE}\n    at x (y.js:1:1)\n\nNode.js v20.20.2\n`;

function explain(log: string | Buffer, ...flags: string[]) {
  const folder = createFolder({});
  writeFileSync(join(folder, 'app.log'), log);
  return finishBerth(['explain', 'app.log', ...flags], folder);
}

function explainAsJson(log: string | Buffer, ...flags: string[]): Record<string, unknown> {
  return JSON.parse(explain(log, '--json', ...flags).stdout);
}

describe('berth explain', () => {
  test('tells cause, cure, certainty and the line it rests on, and ends with 0', () => {
    const { status, stdout, stderr } = explain(LOG);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'app.log: lines 1 to 5',
      expect.stringMatching(/^ {2}cause {4}The app wants to listen on :::8080/),
      expect.stringMatching(/^ {2}do {7}Let the app listen on another port/),
      '  sure     certain: it can be nothing else',
      `  seen     line 2: ${LINE}`,
      '  more     docs/diagnosis.md',
      '',
    ]);
  });

  test('tells the same as one JSON object', () => {
    expect(explainAsJson(LOG, '--status', '1')).toEqual({
      file: 'app.log',
      exitCode: 1,
      cause: expect.stringContaining(':::8080'),
      cure: expect.stringContaining('port: auto'),
      certainty: 'certain',
      evidence: [LINE],
      evidenceAt: [2],
      linesRead: 5,
      berth: expect.any(String),
      docs: 'docs/diagnosis.md',
    });
  });

  test('says that nothing is known, and how to report that, and ends with 1', () => {
    const { status, stdout } = explain('hello\n');
    expect(status).toBe(1);
    expect(stdout).toContain('Nothing in it is known to berth.');
    expect(stdout).toContain('report the miss: docs/diagnosis.md says how');
    expect(explainAsJson('hello\n')).toMatchObject({ certainty: 'unknown', evidence: [], evidenceAt: [] });
  });

  test('reads stdin for -', () => {
    const { status, stdout } = finishBerth(['explain', '-'], createFolder({}), {}, LOG);
    expect(status).toBe(0);
    expect(stdout).toContain('stdin: lines 1 to 5');
    expect(finishBerth(['explain', '-'], createFolder({}), {}, gzipSync(LOG)).stdout).toBe(stdout);
  });

  test.for([
    ['Windows line ends', LOG.replaceAll('\n', '\r\n')],
    ['a mark of UTF-8', `\ufeff${LOG}`],
    ['UTF-16 of Windows', Buffer.from(`\ufeff${LOG}`, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from(`\ufeff${LOG}`, 'utf16le').swap16()],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from([0xe9, 0xff, 0x20]), Buffer.from(LOG)])],
    ['gzip', gzipSync(LOG)],
    ['gzip that breaks off', gzipSync(`${LOG}${Array.from({ length: 3_000 }, Math.random)}`).subarray(0, 9_000)],
    ['a bar of progress', LOG.replace(LINE, `10%\r100%\r${LINE}`)],
  ] as const)('reads %s', ([, log]) => {
    expect(explainAsJson(log)).toMatchObject({ evidenceAt: [2], evidence: [LINE] });
  });

  test('reads the last 200 lines, and numbers them as the file does', () => {
    const before = 'a line of an ordinary day, and nothing that matters\n'.repeat(60_000);
    expect(explainAsJson(`${before}${LOG}`)).toMatchObject({ evidenceAt: [60_002], linesRead: 200 });
    expect(explainAsJson(`${LOG}${'x\n'.repeat(200)}`)).toMatchObject({ certainty: 'unknown' });
  });

  test('reads only the end of a huge file, and numbers its lines from there', () => {
    const folder = createFolder({});
    const before = Buffer.alloc(70 << 20, 'a line of an ordinary day\n');
    writeFileSync(join(folder, 'app.log'), Buffer.concat([before, Buffer.from(`\n${LOG}`)]));
    const { stdout } = finishBerth(['explain', 'app.log'], folder);
    expect(stdout).toContain('app.log: the last 200 lines\n');
    expect(stdout).toContain(`seen     line 4 from the end: ${LINE}`);
  });

  test('counts the last of several lives', () => {
    const life = ['> shop@1.0.0 start', '> node server.js', ''];
    const first = [...life, LINE.replace('8080', '3000'), '    at x (y.js:1:1)'];
    const log = [...first, ...life, ...LOG.split('\n')].join('\n');
    expect(explainAsJson(log)).toMatchObject({ evidence: [LINE], evidenceAt: [10], certainty: 'certain' });
    expect(explainAsJson([...first, ...life].join('\n'))).toMatchObject({ evidenceAt: [4], certainty: 'likely' });
  });

  test.for([
    ['SIGSEGV', 'was killed by SIGSEGV'],
    ['kill', 'was killed by SIGKILL'],
    ['139', 'was killed by SIGSEGV'],
    ['127', 'exited with code 127 (a command was not found)'],
  ] as const)('takes %s as the exit status', ([flag, words]) => {
    const { status, stdout } = explain('hello\n', '--status', flag);
    expect(status).toBe(0);
    expect(stdout).toContain(words);
  });

  test('lets no log drive the terminal, and shows no secret', () => {
    const log = `\u001b]0;owned\u0007${LINE}\u001b[2J\u202e password=hunter2hunter2 amqp://u:hunter2@mq/ Authorization: Bearer hunter2\n`;
    const { stdout } = explain(log);
    const json = explain(log, '--json').stdout;
    for (const shown of [stdout, json]) {
      for (const power of ['\u001b', '\u0007', '\u202e', '\\u00', 'hunter2']) expect(shown).not.toContain(power);
      expect(shown).toContain('password=***');
    }
  });

  test.for([
    [[], 64, 'explain needs a FILE'],
    [['a', 'b'], 64, 'explain reads one file, and not also b'],
    [['a', '--status', '256'], 64, "--status is '256', expected a number from 0 to 255 or the name of a signal"],
    [['a', '--status', 'SIGNONE'], 64, "--status is 'SIGNONE'"],
    [['no.log'], 66, 'berth: no.log does not exist\n'],
    [['folder'], 66, 'berth: folder is a folder, not a log\n'],
    [['/dev/zero'], 66, 'berth: /dev/zero is a device, not a log\n'],
    [[process.execPath], 66, 'is no text'],
  ] as const)('ends %j with %i and says why', ([args, status, message]) => {
    const folder = createFolder({});
    mkdirSync(join(folder, 'folder'));
    const ended = finishBerth(['explain', ...args], folder);
    expect(ended).toMatchObject({ status, stdout: '' });
    expect(ended.stderr).toContain(message);
  });

  test('has a usage of its own, and its flags are for no other command', () => {
    expect(finishBerth(['explain', '--help'], '.').stdout).toContain('berth explain FILE [--status STATUS] [--json]');
    expect(finishBerth(['check', '--json'], '.')).toMatchObject({ status: 64, stdout: '' });
  });
});
