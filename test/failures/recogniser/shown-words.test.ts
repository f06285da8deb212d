import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('what is left of an output that was cut', () => {
  rowTests([
    ["      throw new Error('no price for ' + name);", 'node-throw-shown', 'no price for'],
    ['    throw new ConfigError(`no currency here`)', 'node-throw-shown', 'no currency'],
    ['    throw err;', null],
    ['    throw new Error(message);', null],
    ["  code: 'ERR_DLOPEN_FAILED'", 'node-addon-unloaded'],
    ["  code: 'ERR_MODULE_NOT_FOUND',", 'node-module-unfound', 'ERR_MODULE_NOT_FOUND'],
    ["  code: 'ECONNRESET'", null],
  ]);

  test('counts less than any word of the error itself', () => {
    const lines = [
      '/srv/shop.js:9',
      "    throw new PriceFault('no ' + name);",
      '    ^',
      '',
      'PriceFault: Error, no apple',
    ];
    expect(recognise(lines)?.evidence).toEqual([lines.at(-1)]);
  });

  test('is nothing where the app was started anew and serves', () => {
    const lines = ['/srv/shop.js:9', "    throw new Error('no price')", '    ^', '', 'Server listening on port 3000'];
    expect(recognise(lines)).toBeNull();
  });
});

describe('engines and workers that break', () => {
  test.for([
    ['# Check failed: module->is_ready().', /module->is_ready\(\)/],
    ['# Fatal JavaScript invalid size error 169220804', /invalid size error/],
    ['# Check failed: thread->Start().', /could not start a thread/],
  ] as const)('V8: %s', ([check, cause]) => {
    const stack = Array.from({ length: 20 }, (_, i) => `    /bin/shop(+0x28b11f${i}) [0x55b6f854f1f3]`);
    const lines = ['#', '# Fatal error in , line 0', check, '#', '#FailureMessage Object: 0x7ffdb77377b0', ...stack];
    expect(recognise(lines)).toMatchObject({ cause: expect.stringMatching(cause), evidenceAt: [2] });
  });

  rowTests([
    [
      'WARNING Server::check_worker_exit_status(): worker(pid=7, id=0) abnormal exit, status=0, signal=9',
      'swoole-worker-killed',
    ],
    [
      'WARNING swManager_check_exit_status: worker#1[pid=7] abnormal exit, status=0, signal=11',
      'swoole-worker-killed',
      '11',
    ],
    ['worker(pid=7, id=0) abnormal exit, status=255, signal=0', null],
    ['worker[none:1234] exit with status 139', 'workerman-worker-killed', '139'],
    ['worker[none:1234] exit with status 0', null],
    ['panic(thread 12): Bus error at address 0x10', 'bun-crashed', 'Bus error'],
    ['FATAL ERROR: napi_fatal_error Something is odd', 'node-addon-fatal', 'napi_fatal_error'],
    ['Assertion failed: x > 1 (shop.c: main: 31)', 'cpp-assertion-place', 'x > 1'],
    ['error: Uncaught (in promise) BadResource: Bad resource ID', 'deno-uncaught-error', 'Bad resource ID'],
    ['error: Uncaught PermissionDenied: read access to "/srv", run again with --allow-read', 'deno-uncaught-error'],
  ]);

  test('a worker whose follower has a number far from its own has lived long', () => {
    const end = [
      '!!! uWSGI process 23710 got Segmentation Fault !!!',
      'DAMN ! worker 3 (pid: 23710) died :( trying respawn ...',
    ];
    expect(recognise([...end, 'Respawned uWSGI worker 3 (new pid: 18982)'])).toBeNull();
    expect(recognise([...end, 'Respawned uWSGI worker 3 (new pid: 23713)'])?.cause).toMatch(/segmentation fault/);
  });
});

describe('words in quotes and terms', () => {
  rowTests([
    ['/srv/start.sh: 5: php artisan migrate: not found', 'shell-words-quoted', 'php artisan migrate'],
    ['/srv/start.sh: line 5: node server.js --port 80: command not found', 'shell-words-quoted', 'node server.js'],
    ['bash: npm run start: command not found', 'shell-words-quoted'],
    ['bash: line 1: npm: command not found', 'shell-command-missing', 'npm'],
    ['config.yaml: 5: unknown key price: not found', null],
    ['Invalid export found in module "/var/task/api/price.js".', 'vercel-export-missing', '/var/task/api/price.js'],
    ['{aborted,{no_exists,[price]}}', 'mnesia-table-missing', 'price'],
    ["{'EXIT',{aborted,{no_exists,shop_price,cstruct}}}", 'mnesia-table-missing', 'shop_price'],
    [
      "{bad_return,{{shop_app,start,[normal,[]]},{'EXIT',{undefined_price,apple}}}}",
      'erlang-start-return',
      'undefined_price',
    ],
    ['{bad_return,{{shop_app,start,[normal,[]]},{error,{shutdown,{no_price,1}}}}}', 'erlang-start-return', 'no_price'],
    ['The dialect pgsql is not supported. Supported dialects: mysql', 'database-dialect-unknown', 'pgsql'],
    ['Optional dependency "sharp" is not installed', null],
    ['Error: package "sharp" is not installed', 'client-package-missing', 'sharp'],
  ]);

  test('the same end again and again is of as many lives, whatever the last goes on with', () => {
    const at = (minute: number, words: string): string => `2026-01-01 15:${minute}:46 ${words}`;
    const ends = [40, 41, 42, 43, 44].map((minute) => at(minute, '/srv/start.sh: 5: shop open: not found'));
    expect(recognise([...ends, at(46, 'Seeding the prices')])?.cause).toContain('shop open');
    expect(recognise([...ends, at(46, 'Seeding the prices'), at(47, 'Sold an apple to Ann')])).toBeNull();
  });

  test('what can be done about it is quoted only where nothing else stands there', () => {
    const lines = ['[error] The seal `red` is broken', '[error] You can mend it with `shop mend red`'];
    expect(recognise(lines)?.evidence).toEqual([lines[0]]);
    expect(recognise(lines.slice(1))?.evidence).toEqual([lines[1]]);
  });

  test('what systemd explains of a step is no word of the program', () => {
    const lines = [
      'Aug 27 12:26:08 host systemd[1]: shop.service: Control process exited, code=exited, status=217/USER',
      '░░ Subject: Unit process exited',
      '░░ Defined-By: systemd',
      '░░ ',
      "░░ The unit shop.service has entered the 'failed' state with result 'exit-code'.",
    ];
    expect(recognise(lines)).toMatchObject({ evidenceAt: [1] });
  });
});
