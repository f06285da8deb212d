/**
 * What a platform asks of an instance beside its calls, as Function Compute's log markers name it: before the first call,
 * before a freeze, before the end.
 */
export type LifecycleHook = 'Initialize' | 'PreFreeze' | 'PreStop';

/** The hooks by what stands in the platform's control-path header. Calls have other values there, or no such header. */
export const HOOK_BY_CONTROL_PATH: ReadonlyMap<string, LifecycleHook> = new Map([
  ['/initialize', 'Initialize'],
  ['/pre-freeze', 'PreFreeze'],
  ['/pre-stop', 'PreStop'],
]);

/** The hooks as a config names them. */
export const HOOK_KEYS = {
  Initialize: 'initialize',
  PreFreeze: 'preFreeze',
  PreStop: 'preStop',
} as const satisfies Readonly<Record<LifecycleHook, string>>;
