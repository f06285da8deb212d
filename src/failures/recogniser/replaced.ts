import { isTalk, isWork, tellsServed } from './line-sign.ts';
import type { Match } from './row-match.ts';
import type { SaidLine } from './said-line.ts';

/** A server tells that it has started a worker. */
const BEGUN =
  /\bBooting worker with pid: (\d+)|\bRespawned uWSGI worker \d+ \(new pid: (\d+)\)|\bspawned uWSGI worker \d+ \(pid: (\d+)\)|\bstart worker process (\d+)|\bWorker \d+ \((?:PID|pid): (\d+)\) booted|\bworker=\d+ ready\b|\[pool [^\]]{1,60}\] child (\d+) started/;
/** What only a server says of its workers. */
const OF_WORKERS = /\bworkers?\b/i;

/**
 * True for the end of a worker that a server which was at work has replaced: it went on. Of workers that were lost before they
 * had done anything it is not known that the next do better.
 */
export function isReplaced({ row, index, line, groups }: Match, said: readonly SaidLine[]): boolean {
  if (row.endsWorker !== true || !said.slice(index + 1).some(({ raw }) => BEGUN.test(raw))) return false;
  const pids = new Set(line.match(/\d+/g));
  const begin = said.findLastIndex(({ raw }, at) => at < index && isOneOf(pids, BEGUN.exec(raw)));
  const before = said.slice(begin + 1, index);
  if (begin === -1 && hasLivedLong(Number(groups['pid']), said.slice(index + 1))) return true;
  return before.some(tellsServed) || (begin === -1 && before.some(isWorkOfApp));
}

/** So many processes has a machine not begun by the time that a server has found one of its workers dead. */
const MANY_PROCESSES = 500;

/** The number of the next worker is far from that of the one that has ended: much has been started in its life. */
function hasLivedLong(pid: number, behind: readonly SaidLine[]): boolean {
  const begun = behind.map(({ raw }) => BEGUN.exec(raw)).find((match) => match !== null);
  const next = Number(begun?.slice(1).find((number) => number !== undefined));
  return next < pid || next - pid > MANY_PROCESSES;
}

function isOneOf(pids: ReadonlySet<string>, begun: RegExpExecArray | null): boolean {
  return begun?.slice(1).some((pid) => pid !== undefined && pids.has(pid)) === true;
}

function isWorkOfApp(line: SaidLine): boolean {
  return isTalk(line) && isWork(line) && !OF_WORKERS.test(line.texts[0]!);
}
