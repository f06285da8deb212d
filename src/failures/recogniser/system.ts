import { cause, likelyCause, outcry, type RowGroup } from './row.ts';

/** The words of the C library and of databases, which programs in any language pass on. */
export const SYSTEM_ROWS: RowGroup = {
  runtime: 'any program',
  isWide: true,
  root: 'last',
  rows: [
    cause('cpp-no-memory', /terminate called after throwing an instance of 'std::bad_alloc'/, [
      'The app could not get the memory it asked for.',
      'Give the instance more memory, or find what keeps growing.',
    ]),
    likelyCause(
      'system-host-unknown',
      /(?:(?<host>[\w.-]+): )?(?:Name or service not known|Temporary failure in name resolution|Name does not resolve|nodename nor servname provided|failed to lookup address information|No such host is known)|^(?:[\w$.]*UnknownHostException: )?(?<name>[\w.-]+): System error$/,
      [
        'The app cannot resolve the name of a host it needs.',
        'Correct the name in the settings of the app, and check that the instance is in the network where the name is known.',
      ],
    ),
    likelyCause(
      'system-connection-refused',
      /\b(?:connection refused|ECONNREFUSED)\b(?! (?:handl|page|error page|detect|check|test))/i,
      [
        'The app cannot reach a service it needs: nothing accepts connections there.',
        'Start that service, or correct its address in the settings of the app; from inside an instance `localhost` is the instance itself.',
      ],
    ),
    likelyCause(
      'answer-awaited',
      /\bcontext deadline exceeded\b|\bgrpc: timed out when dialing|\bDEADLINE_EXCEEDED\b/,
      [
        'The app has waited in vain for the answer of a service that it needs.',
        'Look what the line names: start that service, correct its address, or see why it is slow; from inside an instance `localhost` is the instance itself.',
      ],
    ),
    cause(
      'system-double-free',
      /^(?:free\(\): .+|double free or corruption.*|malloc\(\): .+|corrupted size vs\. prev_size.*|munmap_chunk\(\): .+|\*\*\* stack smashing detected \*\*\*.*)$/,
      [
        'The program found its own memory damaged and stopped.',
        'Look for an update of the program and of its native extensions; this is a fault in them, not in their settings.',
      ],
    ),
    cause('c-assertion', /(?<place>\S+:\d+): .*Assertion [`'](?<assertion>.+)' failed\.?$/, [
      'The program found a state that must not be, at {place}: {assertion}.',
      'Look for an update of the program; this is a fault in it, or in what it was given to read.',
    ]),
    outcry('cpp-uncaught-exception', /terminate called after throwing an instance of '(?<error>[^']+)'/, [
      'The app ended with an exception that nothing in it handles: {error}.',
      'Read the `what()` below it.',
    ]),
  ],
};
