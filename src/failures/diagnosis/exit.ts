import type { Diagnosis } from '../../core/diagnosis.ts';
import { type ExitStatus, toMeaning } from '../../core/exit-status.ts';

/** What to do about an exit that says more than its number; null for one that is the app's own affair. */
const CURES: Readonly<Record<string, string>> = {
  '126': 'Give the program that the command starts its executable bit, or name its interpreter.',
  '127': 'Find the program or library that is missing in the last output, and install it or correct its path.',
  SIGABRT:
    'Look in the last output for what it gave itself up for: an exception that nothing handles, a failed assertion, a damaged heap.',
  SIGBUS: 'Check that no file it has mapped was cut short, and that /dev/shm and the disk are not full.',
  SIGFPE: 'It is a bug of the program or of one of its native modules: update it.',
  SIGILL: 'Use a build of the program for this very processor: it may want AVX or the like, which is not here.',
  SIGINT: 'Find out who sent it: a terminal (Ctrl-C), a supervisor; berth did not.',
  SIGKILL: 'Find out who sent it: an operator, a supervisor, or the kernel for want of memory (`dmesg`).',
  SIGSEGV:
    'Update or rebuild the program and its native modules; a module built for another version is the usual reason.',
  SIGSYS: 'The sandbox forbids a system call the program needs: ask the platform, or use another build.',
  SIGTERM: 'Find out who sent it: berth did not.',
  SIGXCPU: 'Raise the limit on processor time (`ulimit -t`).',
  SIGXFSZ: 'Raise the limit on file sizes (`ulimit -f`), or let it write less.',
};

/**
 * Explains an exit status that has a meaning of its own. A shell's 128 plus n is read as the signal n. `likely`: any
 * program may end with any number.
 */
export function diagnoseExit(status: ExitStatus): Diagnosis | null {
  if (status.kind === 'code' && status.code === 0) return CLEAN_END;
  const meaning = toMeaning(status);
  if (meaning === null) return null;
  const cure = CURES[meaning.key];
  if (cure === undefined) return null;
  return {
    cause: `The process ${meaning.words}.`,
    cure,
    certainty: status.kind === 'signal' ? 'certain' : 'likely',
    evidence: [],
  };
}

const CLEAN_END: Diagnosis = {
  cause: 'The command ended by itself and in good order, but a server has to stay.',
  cure: 'Let `command` be the server, in the foreground. A build or a migration goes into a process of its own with `oneshot: true`; a script starts its server with `exec`.',
  certainty: 'likely',
  evidence: [],
};
