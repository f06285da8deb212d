import type { FailureCode } from '../core/failure-code.ts';
import type { CatalogueRow } from './catalogue/row.ts';
import { CATALOGUE } from './catalogue.ts';
import { findExitStatus, type StatusRule } from './exit-status.ts';
import type { RowGroup } from './recogniser/row.ts';
import { ROW_GROUPS } from './recogniser/table.ts';

/**
 * Renders docs/failures.md: a table of all failures, a section with an anchor for each, then all that the recogniser knows.
 */
export function renderFailureDocs(onFunctionCompute: StatusRule): string {
  const rows = Object.entries(CATALOGUE) as Array<[FailureCode, CatalogueRow]>;
  return `${[PREFACE, renderTable(rows, onFunctionCompute), ...rows.map(renderSection), RECOGNISER, ...ROW_GROUPS.map(renderGroup)].join('\n\n')}\n`;
}

const PREFACE = `# Failures

<!-- Rendered from src/failures/catalogue.ts and src/failures/recogniser/ by \`npm run generate\`; edit those, not this file. -->

When berth itself has to answer a request, or cannot go on, it names one of the failures below. The same code stands

- in the answer, as the header \`x-berth-error\` and in the body (JSON, text or an HTML page, by \`Accept\`), beside the
  request id;
- in berth's log record, as \`code\`;
- behind berth's exit status, where the failure ends it. On an instance of Function Compute it is another one (*on FC*), because
  the platform shows it as the text of an error number: 78 would read "Remote address changed" there, 127 "Key has expired".

An error status without \`x-berth-error\` came from the app and was passed on untouched. Where another
try may help the answer carries \`Retry-After\`, and the HTML page of a 503 reloads itself. Words in *italics* are filled in
with the facts.

The log record of a failure also says why it happened, as far as berth could find out (\`cause\`, \`cure\`,
\`certainty\`, the \`evidence\` it rests on), how far the start had come (\`timeline\`) and what the app said last
(\`logTail\`). A client is told so much only with \`errors.detail: full\`, secrets masked: in production an answer names
no path, no command, no address and no line of output, and no word of how the site is run, whatever its form: what happened
in plain words, when to try again, what is wrong with the client's own request, and the request id to quote. What to do about it
stands in the record of the call (\`cure\`). \`errors.page\` and \`errors.pages\` put pages of yours in its place.

The record of a call (\`"event":"call"\`) has \`cause\`, \`cure\` and \`certainty\` too, also where the app itself answered with a 5xx: a
worker that ended under it, nginx's own 502 and what is behind it, a refused database, a full disk. They rest on what the app said during
that call, and on the kernel's count of kills for want of memory. \`certain\`: the words name this request, or it was the only one under way
when they told of a worker's end. \`likely\`: they fit. Where they could be of another call nothing is said: the end of a worker is told only of a call that was
lost just then (its connection broke, 502; 503 where it was alone), and not of one beside whose loss the server in front has named another request. A call whose answer took over a second to begin is told if its connection stood in
the accept queue of one of the app’s own sockets meanwhile: no worker took it, because all were busy or none was awake.

[comparison.md](comparison.md) shows ten broken set-ups as berth, a plain proxy and the platform tell of them.`;

const RECOGNISER = `<a id="recogniser"></a>

## What berth recognises

When a process fails, berth reads its last output. These are the things it knows; each was learned from the output of a
real program. *Likely* stands where programs say the same although they can go on. What is not in these tables is shown
as it is, with the words “Nothing in its last output is known to berth.” [diagnosis.md](diagnosis.md) says how a cause is found,
what each certainty means, which fields the record of a failure has, and how to report a miss.`;

function renderGroup({ runtime, rows }: RowGroup): string {
  const lines = rows.map(({ cause, cure, certainty }) => {
    const likely = certainty === 'likely' ? '*Likely:* ' : '';
    return `| ${likely}${toTableCell(cause)} | ${toTableCell(cure)} |`;
  });
  return [`### Said by ${runtime}`, '', '| Cause | What to do |', '|---|---|', ...lines].join('\n');
}

function renderTable(rows: ReadonlyArray<[FailureCode, CatalogueRow]>, onFunctionCompute: StatusRule): string {
  const lines = rows.map(([code, row]) => {
    const sentence = toMarkdown(row.sentence)
      .replace(/:?\n.*$/s, '.')
      .replaceAll('|', '\\|');
    return `| [\`${code}\`](#${code}) | ${toCell(row)} | ${row.exitStatus ?? '–'} | ${findExitStatus(code, onFunctionCompute) ?? '–'} | ${sentence} |`;
  });
  return ['| Code | HTTP status | Exit status | on FC | What happened |', '|---|---|---|---|---|', ...lines].join('\n');
}

function toCell(row: CatalogueRow): string {
  if (row.status === LOG_ONLY_STATUS) return `${row.status} (log only)`;
  return row.status === 0 ? '–' : String(row.status);
}

function renderSection([code, row]: [FailureCode, CatalogueRow]): string {
  return `<a id="${code}"></a>

## ${code}

${toMarkdown(row.sentence).replace('\n', ' ')}

- **Likely cause:** ${toMarkdown(row.cause)}
- **What to do:** ${toMarkdown(row.cure)}
- **Seen as:** ${describeEffects(row)}`;
}

function describeEffects(row: CatalogueRow): string {
  const effects: string[] = [];
  if (row.status === LOG_ONLY_STATUS) effects.push(`status ${row.status} in the log, no answer`);
  else if (row.status !== 0) effects.push(`HTTP status ${row.status}${describeRetry(row.retryAfterSeconds)}`);
  if (row.exitStatus !== null) effects.push(`exit status ${row.exitStatus} if it ends berth`);
  return `${effects.join('; ')}.`;
}

function describeRetry(seconds: number | null): string {
  return seconds === null ? '' : ` with \`Retry-After: ${seconds}\``;
}

// The client of a CLIENT_GONE is not there to read anything.
const LOG_ONLY_STATUS = 499;

function toTableCell(text: string): string {
  return toMarkdown(text).replaceAll('|', '\\|');
}

/** Shows `{name}` as *name*, and as <name> inside a code span, where Markdown has no emphasis. */
function toMarkdown(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part) => part.replace(/(?<!\$)\{(\w+)\}/g, part.startsWith('`') ? '<$1>' : '*$1*'))
    .join('');
}
