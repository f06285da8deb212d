/** How a process ended: with a code or by a signal. */
export type ExitStatus =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: NodeJS.Signals };

/** What a shell would report: the code, or 128 plus the signal's number. */
export function toShellStatus(status: ExitStatus, signalNumbers: Readonly<Record<string, number>>): number {
  return status.kind === 'code' ? status.code : 128 + (signalNumbers[status.signal] ?? 0);
}

/** The status as the predicate of a sentence: "exited with code 3", "was killed by SIGKILL". */
export function describeExitStatus(status: ExitStatus): string {
  if (status.kind === 'signal') return `was killed by ${status.signal}`;
  const meaning = CODE_MEANINGS[status.code];
  return `exited with code ${status.code}${meaning === undefined ? '' : ` (${meaning})`}`;
}

// POSIX shell conventions (XCU 2.8.2) and sysexits(3); only those that hold whatever the program is.
const CODE_MEANINGS: Readonly<Record<number, string>> = {
  126: 'a command was found but could not be executed',
  127: 'a command was not found',
  137: 'killed by SIGKILL, often for want of memory',
  139: 'killed by SIGSEGV',
  143: 'ended by SIGTERM',
};

/** True for an exit that was asked for: code 0, or the signal that was sent, or its shell form (143 for SIGTERM). */
export function isCleanStop(status: ExitStatus, sent: NodeJS.Signals, signalNumber: number): boolean {
  if (status.kind === 'signal') return status.signal === sent;
  return status.code === 0 || status.code === 128 + signalNumber;
}
