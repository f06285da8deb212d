import { outcry, type RowGroup } from './row.ts';

/** What programs written in Rust say when they panic. */
export const RUST_ROWS: RowGroup = {
  runtime: 'Rust',
  root: 'last',
  rows: [
    // Before Rust 1.73 the message stands in the same line.
    outcry('rust-panic-line', /^thread '[^']*' panicked at '(?<message>.+)', (?<place>\S+:\d+:\d+)$/, [
      'The app panicked at {place}: {message}.',
      'Look at that line; often a setting or a file is missing that the code takes for granted (`unwrap`, `expect`). `RUST_BACKTRACE: 1` under `env` shows the way to it.',
    ]),
    outcry('rust-panic', /^thread '[^']*' (?:\(\d+\) )?panicked at (?<place>\S+:\d+:\d+):$/, [
      'The app panicked at {place}; the line below says why.',
      'Look at that line; often a setting or a file is missing that the code takes for granted (`unwrap`, `expect`). `RUST_BACKTRACE: 1` under `env` shows the way to it.',
    ]),
  ],
};
