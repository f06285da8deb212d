import { toHarmless } from '../core/harmless-text.ts';
import { describeMoment } from '../core/timeline.ts';

/** What the human form of a failure shows, as `failures/` puts it into the record. */
interface FailureRecord {
  readonly event?: unknown;
  readonly process?: unknown;
  readonly cause?: unknown;
  readonly cure?: unknown;
  readonly certainty?: unknown;
  readonly evidence?: unknown;
  readonly timeline?: unknown;
  readonly command?: unknown;
  readonly versions?: unknown;
  readonly limits?: unknown;
  readonly logTail?: unknown;
  readonly docs?: unknown;
}

const LABELS: Readonly<Record<string, string>> = {
  certain: 'cause',
  likely: 'likely',
  quoted: 'quoted',
  usual: 'usually',
  unknown: 'cause',
};
const LABEL_WIDTH = 9;

/**
 * The lines below the message of a failure on a terminal: the cause first, the cure second, then the start's timeline
 * and the last words of the process, with a mark at those that the cause rests on. Empty for all other records.
 */
export function formatFailureBlock(record: FailureRecord, isColored: boolean): string[] {
  if (record.event !== 'failure') return [];
  const paint = isColored ? PAINTS : PLAIN;
  const evidence = toTexts(record.evidence);
  const tail = toTexts(record.logTail);
  const rows = [
    ...toRow(LABELS[String(record.certainty)] ?? 'cause', record.cause, paint.cause),
    ...toRow('do', record.cure, paint.cure),
    ...evidence
      .filter((line) => !tail.some((other) => other.trim() === line))
      .flatMap((line) => toRow('seen', line, paint.dim)),
    ...toRow('start', toMoments(record.timeline), paint.dim),
    ...toRow('ran', record.command, paint.dim),
    ...toRow('on', toSurroundings(record), paint.dim),
    ...toRow('more', record.docs, paint.dim),
  ];
  if (tail.length === 0) return rows;
  const title = `  last words${typeof record.process === 'string' ? ` of ${record.process}` : ''}:`;
  return [...rows, title, ...tail.map((line) => toTailLine(line, evidence, paint))];
}

type Paint = (text: string) => string;
const plain: Paint = (text) => text;
const PLAIN = { cause: plain, cure: plain, dim: plain };
const PAINTS = {
  cause: (text: string) => `\u001b[1;31m${text}\u001b[0m`,
  cure: (text: string) => `\u001b[32m${text}\u001b[0m`,
  dim: (text: string) => `\u001b[2m${text}\u001b[0m`,
};

function toRow(label: string, text: unknown, paint: Paint): string[] {
  if (typeof text !== 'string' || text === '') return [];
  const indent = ' '.repeat(LABEL_WIDTH + 2);
  const lines = text.split('\n').map((line) => paint(toHarmless(line)));
  return [`  ${label.padEnd(LABEL_WIDTH)}${lines.join(`\n${indent}`)}`];
}

// A terminal obeys what it is shown: control characters of the app lose their power.
function toTailLine(line: string, evidence: readonly string[], paint: typeof PLAIN): string {
  const harmless = toHarmless(line);
  return evidence.includes(line.trim()) ? `  > ${paint.cause(harmless)}` : `  | ${paint.dim(harmless)}`;
}

function toMoments(timeline: unknown): string {
  return Array.isArray(timeline) ? timeline.map(describeMoment).join(', ') : '';
}

function toSurroundings({ versions, limits }: FailureRecord): string {
  const { berth, node, kernel, libc, arch, distribution, program } = toFields(versions);
  if (berth === undefined) return '';
  const { memoryMebibytes, openFiles } = toFields(limits);
  const files = openFiles === undefined ? '' : `, ${openFiles} open files`;
  const machine = [distribution, `${kernel} ${arch}`, libc].filter((part) => part !== undefined).join(', ');
  const app = toTexts(program).length === 0 ? [] : [`the app says it is ${toTexts(program).join(', ')}`];
  return [`berth ${berth} with Node.js ${node}`, machine, `${memoryMebibytes} MiB${files}`, ...app].join('; ');
}

function toFields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function toTexts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
