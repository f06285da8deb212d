import type { LifecycleHook } from './lifecycle-hook.ts';
import type { MarkerSettings, MarkerTemplates } from './settings.ts';

/** The strings Function Compute's log service looks for (custom runtime specification, "log format"). */
export const FC_MARKERS: MarkerTemplates = {
  start: 'FC Invoke Start RequestId: {id}',
  end: 'FC Invoke End RequestId: {id}',
  errorSuffix: ', Error: Unhandled function error',
};

/** The marker lines of a call, each cut where the request id belongs; without the line end. */
export interface MarkerLines {
  readonly start: readonly string[];
  readonly end: readonly string[];
  /** The end of a call that berth itself has failed. */
  readonly failedEnd: readonly string[];
}

/**
 * Cuts one set of templates, or returns null when markers are off. Around a lifecycle hook, templates that say
 * `FC Invoke` say the hook's name instead.
 */
export function cutMarkers(
  settings: Pick<MarkerSettings, 'templates'>,
  hook: LifecycleHook | null = null,
): MarkerLines | null {
  if (settings.templates === null) return null;
  const { start, end, errorSuffix } = settings.templates;
  const cut = (text: string): string[] =>
    (hook === null ? text : text.replace('FC Invoke ', `FC ${hook} `)).split('{id}');
  return { start: cut(start), end: cut(end), failedEnd: cut(end + errorSuffix) };
}
