import { cause, likelyCause, outcry, type RowGroup } from './row.ts';

const LOOK =
  'Look at that line; often a setting or a file is missing that the code takes for granted (`unwrap`, `expect`). `RUST_BACKTRACE: 1` under `env` shows the way to it.';

/** What programs written in Rust say: the standard library’s errors as they are printed for debugging, and panics. */
export const RUST_ROWS: RowGroup = {
  runtime: 'Rust',
  root: 'last',
  rows: [
    likelyCause('rust-file-missing', /\bOs \{ code: 2, kind: NotFound\b|No such file or directory \(os error 2\)$/, [
      'The app asks for a file that is not there.',
      'Deploy its config and data files with it; a relative path starts at the working directory (`workingDirectory`). Where the message names no file, `strace -f -e trace=file` does.',
    ]),
    cause(
      'rust-variable-expected',
      /(?:^|\s)["`']?(?<variable>[A-Z][A-Z0-9_]*_[A-Z0-9_]+|[A-Z][A-Z0-9]{2,}(?= (?:must|is|not|should|has|env)\b))\b.{0,60}: NotPresent$/,
      [
        'The app reads {variable} from its environment, and that variable is not set.',
        'Set {variable} in the settings of the function or the container, or under `env`.',
      ],
    ),
    cause('rocket-table-missing', /A table named `(?<table>[\w.-]+)` was not found for this configuration/, [
      'The config of Rocket has no table `{table}`, in which a part of the app (a pool for a database) looks for its settings.',
      'Add it to Rocket.toml and deploy that file into the working directory, or set it as a variable under `env`: `ROCKET_` and its name in capitals.',
    ]),
    cause(
      'rust-no-reactor',
      /there is no reactor running, must be called from the context of a Tokio|Registering a blocking socket with the tokio runtime is unsupported/,
      [
        'The app uses tokio in a way that its runtime does not allow: outside of it, or with a socket that blocks.',
        'Build it with the version of tokio it was written for (`cargo build --locked`); this is a fault in the code, not in its settings.',
      ],
    ),
    cause('rust-stack-overflow', /^thread '[^']*' (?:\(\d+\) )?has overflowed its stack/, [
      'The app called itself so deep that its stack was used up.',
      'Find the endless recursion, or give threads more stack with `RUST_MIN_STACK` under `env`; musl gives them less than glibc.',
    ]),
    // Before Rust 1.73 the message stands in the same line.
    outcry(
      'rust-panic-line',
      /^thread '[^']*' panicked at '(?!launch fairing failure')(?<message>.+)', (?<place>\S+:\d+:\d+)$/,
      ['The app panicked at {place}: {message}.', LOOK],
    ),
    outcry('rust-panic-short', /^thread '[^']*' panicked at '(?<message>[^']+)'$/, [
      'The app panicked: {message}.',
      LOOK,
    ]),
    outcry('rust-unwrap-none', /called `Option::unwrap\(\)` on a `None` value/, [
      'The app took for granted what is not there: an argument, a setting or a field that it did not get.',
      LOOK,
    ]),
    outcry('rust-unwrap-error', /called `Result::unwrap\(\)` on an `Err` value: (?<error>.+)/, [
      'The app took for granted that something works, and it did not: {error}.',
      LOOK,
    ]),
    {
      ...outcry('rust-panic', /^thread '[^']*' (?:\(\d+\) )?panicked at (?<place>\S+:\d+:\d+):$/, [
        'The app panicked at {place}: {message}.',
        LOOK,
      ]),
      behind: /^(?!stack backtrace:|note: )(?<message>\S.*)/,
    },
  ],
};
