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

/** Creates the writer for one set of templates, or null when markers are off. */
export function createMarkerWriter(settings: MarkerSettings): MarkerWriter | null {
  const templates = settings.templates;
  if (templates === null) return null;
  const [startHead = '', startTail] = splitAtId(templates.start);
  const [endHead = '', endTail] = splitAtId(templates.end);
  return {
    toStart: (requestId) => startHead + (startTail === undefined ? '' : requestId + startTail),
    toEnd: (requestId, isBerthFailure) =>
      endHead + (endTail === undefined ? '' : requestId + endTail) + (isBerthFailure ? templates.errorSuffix : ''),
  };
}

function splitAtId(template: string): string[] {
  const at = template.indexOf('{id}');
  return at === -1 ? [template] : [template.slice(0, at), template.slice(at + '{id}'.length)];
}
