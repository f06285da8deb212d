import { outcry, type RowGroup, symptom, workerEnd } from './row.ts';

const MEMORY_OR_FAULT =
  'After SIGKILL give the instance more memory, or the server fewer workers. After SIGSEGV, SIGBUS or SIGABRT look for the native module that does it, and update or rebuild it.';

/** What servers say of workers of theirs that have ended in the middle of a request. */
export const WORKER_END_ROWS: RowGroup = {
  runtime: 'Servers with workers',
  root: 'last',
  rows: [
    workerEnd(
      'gunicorn-worker-killed',
      /Worker \(pid:(?<pid>\d+)\) was sent (?<signal>SIG(?:KILL|SEGV|BUS|ABRT|FPE|ILL))!/,
      ['A worker of gunicorn was killed by {signal}, with the request it had.', MEMORY_OR_FAULT],
    ),
    workerEnd(
      'gunicorn-worker-signal',
      /Worker with pid (?<pid>\d+) was terminated due to (?<signal>signal (?:4|6|7|8|9|11))$/,
      ['A worker of gunicorn was killed by {signal}, with the request it had.', MEMORY_OR_FAULT],
    ),
    workerEnd('uwsgi-worker-killed', /DAMN ! worker \d+ \(pid: (?<pid>\d+)\) died, killed by (?<signal>signal \d+)/, [
      'A worker of uWSGI was killed by {signal}, with the request it had.',
      MEMORY_OR_FAULT,
    ]),
    workerEnd('uwsgi-worker-fault', /!!! uWSGI process (?<pid>\d+) got Segmentation Fault !!!/, [
      'A worker of uWSGI has ended by a segmentation fault, with the request it had.',
      'Look in the backtrace for the native module that does it, and update or rebuild it.',
    ]),
    workerEnd('uwsgi-harakiri', /HARAKIRI ON WORKER (?<worker>\d+) \(pid: \d+/, [
      'Worker {worker} of uWSGI was killed by its master: its request took longer than `harakiri`.',
      'Find what the request waits for, or raise `harakiri`.',
    ]),
    workerEnd(
      'swoole-worker-killed',
      /\bworker\W{1,2}(?:\d{1,4}\W{1,2})?pid=(?<pid>\d+)\S*(?: id=\d+\))? abnormal exit, status=\d+, signal=(?<signal>4|6|7|8|9|11)\b/,
      [
        'A worker of Swoole was killed by signal {signal}, with the requests it had.',
        'After signal 9 give the instance more memory. After others look for the extension that does it: leave out debuggers and profilers (Xdebug does not go together with coroutines), and update Swoole and PHP together.',
      ],
    ),
    workerEnd(
      'workerman-worker-killed',
      /\bworker\[[^\]]{1,60}:(?<pid>\d+)\] exit with status (?<signal>4|6|7|8|9|11|13[249]|139)$/,
      ['A worker of Workerman was killed (status {signal}: the number of a signal, or 128 more).', MEMORY_OR_FAULT],
    ),
    workerEnd('apache-child-killed', /AH0005[12]: child pid (?<pid>\d+) exit signal (?<signal>[A-Z][\w ]+ \(\d+\))/, [
      'A child of Apache was killed, with the request it had: {signal}.',
      'Look for the module that does it: PHP extensions first, opcache before others.',
    ]),
    workerEnd('nginx-worker-killed', /\[alert\] .*worker process (?<pid>\d+) exited on signal (?<signal>\d+)/, [
      'A worker of nginx was killed by signal {signal}, with all requests it had.',
      'After signal 9 give the instance more memory; after signal 11 look for the module that does it, and load one that was built for this version.',
    ]),
    {
      ...outcry('ruby-native-crash', /\[BUG\] (?<what>Segmentation fault|Bus Error|Illegal instruction)/, [
        'Ruby ended by a fault in native code: {what}.',
        'Look in the dump for the gem whose file (.so) stands first, and update or rebuild it.',
      ]),
      endsWorker: true,
    },
    // Of a dump that is longer than what is remembered of the output.
    {
      ...outcry('ruby-native-dump', /^[0-9a-f]+-[0-9a-f]+ rw-p [0-9a-f]+ 00:00 0 +\[stack\]$/, [
        'A program ended by a fault in native code and printed its memory map, as Ruby does.',
        'Look further up in the log, behind `[BUG]`, for the gem whose file (.so) stands first, and update or rebuild it.',
      ]),
      endsWorker: true,
    },
    symptom('nginx-upstream-crowded', /connect\(\) to (?<socket>unix:\S+) failed \(11: /, [
      'More connections stood before {socket}, the socket of the process behind nginx, than it lets wait: all its workers are busy.',
      'Give it more workers if the memory allows it (php-fpm: `pm.max_children`), let more wait (`listen.backlog`, `net.core.somaxconn`), or set `proxy.maxInFlight` so that berth queues them.',
    ]),
    symptom(
      'nginx-upstream-reset',
      /recv\(\) failed \(104: [^)]+\) while reading response header from upstream.*? upstream: "(?<upstream>[^"]+)"/,
      [
        'The process behind nginx, {upstream}, broke the connection without a response: a worker of it crashed or was stopped.',
        'Look for its own last words in the log at the same moment.',
      ],
    ),
  ],
};
