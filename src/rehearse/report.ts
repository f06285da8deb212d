import { toHarmless } from '../core/harmless-text.ts';
import type { Place } from './place.ts';
import type { RehearsalPlan } from './plan.ts';
import { findProfile } from './profile.ts';
import type { Rehearsed } from './rehearse.ts';
import type { StartMoment } from './start-moments.ts';
import type { Verdict } from './verdict.ts';

const STATES = { ok: 'ok', warning: 'warning', failed: 'FAILED' } as const;
const COLOURS = { ok: 32, warning: 33, failed: 31 } as const;
const STEP_WIDTH = 13;
const STATE_WIDTH = 9;

/** What a person reads: how it was rehearsed, a row for each step, and the sum of it. */
export function renderReport(plan: RehearsalPlan, place: Place, rehearsed: Rehearsed, isColored: boolean): string {
  const { title } = findProfile(plan.platform).platform;
  const rows = rehearsed.verdicts.flatMap((verdict) => renderRow(verdict, isColored));
  const moments = renderMoments(rehearsed.moments);
  return `${[
    `${plan.folder}, as ${title} would run it:`,
    ...place.words.map((words) => `  ${words}`),
    '',
    ...rows,
    ...(moments.length === 0 ? [] : ['', 'The start:', ...moments]),
    '',
    renderSum(rehearsed.verdicts, title),
  ].join('\n')}\n`;
}

function renderRow({ step, state, seen, cure }: Verdict, isColored: boolean): string[] {
  const word = STATES[state].padEnd(STATE_WIDTH);
  const shown = isColored ? `\u001b[${COLOURS[state]}m${word}\u001b[0m` : word;
  const row = `  ${shown}${step.padEnd(STEP_WIDTH)}${toHarmless(seen)}`;
  return cure === null ? [row] : [row, `${' '.repeat(2 + STATE_WIDTH + STEP_WIDTH)}→ ${toHarmless(cure)}`];
}

function renderMoments(moments: readonly StartMoment[]): string[] {
  const byProcess = groupByProcess(moments);
  return [...byProcess].map(([process, own]) => {
    const words = own.map(({ moment, elapsedMs }) => `${moment} after ${elapsedMs} ms`).join(', ');
    return `  ${process === null ? '' : `process ${process}, from its own start: `}${toHarmless(words)}`;
  });
}

function renderSum(verdicts: readonly Verdict[], title: string): string {
  const count = (state: Verdict['state']): number => verdicts.filter((verdict) => verdict.state === state).length;
  const warnings = count('warning');
  const more = warnings === 0 ? '' : `, with ${warnings} warning${warnings === 1 ? '' : 's'}`;
  const failed = count('failed');
  if (failed === 0) return `${title} would take it${more}.`;
  return `${title} would not take it: ${failed} step${failed === 1 ? '' : 's'} failed${more}.`;
}

export function isTaken({ verdicts }: Rehearsed): boolean {
  return verdicts.every(({ state }) => state !== 'failed');
}

/** The same as one object, on one line. */
export function renderJson(plan: RehearsalPlan, place: Place, rehearsed: Rehearsed): string {
  const { folder, platform } = plan;
  const { verdicts, moments } = rehearsed;
  const report = { folder, platform, place: place.words, taken: isTaken(rehearsed), steps: verdicts, start: moments };
  return `${JSON.stringify({ ...report, berth: BERTH_VERSION })}\n`;
}

function groupByProcess(moments: readonly StartMoment[]): Map<string | null, StartMoment[]> {
  const groups = new Map<string | null, StartMoment[]>();
  for (const moment of moments) groups.set(moment.process, [...(groups.get(moment.process) ?? []), moment]);
  return groups;
}
