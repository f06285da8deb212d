import type { Diagnosis } from '../../core/diagnosis.ts';

/** A process that runs, is not ready, and does nothing that explains it. */
export interface Stalled {
  /** It has a listening socket. */
  readonly isListening: boolean;
  /** `listener`: a probe connects to it. `sign`: a line of output or a check. `end`: it is a one-shot. */
  readonly awaited: 'listener' | 'sign' | 'end';
  /** What its probes miss, as one phrase. */
  readonly missing: string;
  /** The programs of it, where none of them is one that could become a server; else empty. */
  readonly left: readonly string[];
}

/** Tells what was seen of it, in place of a guess. */
export function diagnoseStall(stalled: Stalled): Diagnosis {
  return { ...explain(stalled), certainty: 'certain', isPreliminary: true, evidence: [] };
}

function explain({ isListening, awaited, missing, left }: Stalled): Pick<Diagnosis, 'cause' | 'cure'> {
  if (awaited === 'end') {
    return {
      cause: 'The one-shot still runs.',
      cure: 'Read its last output for what it is doing or waiting for. Raise `startup.deadline` if it only needs longer; a server is no one-shot.',
    };
  }
  if (left.length > 0) {
    return {
      cause: `The server has ended, or was never started: nothing is left of the app but ${left.join(' and ')}, which start no more.`,
      cure: 'Read the last output for why. Let the script end with its server (`exec` in front of it as the last line, `set -e` as the first), so that berth sees its end and its exit status at once.',
    };
  }
  if (awaited === 'sign') {
    return {
      cause: `The app runs, but what \`ready\` waits for has not come: ${missing}.`,
      cure: 'Compare the pattern of `ready.log` with what the app prints, or run the check of `ready.exec` by hand; raise `ready.deadline` if it only needs longer.',
    };
  }
  if (isListening) {
    return {
      cause: `The app listens where it is expected, but ${missing}.`,
      cure: 'Its first page may wait for something, or it speaks another protocol: set `upstream.scheme` to `https` for an app that speaks TLS there, to `http` for one that does not. `ready: { tcp: … }` takes an open port as ready, whatever it speaks.',
    };
  }
  return {
    cause: 'The app runs, but listens on nothing.',
    cure: 'Read its last output for what it is doing or waiting for. Raise `startup.deadline` if it only needs longer; a command that is no server at all never gets ready.',
  };
}
