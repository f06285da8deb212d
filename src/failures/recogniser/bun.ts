import { outcry, type RowGroup } from './row.ts';

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
