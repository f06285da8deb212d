import { describe, expect, test } from 'vitest';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';

const REFUSED = 'Error: connect ECONNREFUSED 127.0.0.1:5432';
const STACK = [REFUSED, '    at TCPConnectWrap.afterConnect (node:net:1607:16)'];
const FAREWELL = ['', 'Node.js v20.20.2', 'npm ERR! code ELIFECYCLE', 'npm ERR! errno 1', 'npm ERR! Exit status 1'];

describe('what an app has lived with', () => {
  test.for([
    ['that served then', [...STACK, 'Server listening on port 3000']],
    ['that reached it then', [...STACK, 'connected to database']],
    ['in a program beside it', [`a_1 | ${REFUSED}`, 'a_1 | Server listening on port 1']],
    ['that answered a call then', [...STACK, '10.0.0.1 - - [02/Jan/2026:03:04:05 +0000] "GET / HTTP/1.1" 200 12']],
    [
      'that answered one, by its records',
      [...STACK, '{"level":30,"res":{"statusCode":200},"msg":"request completed"}'],
    ],
  ] as const)('is no reason: an app %s', ([, lines]) => {
    expect(recognise(lines)).toBeNull();
  });

  test.for([
    ['a retry', '2026-01-02 03:04:05 WARN connect ECONNREFUSED 127.0.0.1:6379, trying again in 5 s'],
    ['a level', '2026-01-02 03:04:05 INFO connect ECONNREFUSED 127.0.0.1:6379'],
    ['a way on', 'cache: connect ECONNREFUSED 127.0.0.1:6379, falling back to memory'],
  ] as const)('by %s gives way to anything wrong that it says later', ([, line]) => {
    expect(recognise([line, 'fatal: seal of the vault is broken'])).toMatchObject({
      certainty: 'quoted',
      evidenceAt: [2],
    });
    expect(recognise([line])).toMatchObject({ certainty: 'likely', evidenceAt: [1] });
  });

  test.for([
    ['up', '2026-01-02T03:06:05+00:00 heroku[web.1]: State changed from starting to up'],
    ['well', 'app[a1] lhr [info] Health check on port 8080 is now passing.'],
  ] as const)('is how an earlier start ended: the next one is %s', ([, line]) => {
    const late = 'Error R10 (Boot timeout) -> Web process failed to bind to $PORT within 60 seconds of launch';
    const lines = [...STACK, late, 'Process exited with status 137', 'Starting process with command `serve`', line];
    expect(recognise(lines)).toBeNull();
    expect(recognise([line, late])?.evidence).toEqual([late]);
  });

  test('is no reason either where nobody knows it and the app went on much later', () => {
    const lines = [
      '2026-01-02 23:59:50 ERROR the seal of the vault is broken',
      '2026-01-02 23:59:51 INFO reading a',
      '2026-01-03 00:00:30 INFO reading b',
    ];
    expect(recognise(lines)).toBeNull();
    expect(recognise(lines.map((line) => line.replace('00:00:30', '00:00:01')))?.certainty).toBe('quoted');
  });

  test('is no reason either where nobody knows it and the app went on for long', () => {
    const error = 'ERROR the seal of the vault is broken';
    const talk = ['loading pages', 'opening pages', 'reading a', 'reading b', 'reading c'];
    expect(recognise([error, ...talk])).toBeNull();
    expect(recognise([error, ...talk.slice(1)])?.certainty).toBe('quoted');
    expect(recognise([error, 'Process exited with status 1', ...talk])?.certainty).toBe('quoted');
  });

  test('stays a reason where it tried again for the last time', () => {
    const line = `${REFUSED}, giving up after 5 retries`;
    expect(recognise([line, STACK[1]!, 'Node.js v20.20.2'])?.certainty).toBe('certain');
  });

  test('stays a reason where another program was ready', () => {
    expect(recognise([`a_1 | ${REFUSED}`, 'b_1 | Server listening on port 1'])?.certainty).toBe('likely');
  });

  test('stays a reason where a question, a debugger or a part of it is said to listen', () => {
    for (const line of ['Is the server running on port 5432?', 'Debugger listening on ws://127.0.0.1:9229/x']) {
      expect(recognise([...STACK, line])).not.toBeNull();
    }
  });

  test('was said before it was ready, as berth knows', () => {
    expect(recognise(STACK, { saidBeforeReady: 2 })).toBeNull();
    expect(recognise([...STACK, REFUSED], { saidBeforeReady: 2 })?.evidenceAt).toEqual([3]);
  });
});

