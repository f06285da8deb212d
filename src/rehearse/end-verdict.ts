import { describeExitStatus, type ExitStatus } from '../core/exit-status.ts';
import { toHarmless } from '../core/harmless-text.ts';
import { findBerthFailure } from './berth-failure.ts';
import { listListening } from './listening.ts';
import { findMissingVariable } from './missing-variable.ts';
import type { Place } from './place.ts';
import type { Rehearsal } from './rehearsal.ts';
import { fail, type StepName, type Verdict } from './verdict.ts';

const LONGEST_QUOTE = 200;

/** Says why the start command has ended, or what keeps it from the port, by what it left and what it said. */
export function toEndVerdict(rehearsal: Rehearsal, step: StepName): Verdict {
  return findTrap(rehearsal, step) ?? toPlainEnd(rehearsal, step);
}

/** A trap of the platform that the last words of the app tell of; null: they tell of none. */
export function findTrap(rehearsal: Rehearsal, step: StepName): Verdict | null {
  if (rehearsal.instance.memory.kills > 0) return toMemoryVerdict(rehearsal, step);
  return toMissingVariable(rehearsal, step) ?? findReadOnly(rehearsal, step);
}

export function toMemoryVerdict({ instance: { memory } }: Rehearsal, step: StepName): Verdict {
  const limit = toMebi(memory.limitBytes);
  return fail(
    step,
    'out-of-memory',
    `the app was killed for want of memory: it needs more than ${limit}`,
    `give the function more memory (here: --memory), or let the app start fewer workers`,
  );
}

export function toMebi(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`;
}

function toMissingVariable({ instance, withheld, plan, mask }: Rehearsal, step: StepName): Verdict | null {
  const given = new Set(plan.app.env.map(([name]) => name));
  const missing = findMissingVariable(instance.output.texts, withheld, given);
  if (missing === null) return null;
  const hint = withheld.has(missing.name) ? ', which is set here' : '';
  return fail(
    step,
    'variable-missing',
    `the app needs the variable ${missing.name}${hint}: ${quote(mask(missing.line))}`,
    `set it in the configuration of the function, and here: --env ${missing.name}=VALUE`,
  );
}

const READ_ONLY = /EROFS|[Rr]ead-only file ?system/;
const DENIED = /EACCES|[Pp]ermission denied/;

/** The app has been refused a write in its code folder. */
export function findReadOnly({ instance, place, plan, mask }: Rehearsal, step: StepName): Verdict | null {
  if (plan.isCodeWritable) return null;
  const { texts } = instance.output;
  const inCode = texts.filter((text) => text.includes(place.codeFolder));
  const line =
    inCode.find((text) => READ_ONLY.test(text) || DENIED.test(text)) ?? texts.find((text) => READ_ONLY.test(text));
  if (line === undefined) return null;
  return fail(
    step,
    'code-not-writable',
    `the app writes into its code folder, which is read-only: ${quote(mask(line))}`,
    'let it write below /tmp; functions made since December 2021 can write everywhere, until the instance is gone (--writable rehearses that)',
  );
}

function toPlainEnd({ instance, place, findCause, mask }: Rehearsal, step: StepName): Verdict {
  const exit = instance.exit ?? ({ kind: 'code', code: 0 } satisfies ExitStatus);
  const lines = instance.output.texts;
  const left = place.listProcesses();
  if (exit.kind === 'code' && exit.code === 0 && left.length > 0) {
    const seen = `the start command ended and left ${left
      .map(({ command }) => command)
      .slice(0, 3)
      .join(', ')} in the background: the platform ends the instance with it`;
    return fail(
      step,
      'start-daemonised',
      seen,
      'keep the server in the foreground (nginx: daemon off;), or `exec` it as the last command',
    );
  }
  const cause = findBerthFailure(lines) ?? findCause(lines, exit);
  const last = lines.findLast((line) => line.trim() !== '');
  const words = cause?.cause ?? (last === undefined ? 'it said nothing' : `the last it said: ${quote(last)}`);
  const cure =
    cause?.cure ??
    (exit.kind === 'code' && exit.code === 0
      ? 'the start command must not end: start the server in the foreground as its last command'
      : 'look at the output of the app (--show-output shows it)');
  const code = step === 'start' ? 'start-ended' : 'app-ended';
  return fail(
    step,
    code,
    `the start command ${describeExitStatus(exit)}: ${mask(withoutEnd(words))}${describeLeft(place)}`,
    withoutEnd(cure),
  );
}

/** Whoever is left behind and listens takes the port from the next one. */
function describeLeft(place: Place): string {
  const [left] = place.listProcesses();
  const port = listListening(place)[0]?.localPort;
  return left === undefined || port === undefined
    ? ''
    : `; it left ${left.command} behind, which still holds the port ${port}`;
}

/** A sentence as a verdict has it. */
function withoutEnd(sentence: string): string {
  return sentence.replace(/\.$/, '');
}

/** What berth says of a failure that only its answers show; null: it is not berth, or it says nothing. */
export function findBerthVerdict({ instance, mask }: Rehearsal, verdict: Verdict): Verdict | null {
  const failure = findBerthFailure(instance.output.texts);
  if (failure === null) return null;
  return { ...verdict, seen: `${verdict.seen}: ${mask(withoutEnd(failure.cause))}`, cure: withoutEnd(failure.cure) };
}

export function quote(line: string): string {
  return toHarmless(line.trim()).slice(0, LONGEST_QUOTE);
}
