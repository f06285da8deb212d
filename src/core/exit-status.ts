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
  if (status.kind === 'signal') {
    const words = SIGNAL_WORDS[status.signal];
    return `was killed by ${status.signal}${words === undefined ? '' : ` (${words})`}`;
  }
  const meaning = CODE_MEANINGS[status.code];
  return `exited with code ${status.code}${meaning === undefined ? '' : ` (${meaning})`}`;
}

/** What a status means whatever the program is. `key`: the code, or the name of the signal behind it. */
export interface StatusMeaning {
  readonly key: string;
  /** A predicate: "was killed by SIGSEGV (it used memory that is not its own)". */
  readonly words: string;
}

/** The meaning of a status; null for one that only the program itself can explain. */
export function toMeaning(status: ExitStatus): StatusMeaning | null {
  if (status.kind === 'signal') return { key: status.signal, words: describeExitStatus(status) };
  const signal = SHELL_SIGNALS[status.code];
  if (signal !== undefined) return { key: signal, words: describeExitStatus({ kind: 'signal', signal }) };
  return CODE_MEANINGS[status.code] === undefined
    ? null
    : { key: String(status.code), words: describeExitStatus(status) };
}

// POSIX shell conventions (XCU 2.8.2) and sysexits(3); only those that hold whatever the program is.
const CODE_MEANINGS: Readonly<Record<number, string>> = {
  126: 'a command was found but could not be executed',
  127: 'a command was not found',
  130: 'ended by SIGINT',
  132: 'killed by SIGILL',
  134: 'killed by SIGABRT, it gave itself up',
  135: 'killed by SIGBUS',
  136: 'killed by SIGFPE',
  137: 'killed by SIGKILL, often for want of memory',
  139: 'killed by SIGSEGV',
  143: 'ended by SIGTERM',
  159: 'killed by SIGSYS',
};

/** 128 plus the signal's number, by which shells and containers report it; numbers of x86 and ARM Linux. */
const SHELL_SIGNALS: Readonly<Record<number, NodeJS.Signals>> = {
  130: 'SIGINT',
  132: 'SIGILL',
  134: 'SIGABRT',
  135: 'SIGBUS',
  136: 'SIGFPE',
  137: 'SIGKILL',
  139: 'SIGSEGV',
  143: 'SIGTERM',
  159: 'SIGSYS',
};

/** signal(7), for the signals that a program brings upon itself. */
const SIGNAL_WORDS: Partial<Readonly<Record<NodeJS.Signals, string>>> = {
  SIGABRT: 'it gave itself up',
  SIGBUS: 'it used memory behind which there is no file or page',
  SIGFPE: 'an impossible calculation, such as a division by zero',
  SIGILL: 'it ran an instruction that this processor does not have',
  SIGSEGV: 'it used memory that is not its own',
  SIGSYS: 'it used a system call that is forbidden here',
  SIGXCPU: 'it used more processor time than it may',
  SIGXFSZ: 'it wrote a file larger than it may',
};

/** True for an exit that was asked for: code 0, or the signal that was sent, or its shell form (143 for SIGTERM). */
export function isCleanStop(status: ExitStatus, sent: NodeJS.Signals, signalNumber: number): boolean {
  if (status.kind === 'signal') return status.signal === sent;
  return status.code === 0 || status.code === 128 + signalNumber;
}
