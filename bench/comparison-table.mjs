// What a comparison of two builds has shown, as Markdown.
import { HTTP_LOADS } from './case/http.mjs';
import { BEFORE, NOW } from './comparison.mjs';
import { UNDISTURBED } from './rounds.mjs';
import { compareRounds, judge, median } from './statistics.mjs';
import { renderTable } from './table.mjs';

const OTHER_MEASURES = {
  websocket: { title: 'WebSocket message' },
  'start-up': { title: 'exec to open port, ms' },
  'first-200': { title: 'exec to first 200, ms' },
  resident: { title: 'resident memory when idle, MiB', scale: 1024 },
  idle: { title: 'idle connection, KiB', scale: 1024 },
};
/** What no proxy in Node can be expected below: for a load, and for a start. */
const FLOORS = ['TCP relay in Node', 'bare'];

/** A table for each berth of which there are samples of both builds, and how quiet the machine was. */
export function renderComparison({ samples, shares }) {
  const names = [...new Set(Object.values(samples).flatMap(Object.keys))];
  const others = names.filter((name) => !name.endsWith(NOW) && !name.endsWith(BEFORE));
  const berths = names.filter((name) => name.endsWith(NOW)).map((name) => name.slice(0, -NOW.length));
  const tables = berths.map((berth) => renderBerth(samples, berth, others));
  return [...tables, ...(shares.length === 0 ? [] : [renderShares(shares)])].join('\n\n');
}

function renderShares(shares) {
  const toPart = (key) => {
    const disturbed = shares.filter((share) => share[key] > UNDISTURBED[key]);
    return `${((disturbed.length / shares.length) * 100).toFixed(0)} % of them`;
  };
  const toLimit = (key) => `more than ${UNDISTURBED[key] * 100} %`;
  const host = `in ${toPart('stolen')} the host withheld ${toLimit('stolen')} of the time`;
  const others = `in ${toPart('foreign')} others used ${toLimit('foreign')} of the proxy's core`;
  return `${shares.length} rounds under load; ${host}, ${others}.`;
}

function renderBerth(samples, berth, others) {
  const head = [`${berth}: CPU µs per request, and others`, ...others, 'before (× floor)', 'now (× floor)'];
  const rows = Object.entries(samples)
    .filter(([, sample]) => sample[berth + NOW] !== undefined && sample[berth + BEFORE] !== undefined)
    .map(([measure, sample]) => renderRow(measure, sample, berth, others));
  return renderTable([...head, 'now ÷ before', '99 % of the noise', 'so it is'], rows);
}

function renderRow(measure, sample, berth, others) {
  const { title, scale = 1 } = HTTP_LOADS[measure] ?? OTHER_MEASURES[measure];
  const [now, before] = [sample[berth + NOW], sample[berth + BEFORE]];
  const floor = FLOORS.find((name) => sample[name] !== undefined);
  const toValue = (passes) => (passes === undefined ? '' : toDigits(median(passes.flat()) / scale));
  const toRatio = (passes) => median(passes.flat()) / median(sample[floor].flat());
  const toCell = (passes) => toValue(passes) + (floor === undefined ? '' : ` (${toRatio(passes).toFixed(2)})`);
  const comparison = compareRounds(now, before);
  const { ratio, low, high } = comparison;
  const values = [title, ...others.map((name) => toValue(sample[name])), toCell(before), toCell(now)];
  return [...values, ratio.toFixed(3), `${low.toFixed(3)} to ${high.toFixed(3)}`, describe(comparison)];
}

function describe(comparison) {
  const percent = `${Math.abs((comparison.ratio - 1) * 100).toFixed(1)} %`;
  const words = { more: `${percent} more`, less: `${percent} less`, equal: 'equal', unclear: 'lost in the noise' };
  return words[judge(comparison)];
}

function toDigits(value) {
  return value.toFixed(value < 100 ? 1 : 0);
}
