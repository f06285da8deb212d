import type { OwnLogSettings } from '../core/settings.ts';

/** A line of the log from a record in JSON; neither has a line end. */
export type ToLine = (json: string) => string;

/** How every record of berth begins, those of pino and those that are written by hand. */
const HEAD = /^\{"level":"(\w+)","time":(\d+),/;
// In a text its quotes would be escaped.
const MESSAGE = ',"msg":"';
const TRACE = /,"trace":"([\da-f]{32})"/;

const SEVERITIES: Readonly<Record<string, string>> = { debug: 'DEBUG', info: 'INFO', warn: 'WARNING', error: 'ERROR' };

/**
 * Records as Cloud Logging understands them ("structured logging"): `severity`, `time`, `message`, and the trace under which they
 * are listed, for which the project has to be known.
 */
export function createGoogleForm(project: string | null): ToLine {
  const toTrace = (_: string, id: string): string =>
    `,"logging.googleapis.com/trace":"${project === null ? id : `projects/${project}/traces/${id}`}"`;
  return (json) =>
    renameMessage(json)
      .replace(
        HEAD,
        (_, level: string, ms: string) => `{"severity":"${SEVERITIES[level] ?? 'DEFAULT'}","time":"${toTime(ms)}",`,
      )
      .replace(TRACE, toTrace);
}

/** Records as the JSON log of AWS Lambda has them: `timestamp`, `level`, `message`. */
export const toLambdaForm: ToLine = (json) =>
  renameMessage(json).replace(HEAD, (_, level: string, ms: string) => {
    return `{"timestamp":"${toTime(ms)}","level":"${level.toUpperCase()}",`;
  });

/** The form that settings ask for, where no terminal is. */
export function chooseForm({ format, autoForm, project }: OwnLogSettings): ToLine {
  const form = format === 'auto' ? autoForm : format;
  if (form === 'google') return createGoogleForm(project);
  return form === 'lambda' ? toLambdaForm : (json) => json;
}

function toTime(ms: string): string {
  return new Date(Number(ms)).toISOString();
}

/** It stands last. */
function renameMessage(json: string): string {
  const at = json.lastIndexOf(MESSAGE);
  return at === -1 ? json : `${json.slice(0, at)},"message":"${json.slice(at + MESSAGE.length)}`;
}
