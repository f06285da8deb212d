import { cause, likelyCause, type RowGroup } from './row.ts';

/** What R, shiny and plumber say. "Execution halted" is only the farewell. */
export const R_ROWS: RowGroup = {
  runtime: 'R',
  root: 'last',
  voice: /Execution halted|there is no package called|Fatal error: cannot open file|createTcpServer:/,
  rows: [
    cause('r-file-missing', /^Fatal error: cannot open file '(?<path>[^']+)': (?<reason>.+)/, [
      'R was told to run {path}, and cannot open it: {reason}.',
      'Check the path in `command` (it starts at the working directory), and that the file was deployed.',
    ]),
    likelyCause(
      'r-open-file',
      /^cannot open (?:compressed )?file '(?<path>[^']+)'(?:, probable reason '|: )(?<reason>[^']+)|^\s+cannot open (?:compressed )?file '(?<other>[^']+)'/,
      [
        'The app written in R cannot open a file that it needs.',
        'Deploy the file with the app; a relative path starts at the working directory.',
      ],
    ),
    cause('r-plumber-file', /^Error in .*: File does not exist: (?<path>.+)/, [
      'The app written in R needs {path}, and it is not there.',
      'Check the path (it starts at the working directory), and that the file was deployed.',
    ]),
    cause(
      'r-shiny-folder',
      /^! (?<what>No Shiny application exists at the path|App dir must contain either) (?<path>.+)/,
      [
        'Shiny finds no app where it looks for one: {what} {path}.',
        'Correct the path behind `runApp`, and deploy app.R (or ui.R and server.R).',
      ],
    ),
    cause('r-function-missing', /could not find function "(?<function>[^"]+)"/, [
      'The app calls {function}(), which R does not find.',
      'Load the package that brings it (`library(…)`), or correct the name.',
    ]),
    cause('r-syntax-error', /^Error(?: in .+)?: (?:\S+:\d+:\d+: )?unexpected (?<what>.+)/, [
      'R cannot read a file of the app: unexpected {what}.',
      'Correct the place that it names; often a bracket or a comma is missing.',
    ]),
    cause('r-address-in-use', /^createTcpServer: address already in use/, [
      'The app wants to listen on a port where something listens already.',
      `Let it listen on another port: \`options(shiny.port = as.integer(Sys.getenv("PORT")))\` with \`port: auto\`.`,
    ]),
  ],
};
