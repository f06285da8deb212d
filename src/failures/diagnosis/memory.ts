import type { Diagnosis } from '../../core/diagnosis.ts';

/** A kill for want of memory, as far as the kernel's counters tell. */
export interface CountedKill {
  /** null: no limit is known. */
  readonly limitMebibytes: number | null;
  readonly certainty: Diagnosis['certainty'];
  readonly evidence: string;
}

/** Explains a SIGKILL that came with a grown counter of such kills; `victim` says whom it met. */
export function diagnoseMemoryKill(
  { limitMebibytes, certainty, evidence }: CountedKill,
  victim = 'the process',
): Diagnosis {
  const whose =
    limitMebibytes === null ? 'The machine has no memory left' : `The limit of ${limitMebibytes}MiB is used up`;
  return {
    cause: `${whose}: the kernel killed ${victim} to free some.`,
    cure: 'Give the instance more memory, or let the app use less: fewer workers, smaller caches, a heap limit (`-Xmx`, `--max-old-space-size`, `memory_limit`) below it.',
    certainty,
    evidence: [evidence],
  };
}
