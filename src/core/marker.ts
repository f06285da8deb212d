import type { LifecycleHook } from './lifecycle-hook.ts';
import type { MarkerSettings, MarkerTemplates } from './settings.ts';

/** The strings Function Compute's log service looks for (custom runtime specification, "log format"). */
export const FC_MARKERS: MarkerTemplates = {
  start: 'FC Invoke Start RequestId: {id}',
  end: 'FC Invoke End RequestId: {id}',
  errorSuffix: ', Error: Unhandled function error',
};

/** The two marker lines of a call, without the line end. */
export interface MarkerWriter {
  toStart(requestId: string): string;
  toEnd(requestId: string, isBerthFailure: boolean): string;
}

/**
 * Creates the writer for one set of templates, or null when markers are off. Around a lifecycle hook, templates that say
 * `FC Invoke` say the hook's name instead.
 */
export function createMarkerWriter(settings: MarkerSettings, hook: LifecycleHook | null = null): MarkerWriter | null {
  if (settings.templates === null) return null;
  const templates = hook === null ? settings.templates : toHookTemplates(settings.templates, hook);
  const [start, end, errorSuffix] = [templates.start, templates.end, templates.errorSuffix].map(toFiller);
  return {
    toStart: start!,
    toEnd: (requestId, isBerthFailure) => end!(requestId) + (isBerthFailure ? errorSuffix!(requestId) : ''),
  };
}

function toHookTemplates({ start, end, errorSuffix }: MarkerTemplates, hook: LifecycleHook): MarkerTemplates {
  const rename = (text: string): string => text.replace('FC Invoke ', `FC ${hook} `);
  return { start: rename(start), end: rename(end), errorSuffix };
}

function toFiller(template: string): (requestId: string) => string {
  const [head = '', ...tails] = template.split('{id}');
  const [tail] = tails;
  // Nearly always there is one, and a call has two markers.
  if (tails.length === 1) return (requestId) => head + requestId + tail;
  return (requestId) => [head, ...tails].join(requestId);
}
