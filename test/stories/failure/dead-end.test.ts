import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Berth, startBerth } from '../../helpers/berth.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import type { OnTestFinished } from '../../helpers/test-end.ts';

const supervisor = await requirePackages(['supervisor']);

const THROWS = 'throw new Error("no such setting")';

/** With the default deadline of 110 s. */
function start(
  files: Readonly<Record<string, string>>,
  command: readonly string[],
  onFinished?: OnTestFinished,
): Promise<Berth> {
  const config = JSON.stringify({ command, port: 'auto' });
  return startBerth({ file: join(createFolder({ ...files, 'berth.yaml': config }, onFinished), 'berth.yaml') });
}

async function expectEarlyEnd(berth: Berth, cause: RegExp): Promise<void> {
  expect(await berth.ended).toMatchObject({ code: 69 });
  const failures = berth.records.filter(({ event }) => event === 'failure');
  expect(failures).toMatchObject([{ code: 'APP_NOT_READY_IN_TIME', cause: expect.stringMatching(cause) }]);
  expect(failures[0]!['uptimeMs']).toBeLessThan(60_000);
}

async function expectReady(berth: Berth): Promise<void> {
  expect(await (await fetch(`http://127.0.0.1:${berth.port}/`)).text()).toBe('ok');
  expect(berth.records.filter(({ event }) => event === 'failure')).toEqual([]);
}

describe('a start that has come to a dead end is told of long before its deadline', () => {
  test.concurrent.for([
    ['its script lives on in `sleep`', ['sh', '-c', 'node x.js; sleep inf'], /no such setting/],
    ['its script lives on in `tail -f`', ['sh', '-c', 'node x.js; tail -f /dev/null'], /no such setting/],
    ['the program is missing, and its script lives on', ['sh', '-c', './missing; sleep 1d'], /cannot run \.\/missing/],
    [
      'nothing was said, and its script lives on',
      ['sh', '-c', 'true; sleep inf'],
      /nothing is left of the app but sh and sleep/,
    ],
    ['a watcher waits for somebody to change a file', ['node', '--watch', 'x.js'], /no such setting/],
    ['the program itself lives on behind its last words', ['node', 'lives-on.js'], /no such setting/],
  ] as const)('where %s', async ([, command, cause], { onTestFinished }) => {
    const lives = `setInterval(() => {}, 1e6); process.on('uncaughtException', (error) => console.error(error)); ${THROWS}`;
    await using berth = await start({ 'x.js': THROWS, 'lives-on.js': `${lives};` }, command, onTestFinished);
    await expectEarlyEnd(berth, cause);
  });
});

describe('a start that is only slow is left its time', () => {
  const SERVES = `require('http').createServer((_req, res) => res.end('ok')).listen(process.env.PORT, '127.0.0.1');`;

  test.concurrent.for([
    ['its script sleeps to try again', ['sh', '-c', 'node x.js; sleep 13; exec node serves.js']],
    ['it has said that it tries again', ['node', 'retries.js']],
    ['it says nothing, and waits', ['node', 'waits.js']],
  ] as const)('where %s', async ([, command], { onTestFinished }) => {
    const later = `setTimeout(() => { ${SERVES} }, 20_000);`;
    const files = {
      'x.js': THROWS,
      'serves.js': SERVES,
      'retries.js': `console.error(new Error('no such setting'), 'retrying in 20 s'); ${later}`,
      'waits.js': later,
    };
    await using berth = await start(files, command, onTestFinished);
    await expectReady(berth);
  });
});

const SUPERVISED = `[supervisord]
nodaemon=true
logfile=/dev/null
logfile_maxbytes=0
pidfile=FOLDER/pid
[unix_http_server]
file=FOLDER/supervisor.sock
[program:web]
command=node FOLDER/x.js
startsecs=20
startretries=1
stdout_logfile=/dev/stdout
stdout_logfile_maxbytes=0
redirect_stderr=true
`;

describe.skipIf(supervisor.skipReason !== null)(supervisor.title('Supervisor'), () => {
  test('that has given its program up is not waited for, nor taken for the app', async () => {
    const folder = createFolder({ 'x.js': THROWS });
    const conf = createFolder({ 's.conf': SUPERVISED.replaceAll('FOLDER', folder) });
    await using berth = await start({}, ['supervisord', '-n', '-c', `${conf}/s.conf`]);
    await expectEarlyEnd(berth, /no such setting/);
  });

  test('that starts its program again without end is not waited for, if that always says the same', async () => {
    const folder = createFolder({ 'x.js': THROWS });
    const text = SUPERVISED.replace('startsecs=20', 'startsecs=0\nautorestart=true').replaceAll('FOLDER', folder);
    await using berth = await start({}, ['supervisord', '-n', '-c', `${createFolder({ 's.conf': text })}/s.conf`]);
    await expectEarlyEnd(berth, /no such setting/);
  });
});
