import { describe, expect, test } from 'vitest';
import { diagnoseDaemon } from '../../../src/failures/diagnosis/daemon.ts';

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
    ['mongod', '--fork'],
    ['celery', '--detach'],
  ] as const)('of %s is told its own flag', ([command, flag]) => {
    expect(diagnoseDaemon(['sh', 'start.sh'], [{ command, pid: 7 }]).cure).toContain(flag);
  });

  test('is known by the words of the command as well, a path before the name or not', () => {
    expect(diagnoseDaemon(['/opt/tomcat/bin/startup.sh'], [{ command: 'java', pid: 7 }]).cure).toContain(
      'catalina.sh run',
    );
  });

  test.for([
    [['daemon', '--', 'java'], '`daemon` or a'],
    [['start-stop-daemon', '--start', '--background'], '`--background`'],
    [['/usr/bin/setsid', 'java', '-jar', 'a.jar'], 'without `daemonize`, `setsid`'],
  ] as const)('is known by what has put it there: %j', ([words, cure]) => {
    expect(diagnoseDaemon(words, [{ command: 'java', pid: 7 }]).cure).toContain(cure);
  });

  test('of an unknown program is told what is usual, with what it left', () => {
    const diagnosis = diagnoseDaemon(['./serve'], [{ command: 'serve', pid: 7 }]);
    expect(diagnosis.cure).toContain('--foreground');
    expect(diagnosis.evidence).toEqual(['serve (pid 7)']);
  });
});
