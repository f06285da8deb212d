import { describe, expect, test } from 'vitest';
import { diagnoseUnstopped, type Survivor } from '../../../src/failures/diagnosis/unstopped.ts';

const SERVER: Survivor = {
  pid: 7,
  command: 'server',
  title: 'server',
  isLeader: true,
  response: 'caught',
  isInKernel: false,
};

describe('a process that did not stop', () => {
  test.for([
    ['...brutally killing workers...', /uWSGI takes SIGTERM for an order to reload/, /stopSignal: SIGINT/],
    ['2026-11-27 16:02:10,599 INFO waiting for web to die', /Supervisor waits/, /stopwaitsecs/],
    ['2026-11-27 16:03:41.298 UTC [20588] LOG:  received smart shutdown request', /PostgreSQL/, /stopSignal: SIGINT/],
    ['worker: Warm shutdown (MainProcess)', /Celery waits/, /gracePeriod/],
    [
      'INFO:     Waiting for connections to close. (CTRL+C to force quit)',
      /uvicorn waits/,
      /--timeout-graceful-shutdown/,
    ],
    ['[2026-11-27 16:03:21 +0000] [18720] [INFO] Handling signal: term', /gunicorn waits/, /--graceful-timeout/],
  ] as const)('is explained by its own words: %s', ([line, cause, cure]) => {
    const diagnosis = diagnoseUnstopped({ stopSignal: 'SIGTERM', survivors: [SERVER], said: ['hello', line] });
    expect(diagnosis).toMatchObject({
      cause: expect.stringMatching(cause),
      cure: expect.stringMatching(cure),
      certainty: 'certain',
      evidence: [line],
    });
  });

  test.for<readonly [string, readonly Partial<Survivor>[], string, RegExp]>([
    ['uWSGI without a word', [{ title: '/usr/bin/uwsgi --ini a.ini', command: 'uwsgi' }], 'SIGTERM', /order to reload/],
    [
      'a worker of nginx',
      [{}, { title: 'nginx: worker process is shutting down', isLeader: false }],
      'SIGQUIT',
      /worker of nginx/,
    ],
    ['Java', [{ title: '/usr/bin/java -jar app.jar', command: 'java' }], 'SIGTERM', /shutdown hooks is not done/],
    ['runsvdir', [{ title: 'runsvdir -P /etc/service' }], 'SIGTERM', /on SIGHUP it ends them too/],
    ['one in the kernel', [{ isInKernel: true }], 'SIGTERM', /server \(pid 7\) is stuck inside the kernel/],
    [
      'a shell with a trap',
      [{ command: 'bash' }, { isLeader: false, pid: 8 }],
      'SIGTERM',
      /A shell stands in between: bash \(pid 7\)/,
    ],
    ['one that ignores it', [{ response: 'ignored' }], 'SIGTERM', /server \(pid 7\) ignores SIGTERM/],
    ['an interactive shell', [{ command: 'sh', response: 'ignored' }], 'SIGTERM', /because it is interactive/],
    ['one whose handler is not done', [{}], 'SIGTERM', /server \(pid 7\) has a handler for SIGTERM/],
    ['one that cannot be seen', [], 'SIGTERM', /did not act on SIGTERM/],
  ])('is explained by what is seen: %s', ([, survivors, stopSignal, cause]) => {
    const whole = survivors.map((one) => ({ ...SERVER, ...one }));
    const diagnosis = diagnoseUnstopped({ stopSignal, survivors: whole, said: [] });
    expect(diagnosis.cause).toMatch(cause);
    expect(diagnosis.cure).toMatch(/^[A-Z].*\.$/);
    expect(`${diagnosis.cause}${diagnosis.cure}${diagnosis.evidence.join()}`).not.toMatch(/\{|--ini/);
  });

  test.for([
    ['uWSGI asked by SIGINT', { title: '/usr/bin/uwsgi', command: 'uwsgi' }, 'SIGINT'],
    ['a program that only has uwsgi in its arguments', { title: 'python3 serve.py uwsgi' }, 'SIGTERM'],
    ['uWSGI that says otherwise', { title: '/usr/bin/uwsgi', command: 'uwsgi' }, 'SIGTERM', ['goodbye to uWSGI.']],
  ] as const)('is not taken for one that reloads: %s', ([, own, stopSignal, said = []]) => {
    const { cause } = diagnoseUnstopped({ stopSignal, survivors: [{ ...SERVER, ...own }], said });
    expect(cause).toMatch(/has a handler for/);
  });
});