describe('the reason', () => {
  test('is not what wrappers and runtimes say of the end', () => {
    expect(recognise([...STACK, ...FAREWELL])).toMatchObject({
      certainty: 'certain',
      evidence: [REFUSED],
      evidenceAt: [1],
    });
  });

  test('is certain with the dump of a runtime behind it', () => {
    const dump = ['----- Native stack trace -----', '', ' 1: 0xb78db3 node::OOMErrorHandler(char const*) [node]'];
    expect(recognise(['FATAL ERROR: Reached heap limit - JavaScript heap out of memory', ...dump])?.certainty).toBe(
      'certain',
    );
  });

  test('is certain only as the last thing that was said', () => {
    const lines = [...STACK, 'loading plugins', 'opening pages'];
    expect(recognise(lines)?.certainty).toBe('likely');
  });

  test('is found in a record as in plain words', () => {
    const line = JSON.stringify({
      level: 60,
      msg: 'boot failed',
      err: { message: 'connect ECONNREFUSED 10.0.0.7:5432' },
    });
    expect(recognise([line])).toMatchObject({ cause: expect.stringContaining('10.0.0.7:5432'), evidence: [line] });
  });

  test('is found behind the prefixes of other tools, and in colours', () => {
    for (const line of [`web_1  | \u001b[31m${REFUSED}\u001b[0m`, `2026-01-02T03:04:05.1Z app[web.1]: ${REFUSED}`]) {
      expect(recognise([line])?.cause).toContain('127.0.0.1:5432');
    }
  });

  test('is the cause, and not the crash that follows from it at once', () => {
    const lines = [
      REFUSED,
      'TypeError: Cannot read properties of undefined',
      '    at a (/srv/a.js:1:1)',
      '',
      'Node.js v20.20.2',
    ];
    expect(recognise(lines)?.evidence).toEqual([REFUSED]);
  });
});

describe('where no row fits, the app is quoted', () => {
  const CAUGHT = [
    'IndexError: pop from empty list',
    '',
    'During handling of the above exception, another exception occurred:',
  ];

  test.for([
    ['the last line of an error', ['starting', 'ERROR seal of the vault is broken'], 2],
    ['before what follows from it', ['fatal: seal is broken', '    at a (b.js:1:1)', ...FAREWELL], 1],
    ['the root of a chain', ['ERROR no seal, it failed', '\tat a.B', 'Caused by: a.SealError: is not whole'], 3],
    ['rather than advice', ['error: seal "7" is broken', 'Please see the manual if it is not there.'], 1],
    ['before where to read more', ['ERROR the seal is broken', 'ERROR For more details run it with --verbose.'], 1],
    ['before what it has led to', ['ERROR the seal is broken', "ERROR Plugin 'vault' registration failed."], 1],
    [
      'before what fails while it ends',
      ['seal 7 not found', "Failed to stop host 'a'", "Value cannot be null. (a 'b')"],
      1,
    ],
    ['before who was told of it', ['SEVERE the seal is broken', 'Caused: a.LockException: vault is shut'], 1],
    ['however much it sounds like advice', ['ERROR: please specify a seal', 'ERROR: vault initialization failed'], 1],
    [
      'the reason of a part that has ended',
      ['** (Mix) Could not start application a: b', "    ** (EXIT) invalid 'c'"],
      2,
    ],
    ['what was caught in the end', ["fatal: TypeError('no seal')", ...CAUGHT], 1],
    ['with its level', ['{"level":"fatal","msg":"seal is broken"}', '{"level":"info","msg":"no error here"}'], 1],
  ] as const)('%s', ([, lines, place]) => {
    expect(recognise(lines)).toMatchObject({
      certainty: 'quoted',
      evidence: [lines[place - 1]!.trim()],
      evidenceAt: [place],
    });
  });

  test('with the line behind a colon', () => {
    const lines = ['seal could not be read:', '  it is broken'];
    expect(recognise(lines)).toMatchObject({
      cause: 'Its own last words of something wrong are: seal could not be read: it is broken.',
      evidence: ['seal could not be read:', 'it is broken'],
      evidenceAt: [1, 2],
    });
  });

  test.for([
    ['Permission denied for seal 7', /owner and the mode/],
    ['seal server is unreachable', /address of the service/],
    ['secret for seal is missing', /`env`/],
    ['option --seal is invalid', /config or the command/],
    ['seal 7 not found', /Deploy or install/],
    ['seal 7 is unsupported', /versions/],
    ['seal is broken, fatal', /documentation/],
  ] as const)('with what is done about such things: %s', ([line, cure]) => {
    expect(recognise([line])?.cure).toMatch(cure);
  });

  test.for([
    [['all is well', 'GET / 200']],
    [['Error']],
    [['0 errors, 0 warnings']],
    [['(node:7) DeprecationWarning: seal() is deprecated']],
    [['INFO error rate is low']],
    [[...FAREWELL]],
    [['-XX:+HeapDumpOnOutOfMemoryError']],
    [['seal is broken, error', 'Server listening on port 3000']],
    [
      [
        'led 15 00:30:14 host systemd[1]: shop.service failed.',
        'led 15 00:30:14 host systemd[1]: Failed to start Shop.',
      ],
    ],
    [['RequestId: 7 Error: Runtime exited without providing a reason']],
    [['Shop 4 failed to start within 15 seconds,', "see the output of 'shop console' for more information."]],
  ] as ReadonlyArray<readonly [readonly string[]]>)('but not for %j', ([lines]) => {
    expect(recognise(lines)).toBeNull();
  });

  test('and no more of it than fits on a page', () => {
    const cause = recognise([`Error: ${'broken seal '.repeat(80)}`])?.cause ?? '';
    expect(cause.length).toBeLessThan(400);
    expect(cause).toMatch(/…\.?$/);
  });
});
