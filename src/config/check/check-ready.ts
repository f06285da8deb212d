import { parseDuration } from '../../core/duration.ts';
import type { Facts } from '../draft/fact.ts';
import { DEFAULT_STARTUP_DEADLINE } from '../schema/schema.ts';
import { isMapping } from '../schema/schema-leaf.ts';
import { type ConfigPath, describePath, getAt } from '../source/place.ts';
import type { Report } from '../source/report.ts';

const KINDS = ['tcp', 'http', 'unix', 'log', 'exec'] as const;

/** sockaddr_un.sun_path holds 108 bytes, the last of them a NUL (unix(7)). */
const LONGEST_SOCKET_PATH_BYTES = 107;

/** Reports probes of no kind or of two, or that could never succeed, and sockets no system could open. */
export function checkReady(tree: unknown, facts: Facts, report: Report): void {
  for (const name of facts.processNames) {
    const path = facts.isShortForm ? ['ready'] : ['processes', name, 'ready'];
    const ready = getAt(tree, path);
    const probes = Array.isArray(ready)
      ? ready.map((probe, index) => [probe, [...path, index]] as const)
      : [[ready, path] as const];
    for (const [probe, probePath] of probes)
      if (isMapping(probe)) checkProbe(probe, probePath, name, tree, facts, report);
  }
  checkSocketPath(['upstream', 'unix'], tree, report);
}

function checkProbe(
  probe: Record<string, unknown>,
  path: ConfigPath,
  name: string,
  tree: unknown,
  facts: Facts,
  report: Report,
): void {
  const kinds = KINDS.filter((kind) => probe[kind] !== undefined);
  const label = describePath(path);
  if (kinds.length === 0) report.atKey(path, `${label} has no probe, expected one of ${KINDS.join(', ')}`);
  if (kinds.length > 1) {
    report.atKey(
      [...path, kinds[1]!],
      `${label} has ${kinds.join(' and ')}, expected one (a list of probes holds more)`,
    );
  }
  for (const key of ['status', 'headers']) {
    if (probe[key] === undefined || probe['http'] !== undefined) continue;
    report.atKey([...path, key], `${label}.${key} is for \`http\` probes, expected none here`);
  }
  const pattern = probe['log'];
  if (typeof pattern === 'string') checkPattern(pattern, [...path, 'log'], report);
  if (pattern !== undefined && isOutputInherited(tree)) {
    report.atKey(
      [...path, 'log'],
      `${label}.log needs the lines that \`logs: inherit\` passes by, expected logs: relay`,
    );
  }
  checkDeadline(probe['deadline'], [...path, 'deadline'], tree, report);
  checkSocketPath([...path, 'unix'], tree, report);
  if (probe['http'] !== undefined && !hasAddress(name, facts)) {
    report.atKey([...path, 'http'], `${label}.http has no address to ask, expected a \`port\` of process '${name}'`);
  }
}

function hasAddress(name: string, facts: Facts): boolean {
  // An upstream without an address has a problem of its own already.
  return facts.ports.has(name) || facts.upstreamName === null || name === facts.upstreamName;
}

function isOutputInherited(tree: unknown): boolean {
  return getAt(tree, ['logs']) === 'inherit' || getAt(tree, ['logs', 'mode']) === 'inherit';
}

function checkDeadline(deadline: unknown, path: ConfigPath, tree: unknown, report: Report): void {
  const whole = getAt(tree, ['startup', 'deadline']) ?? DEFAULT_STARTUP_DEADLINE;
  const [ownMs, wholeMs] = [deadline, whole].map((value) => (typeof value === 'string' ? parseDuration(value) : null));
  if (ownMs == null || wholeMs == null || ownMs <= wholeMs) return;
  report.atValue(
    path,
    `${describePath(path)} ${report.describeFound(path, deadline)}, longer than the whole start, expected at most \`startup.deadline\` (${String(whole)})`,
  );
}

function checkPattern(pattern: string, path: ConfigPath, report: Report): void {
  try {
    new RegExp(pattern);
  } catch (error) {
    const reason =
      report.isConcealed(path) || !(error instanceof Error)
        ? ''
        : `: ${error.message.replace(/^.*: /, '').toLowerCase()}`;
    report.atValue(path, `${describePath(path)} is no regular expression${reason}, expected one of JavaScript's`);
  }
}

function checkSocketPath(path: ConfigPath, tree: unknown, report: Report): void {
  const socket = getAt(tree, path);
  if (typeof socket !== 'string') return;
  const bytes = Buffer.byteLength(socket);
  if (bytes <= LONGEST_SOCKET_PATH_BYTES) return;
  report.atValue(
    path,
    `${describePath(path)} is ${bytes} bytes long, expected at most ${LONGEST_SOCKET_PATH_BYTES} (a limit of unix sockets)`,
  );
}
