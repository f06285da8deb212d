import { likelyCause, outcry, type RowGroup } from './row.ts';

/** What Bun says of an error that nothing handles: it ends with the name of its version. */
export const BUN_ROWS: RowGroup = {
  runtime: 'Bun',
  root: 'last',
  voice: /^Bun v\d+\.\d+\.\d+\S* \(/,
  rows: [
    outcry('bun-uncaught-error', /^(?:error|[A-Z]\w*Error): (?<message>.+)/, [
      'The app ended with an error that nothing in it handles: {message}.',
      'The lines below name the place in the code of the app, and what it was about.',
    ]),
  ],
};

/** The same where it has broken itself, before it could name its version. */
export const BUN_CRASH_ROWS: RowGroup = {
  runtime: 'Bun',
  root: 'first',
  rows: [
    likelyCause(
      'bun-crashed',
      /^panic\((?:main thread|thread \d+|\w{0,20}[Ww]orker\w{0,20})\): (?<what>(?!Illegal instruction).+)/,
      [
        'Bun has crashed itself: {what}.',
        'Use another version of Bun. A native addon that is written for Node.js does this too.',
      ],
    ),
  ],
};
