import { DEFAULT_STARTUP_DEADLINE, parseDuration } from '../../core/duration.ts';
import type { Draft } from '../draft/draft.ts';
import { isMapping } from '../source/mapping.ts';
import type { ConfigPath } from '../source/place.ts';

const KINDS = ['tcp', 'http', 'unix', 'log', 'exec'] as const;

/** A line of output tells nothing of the time after it. */
const LIVE_KINDS = ['tcp', 'http', 'unix', 'exec'] as const;

/** sockaddr_un.sun_path holds 108 bytes, the last of them a NUL (unix(7)). */
const LONGEST_SOCKET_PATH_BYTES = 107;

/** Reports probes of no kind or of two, or that could never succeed, and sockets no system could open. */
export function checkReady(draft: Draft): void {
  for (const name of draft.listNames(['processes'])) {
    const path = ['processes', name, 'ready'];
    const ready = draft.get(path);
    const paths = Array.isArray(ready) ? ready.map((_, index) => [...path, index]) : [path];
    for (const probe of paths.filter((item) => isMapping(draft.get(item)))) checkProbe(draft, probe, name, KINDS);
    const live = ['processes', name, 'live'];
    if (isMapping(draft.get(live))) checkProbe(draft, live, name, LIVE_KINDS);
  }
  checkSocketPath(draft, ['upstream', 'unix']);
}

function checkProbe(draft: Draft, path: ConfigPath, name: string, kinds: readonly string[]): void {
  const { report } = draft;
  const has = (key: string): boolean => draft.has([...path, key]);
  const [kind, ...more] = kinds.filter(has);
  if (kind === undefined) report.refuseKey(path, `has no probe, expected one of ${kinds.join(', ')}`);
  if (more[0] !== undefined) {
    const all = [kind, ...more].join(' and ');
    const hint = kinds === KINDS ? ' (a list of probes holds more)' : '';
    report.atKey([...path, more[0]], `${report.label(path)} has ${all}, expected one${hint}`);
  }
  for (const key of has('http') ? [] : ['status', 'headers'].filter(has))
    report.refuseKey([...path, key], 'is for `http` probes, expected none here');
  if (has('log')) checkLog(draft, [...path, 'log']);
  if (has('deadline')) checkDeadline(draft, [...path, 'deadline']);
  checkSocketPath(draft, [...path, 'unix']);
  if (has('http') && !hasAddress(draft, name))
    report.refuseKey([...path, 'http'], `has no address to ask, expected a \`port\` of process '${name}'`);
}

function hasAddress(draft: Draft, name: string): boolean {
  // An upstream that is not there, or has no address, has a problem of its own already.
  const upstream = draft.getText(['upstream', 'process']);
  const isOther = upstream !== null && upstream !== name && draft.has(['processes', upstream]);
  return !isOther || draft.has(['processes', name, 'port']);
}

function checkLog(draft: Draft, path: ConfigPath): void {
  const pattern = draft.getText(path);
  if (pattern !== null) checkPattern(draft, pattern, path);
  if (draft.get(['logs', 'mode']) === 'inherit')
    draft.report.refuseKey(path, 'needs the lines that `logs: inherit` passes by, expected logs: relay');
}

function checkPattern({ report }: Draft, pattern: string, path: ConfigPath): void {
  try {
    new RegExp(pattern);
  } catch (error) {
    const isTold = !report.isConcealed(path) && error instanceof Error;
    const reason = isTold ? `: ${error.message.replace(/^.*: /, '').toLowerCase()}` : '';
    report.refuse(path, `is no regular expression${reason}, expected one of JavaScript's`);
  }
}

function checkDeadline(draft: Draft, path: ConfigPath): void {
  const own = draft.getText(path) ?? '';
  const wholePath = ['startup', 'deadline'];
  const whole = draft.has(wholePath) ? (draft.getText(wholePath) ?? '') : DEFAULT_STARTUP_DEADLINE;
  const [ownMs, wholeMs] = [own, whole].map(parseDuration);
  if (ownMs == null || wholeMs == null || ownMs <= wholeMs) return;
  const found = draft.report.describeFound(path, own);
  draft.report.refuse(path, `${found}, longer than the whole start, expected at most \`startup.deadline\` (${whole})`);
}

function checkSocketPath(draft: Draft, path: ConfigPath): void {
  const bytes = Buffer.byteLength(draft.getText(path) ?? '');
  if (bytes <= LONGEST_SOCKET_PATH_BYTES) return;
  const limit = `${LONGEST_SOCKET_PATH_BYTES} (a limit of unix sockets)`;
  draft.report.refuse(path, `is ${bytes} bytes long, expected at most ${limit}`);
}
