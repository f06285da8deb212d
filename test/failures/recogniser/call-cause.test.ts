import { describe, expect, test } from 'vitest';
import { recogniseInCall, type SpoiltCall } from '../../../src/failures/recogniser/call-cause.ts';
import { listCapturedOutputs } from '../../helpers/captured-output.ts';

const OUTPUTS = new Map(listCapturedOutputs().map(({ name, lines }) => [name, lines]));

const LOST: SpoiltCall = { isAlone: true, request: 'GET /', end: 'lost' };
const CROWDED: SpoiltCall = { ...LOST, isAlone: false };
const FAILED: SpoiltCall = { ...LOST, end: 'error' };
const NO_KILL = () => null;
const KILL = () => ({ limitMebibytes: 64, certainty: 'certain' as const, evidence: 'oom_kill went from 0 to 1' });

const linesOf = (...names: string[]): string[] => names.flatMap((name) => OUTPUTS.get(name) ?? []);
const find = (lines: readonly string[], call: SpoiltCall, kill: Parameters<typeof recogniseInCall>[2] = NO_KILL) =>
  recogniseInCall({ lines, lastLines: lines }, call, kill);

const ENDS = [
  ['gunicorn-worker-killed', 'A worker of gunicorn was killed by SIGKILL'],
  ['gunicorn-worker-signal', 'A worker of gunicorn was killed by signal 9'],
  ['gunicorn-worker-timeout', 'had not reported for longer than its timeout'],
  ['uwsgi-worker-killed', 'A worker of uWSGI was killed by signal 9'],
  ['uwsgi-worker-fault', 'by a segmentation fault'],
  ['uwsgi-harakiri', 'took longer than `harakiri`'],
  ['apache-child-killed', 'Segmentation fault (11)'],
  ['nginx-worker-killed', 'killed by signal 11'],
  ['php-fpm-worker-killed', 'was killed by SIGSEGV'],
] as const;

