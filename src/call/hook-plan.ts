import { HOOK_BY_CONTROL_PATH } from '../core/lifecycle-hook.ts';
import { cutMarkers, type MarkerLines } from '../core/marker.ts';
import type { Settings } from '../core/settings.ts';
import type { FailureAnswer } from '../failures/answer.ts';

/** How one kind of lifecycle hook is dealt with. */
export interface HookPlan {
  /** `app`: like a call. Else berth answers by itself: `at-once`, or `when-ready`, as the app then is. */
  readonly answer: 'app' | 'at-once' | 'when-ready';
  readonly markers: MarkerLines | null;
}

/** The plans by control path; none where the platform has no hooks. */
export function createHookPlans({ hooks, markers }: Pick<Settings, 'hooks' | 'markers'>): Map<string, HookPlan> {
  const plans = new Map<string, HookPlan>();
  if (hooks.header === null) return plans;
  for (const [path, hook] of HOOK_BY_CONTROL_PATH) {
    // An instance that is to be frozen or ended must hear so at once, whatever the app is doing.
    const ownAnswer = hook === 'Initialize' ? 'when-ready' : 'at-once';
    const answer = hooks.answeredBy === 'app' ? 'app' : ownAnswer;
    plans.set(path, { answer, markers: cutMarkers(markers, hook) });
  }
  return plans;
}

/** What berth says to a hook that has gone well: the platform asks for a 2xx and reads nothing else. */
export function toHookAnswer(requestId: string): FailureAnswer {
  const fields = [
    ['content-length', '0'],
    ['x-request-id', requestId],
  ] as const;
  return { status: 200, fields, body: Buffer.alloc(0) };
}
