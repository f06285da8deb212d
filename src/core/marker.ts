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
  const [startHead = '', startTail] = splitAtId(templates.start);
  const [endHead = '', endTail] = splitAtId(templates.end);
  return {
    toStart: (requestId) => startHead + (startTail === undefined ? '' : requestId + startTail),
    toEnd: (requestId, isBerthFailure) =>
      endHead + (endTail === undefined ? '' : requestId + endTail) + (isBerthFailure ? templates.errorSuffix : ''),
  };
}

function toHookTemplates({ start, end, errorSuffix }: MarkerTemplates, hook: LifecycleHook): MarkerTemplates {
  const rename = (text: string): string => text.replace('FC Invoke ', `FC ${hook} `);
  return { start: rename(start), end: rename(end), errorSuffix };
}

function splitAtId(template: string): string[] {
  const at = template.indexOf('{id}');
  return at === -1 ? [template] : [template.slice(0, at), template.slice(at + '{id}'.length)];
}
