import { cause, outcry, type RowGroup } from './row.ts';

/** What Deno and Bun say. */
export const DENO_ROWS: RowGroup = {
  runtime: 'Deno and Bun',
  root: 'last',
  rows: [
    cause(
      'deno-file-missing',
      /^(?:error: )?(?:Uncaught (?:\(in promise\) )?TypeError: )?Module not found "(?<path>file:\/\/[^"]+)"/,
      [
        'Deno was told to load {path}, and there is no such file.',
        'Check the path in `command` or in the import that the line below names, and that the file was deployed; a relative one starts at the working directory.',
      ],
    ),
    cause('deno-import-bare', /(?:Import|Relative import path) "(?<name>[^"]+)" not (?:a dependency|prefixed with)/, [
      'The app imports {name}, and nothing tells Deno what that is.',
      'Deploy the deno.json with the app’s `imports` beside the script, or name it with `--config`; a package of npm is `npm:{name}`.',
    ]),
    cause('deno-task-missing', /^(?:error: )?Task not found: (?<task>\S+)/, [
      'deno.json has no task called {task}.',
      'Correct the name in `command`, and set `workingDirectory` to the folder of deno.json.',
    ]),
    cause('deno-type-error', /^TS\d+ \[ERROR\]: (?<message>.+)/, [
      'Deno checks the types of the app before it runs, and they do not fit: {message}.',
      'Correct the line that is named below, or leave the check to the build and take `--check` out of `command`.',
    ]),
    cause(
      'deno-syntax-error',
      /^(?:error: )?(?:SyntaxError: )?The module's source code could not be parsed: (?<message>.+)|^(?:error: )SyntaxError: (?<words>.+)/,
      ['Deno cannot read a file of the app: {words}.', 'Correct the file and line named below.'],
    ),
    cause(
      'deno-unstable',
      /Run again with `(?<flag>--unstable-\S+)` flag to enable this API|`(?<other>--unstable-\S+)` flag must be provided/,
      [
        'The app uses a part of Deno that is not stable yet, and Deno was not told to offer it.',
        'Add `{flag}` to `deno run` in `command`, or the name to `unstable` in deno.json.',
      ],
    ),
    cause('bun-script-missing', /^error: Script not found "(?<script>[^"]+)"/, [
      'package.json has no script called {script}, and there is no such file or program.',
      'Correct the name in `command`, and set `workingDirectory` to the folder of package.json.',
    ]),
    cause('bun-file-missing', /^error: Module not found "(?<path>[^"]+)"/, [
      'Bun was told to run {path}, and there is no such file.',
      'Check the path in `command` (it starts at the working directory), and that the file was deployed.',
    ]),
    cause(
      'bun-module-missing',
      /(?:Cannot find module|Could not resolve:?) ["'](?<path>\.{1,2}\/[^"']*)["'] from ['"](?<by>[^'"]+)['"]/,
      [
        'The app’s own code ({by}) asks for {path}, and there is no such file.',
        'Check that the build has made the file and that it was deployed, and compare upper and lower case: Linux tells them apart.',
      ],
    ),
    cause(
      'bun-package-missing',
      /Cannot find (?:package|module) ["'](?<module>[^'"./][^'"]*)["'] (?:imported )?from ['"](?<by>[^'"]+)['"]/,
      [
        'The package {module}, which {by} asks for, is not installed.',
        'Run `bun install` where the app is built, and deploy `node_modules` with it; check that {module} stands under `dependencies`, not `devDependencies`.',
      ],
    ),
    outcry(
      'deno-uncaught-error',
      /^(?:error: )?Uncaught (?:\(in (?:worker|promise)[^)]*\) )?(?<error>(?:[A-Z]\w*)?Error|AddrInUse|AddrNotAvailable|AlreadyExists|BadResource|BrokenPipe|Busy|Connection(?:Aborted|Refused|Reset)|Http|Interrupted|InvalidData|Not(?:Capable|Connected|Found|Supported)|PermissionDenied|TimedOut|UnexpectedEof|WriteZero): (?<message>.+)/,
      [
        'The app ended with an error that nothing in it handles: {error}: {message}.',
        'Follow the stack below the message to the first line of the app’s own code.',
      ],
    ),
  ],
};
