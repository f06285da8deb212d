import { describe, expect, test } from 'vitest';
import { recogniseInCall, type SpoiltCall } from '../../../src/failures/recogniser/call-cause.ts';
import { listCapturedOutputs } from '../../helpers/captured-output.ts';

const OUTPUTS = new Map(listCapturedOutputs().map(({ name, lines }) => [name, lines]));

const LOST: SpoiltCall = { isAlone: true, request: 'GET /', isLost: true };
const CROWDED: SpoiltCall = { ...LOST, isAlone: false };
const FAILED: SpoiltCall = { ...LOST, isLost: false };
const NO_KILL = () => null;
const KILL = () => ({ limitMebibytes: 64, certainty: 'certain' as const, evidence: 'oom_kill went from 0 to 1' });

const linesOf = (...names: string[]): string[] => names.flatMap((name) => OUTPUTS.get(name) ?? []);
const find = (lines: readonly string[], call: SpoiltCall, kill: Parameters<typeof recogniseInCall>[2] = NO_KILL) =>
  recogniseInCall(lines, call, kill);

const ENDS = [
  ['gunicorn-worker-killed', 'A worker of gunicorn was killed by SIGKILL'],
  ['gunicorn-worker-signal', 'A worker of gunicorn was killed by signal 9'],
  ['gunicorn-worker-timeout', 'busy with one request for longer'],
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
