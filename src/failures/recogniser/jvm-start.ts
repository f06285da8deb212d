import { outcry, type RowGroup } from './row.ts';

/**
 * The end of a chain of exceptions where a framework tells in words of its own that the app did not start. Without these words a chain
 * may be of something that the app has lived with.
 */
export const JVM_START_ROWS: RowGroup = {
  runtime: 'an app of the JVM that did not start',
  root: 'last',
  voice:
    /\bApplication run failed|\bAPPLICATION FAILED TO START|\bError starting (?:Application[Cc]ontext|Micronaut server)|\bFailed to start application\b|\bFailed to start (?:quarkus|server in \()|\bApplication startup failed|\bOops, cannot start the server|\bcancelling refresh attempt|\bfatal exception while booting|\buncaught exception in thread \[main\]/,
  rows: [
    outcry('jvm-nested-exception', /^.{0,1000}nested exception is (?<error>(?:\w+\.)+\w+): (?<message>\S.+)/, [
      'The app did not start; the exception that all others come of is {error}: {message}.',
      'Correct what it names; the first line of the app’s own code in its stack shows who asked for it.',
    ]),
    outcry('jvm-root-cause', /^Caused by: (?<error>(?:\w+\.)+[\w$]+): (?<message>\S.+)/, [
      'The app did not start; the exception that all others come of is {error}: {message}.',
      'Correct what it names; the first line of the app’s own code in its stack shows who asked for it.',
    ]),
    outcry('jvm-startup-exception', /\bStartupException: (?<error>(?:\w+\.)+\w+): (?<message>\S.+)/, [
      'The app did not start: {error}: {message}.',
      'Correct what it names, in the config of the app.',
    ]),
  ],
};
