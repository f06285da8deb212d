import type { FailureCode } from '../core/failure-code.ts';
import { CAUSE_TITLES } from './explanation.ts';
import { PAGE_STYLE } from './page-style.ts';
import type { FullTelling, Telling } from './telling.ts';
import { toVisitorWords, type VisitorWords } from './visitor-word.ts';

/**
 * The HTML answer for a failure: what happened, what to do, the request id to quote. One file without scripts or
 * external assets, everything from outside escaped; it reloads itself while the app is not available. It speaks to a
 * visitor, who knows of no app; in full detail to a developer, with the cause, the start's timeline and the app's last output.
 */
export function renderFailurePage(telling: Telling, requestId: string): string {
  const seconds = toReloadSeconds(telling);
  const words = toVisitorWords(telling.status, seconds !== null);
  const { full } = telling;
  const headline = full === null ? words.headline : (HEADLINES[telling.status] ?? words.headline);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
${seconds === null ? '' : `<meta http-equiv="refresh" content="${seconds}">\n`}<title>${escapeHtml(headline)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body class="${toBodyClass(telling, seconds)}">
<main>
${PICTURE}
<h1>${escapeHtml(headline)}</h1>
${full === null ? renderForVisitor(words, telling, seconds) : renderForOperator(telling, full, seconds)}<footer>
<p>If you ask for help, quote this:</p>
<dl>
<div><dt>${full === null ? 'Reference' : 'Request id'}</dt><dd><code>${escapeHtml(requestId)}</code></dd></div>
${full === null ? '' : renderReference(telling, full)}</dl>
</footer>
</main>
</body>
</html>
`;
}

function renderForVisitor({ sentence, advice }: VisitorWords, telling: Telling, seconds: number | null): string {
  const again = telling.status >= 500 && seconds === null ? ' <a href="">Try again</a>' : '';
  return `<p class="sentence">${sentence}</p>
<p class="advice">${advice}${again}</p>
${renderReload(telling, seconds)}`;
}

function renderForOperator(telling: Telling, full: FullTelling, seconds: number | null): string {
  return `<p class="sentence">${toHtml(telling.message)}</p>
${renderReload(telling, seconds)}${renderCause(full)}<section aria-labelledby="cure">
<h2 id="cure">What to do</h2>
<p>${toHtml(telling.cure)}</p>
</section>
${renderDetail(full)}`;
}

function renderReference({ code, status }: Telling, { docs }: FullTelling): string {
  return `<div><dt>Failure</dt><dd><code>${code}</code></dd></div>
<div><dt>Status</dt><dd><code>${status}</code></dd></div>
<div><dt>More</dt><dd><code>${escapeHtml(docs)}</code></dd></div>
`;
}

function toBodyClass({ full }: Telling, seconds: number | null): string {
  return `${seconds === null ? 'ended' : 'waiting'}${full === null ? '' : ' full'}`;
}

const HEADLINES: Readonly<Record<number, string>> = {
  502: 'The app could not answer',
  503: 'The app is not available',
  504: 'The app took too long',
};

/** Whoever waits for these waits for a person. */
const LASTING: ReadonlySet<FailureCode> = new Set<FailureCode>(['CRASH_LOOP']);

// A 502 means that the app has seen this request, and perhaps died of it: a page that repeats it by itself every second
// would crash the app until its restart budget is spent. With a 503 the request never reached the app.
function toReloadSeconds({ code, status, retryAfterSeconds }: Telling): number | null {
  return status === 503 && !LASTING.has(code) ? retryAfterSeconds : null;
}

function renderReload({ code, full, retryAfterSeconds }: Telling, seconds: number | null): string {
  if (retryAfterSeconds === null || LASTING.has(code)) return '';
  if (seconds === null)
    return full === null ? '' : `<p class="reload">A second try may succeed. <a href="">Try again</a></p>\n`;
  const every = seconds === 1 ? 'in a second' : `in ${seconds} seconds`;
  return `<p class="reload"><span class="bar" aria-hidden="true"><span style="animation-duration:${seconds}s"></span></span>
The next try is ${every}. <a href="">Try now</a></p>
`;
}

function renderCause({ explanation }: FullTelling): string {
  return `<section aria-labelledby="cause">
<h2 id="cause">${CAUSE_TITLES[explanation.certainty]}</h2>
<p class="cause">${toHtml(explanation.cause)}</p>
</section>
`;
}

function renderDetail({ explanation, timeline, logTail }: FullTelling): string {
  const tail =
    logTail.length === 0
      ? '<p>berth has seen no output of the app.</p>'
      : `<pre tabindex="0" role="region" aria-labelledby="tail">${logTail.map((line) => renderLine(line, explanation.evidence)).join('\n')}</pre>`;
  return `${timeline.length === 0 ? '' : renderTimeline(timeline)}<section aria-labelledby="tail">
<h2 id="tail">Last output of the app</h2>
${tail}
</section>
`;
}

function renderLine(line: string, evidence: readonly string[]): string {
  const isEvidence = line.trim() !== '' && evidence.includes(line.trim());
  return isEvidence ? `<mark>${escapeHtml(line)}</mark>` : escapeHtml(line);
}

function renderTimeline(timeline: FullTelling['timeline']): string {
  const items = timeline.map(({ moment, elapsedMs }) => `<li><b>${escapeHtml(moment)}</b> ${elapsedMs} ms</li>`);
  return `<section aria-labelledby="start">
<h2 id="start">How the start went</h2>
<ol class="start">${items.join('')}</ol>
</section>
`;
}

/** Escaped text in which `…` becomes code, as in the catalogue's texts. */
function toHtml(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char]!);
}

const PICTURE = `<svg viewBox="-48 0 336 96" aria-hidden="true" focusable="false">
<circle class="sun" cx="188" cy="26" r="11"/>
<g class="boat"><path class="sail" d="M118 14v42H86z"/><path class="sail far" d="M123 24v32h22z"/>
<path class="hull" d="M74 61h84l-12 16H88z"/></g>
<path class="water" d="M0 76c15-7 25-7 40 0s25 7 40 0 25-7 40 0 25 7 40 0 25-7 40 0 25 7 40 0 25-7 40 0 25 7 40 0 25-7 40 0 25 7 40 0 25-7 40 0 25 7 40 0 25-7 40 0v20H0z"/>
<path class="quay" d="M-400 58h434v38h-434zM14 46h8v12h-8z"/><path class="rope" d="M20 51c16 12 38 14 56 11"/>
</svg>`;
