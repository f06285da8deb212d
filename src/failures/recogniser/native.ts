import { cause, causeWith, outcry, type RowGroup } from './row.ts';

const FAULT =
  'This is a fault in the program or in a library it loads, not in its settings: look for an update of both.';

/** What programs in C and C++ say when they find themselves broken, by their own checks or the compiler’s. */
export const NATIVE_ROWS: RowGroup = {
  runtime: 'C and C++',
  root: 'first',
  rows: [
    cause('asan-report', /ERROR: AddressSanitizer: (?<kind>[\w-]+)/, [
      'The app was built with AddressSanitizer, which stopped it: {kind}.',
      'Deploy a build without `-fsanitize=address`, or follow the stack below the message to the fault.',
    ]),
    cause('lsan-report', /ERROR: LeakSanitizer: detected memory leaks/, [
      'The app was built with LeakSanitizer, which makes its exit status 23 or 1 for memory that is never freed.',
      'Deploy a build without the sanitizer, or set `ASAN_OPTIONS: detect_leaks=0` under `env`.',
    ]),
    cause('ubsan-report', /^(?<place>\S+:\d+:\d+): runtime error: (?<message>.+)/, [
      'The app was built with a sanitizer, which found undefined behaviour at {place}: {message}.',
      'Deploy a build without `-fsanitize`, or correct that line.',
    ]),
    cause('fortify-overflow', /^\*\*\* buffer overflow detected \*\*\*/, [
      'The program was about to write past the end of a buffer, and the C library stopped it.',
      FAULT,
    ]),
    cause('cpp-pure-virtual', /^pure virtual method called/, [
      'The program called a method of an object that is half made or half destroyed.',
      FAULT,
    ]),
    outcry('seastar-exception', /\bExiting on unhandled exception of type '(?<type>[^']+)': (?<message>.+)/, [
      'The app ended with an exception that nothing in it handles: {message}.',
      'Correct what it names.',
    ]),
    {
      ...causeWith('v8-thread-refused', /^# Fatal error in /, /^# Check failed: (?:\w+->)?Start\(\)/, [
        'The JavaScript engine V8 could not start a thread: the instance may have no more of them, or the sandbox around it refuses the system call.',
        'Raise the limit of processes and threads (`ulimit -u`, `pids_limit`) and look for other programs that use it up; with an old Docker or libseccomp on the host update both.',
      ]),
      certainty: 'likely',
    },
    {
      ...outcry('v8-fatal', /^# Fatal error in /, [
        'The JavaScript engine V8 gave itself up: {message}.',
        'With `invalid size` an array, a string or a map of the app has grown beyond what the engine allows: find what grows. Otherwise it is a fault of the engine or of a native addon: take another version of the runtime, and look for these words among its known faults.',
      ]),
      behind: /^# (?<message>[A-Za-z].+?)\.?$/,
    },
    outcry(
      'node-addon-fatal',
      /^(?:FATAL ERROR: )?(?<what>(?:v8::ToLocalChecked|napi_fatal_error|Napi::Error|HandleScope::|Error::(?:New|ThrowAs))\S* .*)/,
      [
        'A native part of the app used Node.js in a way that it does not allow, and ended it: {what}.',
        'Look in the stack below for the addon (.node), update it or install it for this version of Node.js; together with `spawn` or `worker_threads` some addons do this.',
      ],
    ),
    outcry('cpp-assertion-place', /^Assertion failed: (?<check>.+) \((?<place>[^\s()]+?:(?: \S+:)? ?\d+)\)$/, [
      'A check in the program or in a library of it failed at {place}, and it ended itself: {check}.',
      FAULT,
    ]),
    outcry('cpp-exception-what', /^\s*what\(\): +(?<message>\S.*)/, [
      'The app ended with an exception that nothing in it handles: {message}.',
      'Correct what it names. The same message stands in the code of the app, at the place that gave up.',
    ]),
  ],
};
