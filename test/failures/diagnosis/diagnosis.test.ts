import { describe, expect, test } from 'vitest';
import type { ExitStatus } from '../../../src/core/exit-status.ts';
import { diagnoseDaemon } from '../../../src/failures/diagnosis/daemon.ts';
import { diagnoseWaiting } from '../../../src/failures/diagnosis/dependency-wait.ts';
import { diagnoseExit } from '../../../src/failures/diagnosis/exit.ts';
import { diagnoseHttpAnswer } from '../../../src/failures/diagnosis/http-answer.ts';
import { diagnoseMemoryKill } from '../../../src/failures/diagnosis/memory.ts';

describe('an answer that is not the right one', () => {
  test.for([
    [301, '/setup', /redirect to \/setup/, /`ready: \{ http: \/setup \}`, or take/],
    [302, 'http://other/', /redirect to http:\/\/other\//, /^Name a page that needs no redirect: take the redirect/],
    [308, 'https://example.org/', /not HTTPS/, /X-Forwarded-Proto: https/],
    [304, null, /with a redirect\.$/, /take the redirect as ready/],
    [401, null, /needs a login \(401\)/, /status: 200-499/],
    [403, null, /needs a login \(403\)/, /`ready\.headers`/],
    [404, null, /no good answer to GET \/ \(404\)/, /another page/],
    [500, null, /fails on its own/, /Read the last output/],
    [503, 'https://example.org/', /fails on its own/, /database/],
  ] as const)('%i to %s has its cause and its cure', ([status, location, cause, cure]) => {
    const diagnosis = diagnoseHttpAnswer({ path: '/', status, location });
    expect(diagnosis.cause).toMatch(cause);
    expect(diagnosis.cure).toMatch(cure);
    expect(diagnosis.evidence[0]).toContain(`GET / was answered ${status}`);
  });
});

describe('a connection that hangs', () => {
  test('names what is behind a well-known port, the known one first', () => {
    const diagnosis = diagnoseWaiting([
      { host: '10.0.0.9', port: 4_711 },
      { host: '10.0.0.5', port: 5432 },
    ]);
    expect(diagnosis?.cause).toBe(
      'The app is waiting for a database (PostgreSQL port) at 10.0.0.5:5432, which does not answer.',
    );
    expect(diagnosis?.evidence).toHaveLength(2);
  });

  test('to any other port names the address, and none says nothing', () => {
    expect(diagnoseWaiting([{ host: '::5', port: 4_711 }])?.cause).toContain('waiting for [::5]:4711, which');
    expect(diagnoseWaiting([])).toBeNull();
  });
});

describe('a command that went into the background', () => {
  test.for([
    ['nginx', 'daemon off;'],
    ['php-fpm8.2', '--nodaemonize'],
    ['apache2', '-DFOREGROUND'],
    ['redis-server', 'daemonize no'],
    ['gunicorn', '--daemon'],
    ['lighttpd', '-D'],
    ['supervisord', '--nodaemon'],
    ['caddy', 'caddy run'],
  ] as const)('of %s is told its own flag', ([command, flag]) => {
    expect(diagnoseDaemon(['sh', 'start.sh'], [{ command, pid: 7 }]).cure).toContain(flag);
  });

  test('is known by the words of the command as well, a path before the name or not', () => {
    expect(diagnoseDaemon(['/opt/tomcat/bin/startup.sh'], [{ command: 'java', pid: 7 }]).cure).toContain(
      'catalina.sh run',
    );
  });

  test('of an unknown program is told what is usual, with what it left', () => {
    const diagnosis = diagnoseDaemon(['./serve'], [{ command: 'serve', pid: 7 }]);
    expect(diagnosis.cure).toContain('--foreground');
    expect(diagnosis.evidence).toEqual(['serve (pid 7)']);
  });
});

describe('an exit', () => {
  const code = (value: number): ExitStatus => ({ kind: 'code', code: value });

  test.for([
    [code(127), 'exited with code 127 (a command was not found)', 'likely'],
    [code(139), 'was killed by SIGSEGV (it used memory that is not its own)', 'likely'],
    [{ kind: 'signal', signal: 'SIGILL' }, 'was killed by SIGILL', 'certain'],
    [{ kind: 'signal', signal: 'SIGKILL' }, 'was killed by SIGKILL', 'certain'],
  ] as const)('%j is explained', ([status, words, certainty]) => {
    const diagnosis = diagnoseExit(status);
    expect(diagnosis?.cause).toContain(words);
    expect(diagnosis?.certainty).toBe(certainty);
  });

  test('with 0 is a command that is no server', () => {
    expect(diagnoseExit(code(0))).toMatchObject({ cause: expect.stringContaining('has to stay'), certainty: 'likely' });
  });

  test.for([code(1), code(3), { kind: 'signal', signal: 'SIGUSR1' } as const])(
    '%j is the affair of the program',
    (status) => {
      expect(diagnoseExit(status)).toBeNull();
    },
  );
});

test('a kill for want of memory names the limit, if there is one', () => {
  const kill = { certainty: 'certain', evidence: 'oom_kill went from 0 to 1' } as const;
  expect(diagnoseMemoryKill({ ...kill, limitMebibytes: 64 }).cause).toContain('The limit of 64MiB is used up');
  expect(diagnoseMemoryKill({ ...kill, limitMebibytes: null }).cause).toContain('The machine has no memory left');
});
