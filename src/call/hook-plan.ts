import { HOOK_BY_CONTROL_PATH, type LifecycleHook } from '../core/lifecycle-hook.ts';
import { cutMarkers, type MarkerLines } from '../core/marker.ts';
import type { HookCommand, Settings } from '../core/settings.ts';
import type { FailureAnswer } from '../failures/answer.ts';
import type { Failure } from '../failures/failure.ts';
import type { CallCarrier } from './carrier.ts';

/** Runs a hook's command; resolves with why the hook has failed, or null. Never rejects. */
export type RunHookCommand = (hook: LifecycleHook, command: HookCommand) => Promise<Failure | null>;

/** How one kind of lifecycle hook is dealt with. */
export interface HookPlan {
  /** `app`: like a call. Else berth answers by itself: `at-once`, or `when-ready`, as the app then is. */
  readonly answer: 'app' | 'at-once' | 'when-ready';
  /** What is to be done before that; null: nothing. */
  readonly run: (() => Promise<Failure | null>) | null;
  readonly markers: MarkerLines | null;
}

/** The plans by control path; none where the platform has no hooks. */
export function createHookPlans(
  { hooks, markers }: Pick<Settings, 'hooks' | 'markers'>,
  runCommand: RunHookCommand,
): Map<string, HookPlan> {
  const plans = new Map<string, HookPlan>();
  if (hooks.header === null) return plans;
  for (const [path, hook] of HOOK_BY_CONTROL_PATH) {
    // An instance that is to be frozen or ended must hear so at once, whatever the app is doing.
    const ownAnswer = hook === 'Initialize' ? 'when-ready' : 'at-once';
    const answer = hooks.answers[hook];
    const run = typeof answer === 'string' ? null : () => runCommand(hook, answer);
    plans.set(path, { answer: answer === 'app' ? 'app' : ownAnswer, run, markers: cutMarkers(markers, hook) });
  }
  return plans;
}

/** Does what a hook is for, and has it answered by that; nobody is called once it `isOver`. */
export async function answerHook(
  { run }: HookPlan,
  requestId: string,
  carrier: Pick<CallCarrier, 'onAnswered' | 'onRefused'>,
  isOver: () => boolean,
): Promise<void> {
  const failure = run === null ? null : await run();
  if (isOver()) return;
  if (failure === null) carrier.onAnswered(toHookAnswer(requestId));
  else carrier.onRefused(failure);
}

/** What berth says to a hook that has gone well: the platform asks for a 2xx and reads nothing else. */
export function toHookAnswer(requestId: string): FailureAnswer {
  const fields = [
    ['content-length', '0'],
    ['x-request-id', requestId],
  ] as const;
  return { status: 200, fields, body: Buffer.alloc(0) };
}
