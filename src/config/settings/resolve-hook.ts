import type { LifecycleHook } from '../../core/lifecycle-hook.ts';
import type { HookAnswer, ProcessSettings, UpstreamSettings } from '../../core/settings.ts';
import type { HookAnswerConfig, HooksConfig } from '../schema/schema-hook.ts';

/** Who answers each hook. A command runs as the app itself does: with its environment, in its folder, as its user. */
export function resolveHooks(
  hooks: HooksConfig,
  processes: readonly ProcessSettings[],
  { processName }: Pick<UpstreamSettings, 'processName'>,
): Readonly<Record<LifecycleHook, HookAnswer>> {
  const app = processes.find(({ name }) => name === processName);
  const resolve = (answer: HookAnswerConfig): HookAnswer => {
    if (typeof answer === 'string') return answer === 'forward' ? 'app' : 'berth';
    if (app === undefined) throw new Error('BUG: an upstream without a process was let through');
    const [file = '', ...args] = answer.exec;
    return { command: { ...app.command, file, args }, timeoutMs: answer.timeout };
  };
  if (typeof hooks === 'string') {
    const answer = resolve(hooks);
    return { Initialize: answer, PreFreeze: answer, PreStop: answer };
  }
  return {
    Initialize: resolve(hooks.initialize),
    PreFreeze: resolve(hooks.preFreeze),
    PreStop: resolve(hooks.preStop),
  };
}
