import { cause, outcry, type RowGroup } from './row.ts';

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
    outcry('cpp-exception-what', /^\s*what\(\): +(?<message>\S.*)/, [
      'The app ended with an exception that nothing in it handles: {message}.',
      'Correct what it names. The same message stands in the code of the app, at the place that gave up.',
    ]),
  ],
};
