import type { Diagnosis } from '../core/diagnosis.ts';
import type { ExitStatus } from '../core/exit-status.ts';
import type { Instance } from './instance.ts';
import type { Place } from './place.ts';
import type { RehearsalPlan } from './plan.ts';
import type { PlatformClient } from './platform-client.ts';
import type { Profile } from './profile.ts';
import type { TrapCode } from './verdict.ts';

/** Finds why a process ended by its last lines; null: nothing is known of them. */
export type FindCause = (lines: readonly string[], exit: ExitStatus | null) => Diagnosis | null;

/** One rehearsal under way, as its steps share it. */
export interface Rehearsal {
  readonly plan: RehearsalPlan;
  readonly profile: Profile;
  readonly place: Place;
  readonly instance: Instance;
  readonly client: PlatformClient;
  /** Variables of whoever rehearses, which the instance has not got. */
  readonly withheld: ReadonlySet<string>;
  readonly findCause: FindCause;
  readonly mask: (text: string) => string;
  /** The traps that were seen by now. */
  readonly found: Set<TrapCode>;
  /** What the platform sees of the start, as it happens. */
  readonly startMoments: Array<{ readonly moment: string; readonly elapsedMs: number }>;
}
