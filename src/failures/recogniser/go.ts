import { cause, likelyCause, outcry, type RowGroup } from './row.ts';

/** What programs written in Go say: the runtime, and the errors of its standard library. */
export const GO_ROWS: RowGroup = {
  runtime: 'Go',
  root: 'last',
  rows: [
    cause('go-address-in-use', /listen \w+ (?<address>\S*): bind: address already in use/, [
      'The app wants to listen on {address}, and something listens there already.',
      'Let the app listen on another port (`port: auto` picks a free one and passes it as `$PORT`), or stop the other program.',
    ]),
    cause('go-port-forbidden', /listen \w+ (?<address>\S*): bind: permission denied/, [
      'The app may not listen on {address}: ports below 1024 belong to root.',
      'Let the app listen on a port from 1024 on, and tell berth by `port`.',
    ]),
    cause('go-nil-pointer', /panic: runtime error: invalid memory address or nil pointer dereference/, [
      'The app used a nil pointer: something it needs was never set.',
      'Look at the first line of the app’s own code under `goroutine`; often a setting or a connection is missing.',
    ]),
    cause(
      'go-memory',
      /^fatal error: (?:runtime: )?(?:cannot allocate memory|out of memory|failed to reserve page summary memory)/,
      [
        'The app could not get the memory it asked for.',
        'Give the instance more memory, or find what keeps growing; `GOMEMLIMIT` makes the collector work harder first.',
      ],
    ),
    cause('go-stack-overflow', /^fatal error: stack overflow|\bgoroutine stack exceeds \d+-byte limit/, [
      'The app called itself so deep that its stack was used up.',
      'Find the functions that repeat in the stack below the message: an endless recursion.',
    ]),
    likelyCause(
      'go-native-crash',
      /\bmorestack on g\w|\bpanic during panic|^fatal error: unexpected signal during runtime execution|^SIG(?:SEGV|BUS|ILL|FPE): [a-z][a-z ]+$|\bsignal arrived during cgo execution/,
      [
        'A program in Go ended by a fault in native code, or in its runtime itself.',
        'Look for an update of the program: this is a fault in it or in a C library that it uses (cgo), not in its settings. The first frames below the message name that library.',
      ],
    ),
    cause('go-deadlock', /^fatal error: all goroutines are asleep - deadlock!/, [
      'Every goroutine of the app waits for another one.',
      'Look at what each waits for in the dump below the message.',
    ]),
    cause('go-concurrent-map', /^fatal error: concurrent map (?:writes|iteration and map write|read and map write)/, [
      'Two goroutines use the same map at the same time.',
      'Guard the map with a mutex, or use sync.Map.',
    ]),
    likelyCause(
      'go-file-missing',
      /\b(?:open|stat|lstat|chdir|mkdir) (?<path>\S+): (?<reason>no such file or directory|permission denied|no space left on device|too many open files|read-only file system)/,
      [
        'The app cannot use {path}: {reason}.',
        'Deploy the file with the app, or change its owner or mode; a relative path starts at the working directory.',
      ],
    ),
    outcry('go-panic', /^panic: (?<message>.+)/, [
      'The app panicked: {message}.',
      'Follow the goroutine’s stack to the first line of the app’s own code.',
    ]),
  ],
};