describe('the cause of a call that the app spoilt', () => {
  test.for(ENDS)('%s: certain for the only call, likely among others', ([name, words]) => {
    expect(find(linesOf(name), LOST)).toMatchObject({ certainty: 'certain', cause: expect.stringContaining(words) });
    expect(find(linesOf(name), CROWDED)).toMatchObject({ certainty: 'likely', cause: expect.stringContaining(words) });
  });

  test('the end of a worker is not the cause of an answer that the app itself gave', () => {
    expect(find(linesOf('php-fpm-worker-killed'), FAILED)).toBeNull();
  });

  test('the end of a worker long before the end of the call is not its cause', () => {
    const said = { lines: linesOf('php-fpm-worker-killed'), lastLines: [] };
    expect(recogniseInCall(said, LOST, NO_KILL)).toBeNull();
  });

  test.for(['late', 'unavailable', 'error'] as const)(
    'the end of a worker among several calls is not the cause of one that ended so: %s',
    (end) => {
      expect(find(linesOf('php-fpm-worker-killed'), { ...CROWDED, end })).toBeNull();
      expect(find([], { ...CROWDED, end }, KILL)).toBeNull();
    },
  );

  test('the end of a worker is likely for a 503 to the only call, which the app may have meant', () => {
    expect(find(linesOf('php-fpm-worker-killed'), { ...LOST, end: 'unavailable' })?.certainty).toBe('likely');
  });

  test('the end of a worker is not told of a call beside the one that the server in front names', () => {
    const said = [...linesOf('nginx-upstream-reset'), ...linesOf('php-fpm-worker-killed')];
    expect(find(said, CROWDED)?.cause).toContain('was killed by SIGSEGV');
    expect(find(said, { ...CROWDED, request: 'GET /other' })).toBeNull();
  });

  test('a timeout that the server in front tells of beats the end of another worker', () => {
    const said = [...linesOf('php-fpm-worker-killed'), ...linesOf('nginx-upstream-timeout')];
    expect(find(said, { ...CROWDED, end: 'late' })?.cause).toContain('did not answer within nginx’s own timeout');
  });

  test('what a server in front has met is not the cause of an answer that the app gave in the end', () => {
    expect(find(linesOf('nginx-upstream-refused'), FAILED)).toBeNull();
    expect(find(linesOf('php-fpm-max-children'), FAILED)).toBeNull();
    expect(find(linesOf('nginx-connections-used-up'), FAILED)?.cause).toContain('has used up its');
  });

  test('a request that imitates the words of nginx is taken for itself', () => {
    const line = linesOf('nginx-upstream-reset').map((said) => said.replace('"GET / ', '"GET /",upstream:" '));
    expect(find(line, CROWDED)).toBeNull();
    expect(find(line, { ...CROWDED, request: 'GET /",upstream:"' })?.certainty).toBe('certain');
  });

  test('what PHP logs in a call is sure to be its cause only where it ends the script', () => {
    const say = (words: string) => [
      `2026/11/27 16:42:34 [error] 1#1: *1 FastCGI sent in stderr: "PHP message: ${words}" while reading response header from upstream, client: 127.0.0.1, server: , request: "GET / HTTP/1.1", upstream: "fastcgi://unix:/fpm.sock:"`,
    ];
    const warning = 'PHP Warning:  mysqli_connect(): (HY000/2002): Connection refused in /srv/app/index.php on line 2';
    const end = 'PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes)';
    expect(find(say(warning), FAILED)?.certainty).toBe('likely');
    expect(find(say(end), FAILED)?.certainty).toBe('certain');
    expect(find(say('PHP Deprecated:  Function strftime() is deprecated in /srv/x.php on line 3'), FAILED)).toBeNull();
  });

  test('what a server in front says of the request beats nothing, and the end of the worker behind it beats that', () => {
    const front = linesOf('nginx-upstream-reset');
    expect(find(front, CROWDED)).toMatchObject({
      certainty: 'certain',
      cause: expect.stringContaining('behind nginx'),
    });
    const both = [...front, ...linesOf('php-fpm-worker-killed')];
    expect(find(both, LOST)?.cause).toContain('was killed by SIGSEGV');
  });

  test('what a server says of another request is not told of this one', () => {
    expect(find(linesOf('nginx-upstream-reset'), { ...LOST, request: 'GET /other' })).toBeNull();
    expect(find(linesOf('php-fpm-request-timeout'), { ...LOST, request: 'GET /other' })).toBeNull();
    expect(find(linesOf('php-fpm-request-timeout'), { ...CROWDED, request: 'GET /sleeps.php' })?.certainty).toBe(
      'certain',
    );
  });

  test('want of workers is told before what the server in front makes of it', () => {
    const said = [...linesOf('nginx-upstream-timeout'), ...linesOf('php-fpm-max-children')];
    expect(find(said, { ...LOST, request: 'GET /' })?.cause).toMatch(/^All \d+ workers of php-fpm/);
  });

  test.for(['mysql-access-denied', 'php-mysqli-unreachable', 'php-memory-limit', 'system-disk-full'])(
    '%s is likely for the only call, and laid to none of several',
    (name) => {
      expect(find(linesOf(name), FAILED)?.certainty).toBe('likely');
      expect(find(linesOf(name), { ...FAILED, isAlone: false })).toBeNull();
    },
  );

  test('an error that nothing handles is told as one of the call, not as the end of the app', () => {
    expect(find(linesOf('php-uncaught-exception'), FAILED)?.cause).toMatch(
      /^The call met an error that nothing in the app handles: /,
    );
  });

  test('a kill that the kernel counted is told of a worker killed by SIGKILL, and not of one that ended otherwise', () => {
    const killed = find(linesOf('gunicorn-worker-killed'), LOST, KILL);
    expect(killed).toMatchObject({
      certainty: 'certain',
      cause: expect.stringContaining('The limit of 64MiB is used up'),
    });
    expect(find(linesOf('gunicorn-worker-killed'), CROWDED, KILL)?.certainty).toBe('likely');
    expect(find(linesOf('php-fpm-worker-killed'), LOST, KILL)?.cause).toContain('SIGSEGV');
    expect(find(linesOf('uwsgi-harakiri'), LOST, KILL)?.cause).toContain('harakiri');
  });

  test('a kill that the kernel counted is likely where no server says a word of it, and nothing to an answer of the app', () => {
    expect(find([], LOST, KILL)?.certainty).toBe('likely');
    expect(find(linesOf('nginx-upstream-reset'), LOST, KILL)?.cause).toContain('64MiB');
    expect(find([], FAILED, KILL)).toBeNull();
  });

  test('nothing is told of words that nobody knows', () => {
    expect(find(['GET / 500', 'something is rotten'], LOST)).toBeNull();
  });
});
