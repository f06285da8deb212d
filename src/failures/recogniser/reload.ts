import { tellsReady } from './line-sign.ts';
import type { SaidLine } from './said-line.ts';

const NGINX = /\[(\w+)\] (\d+)#\d+: /;
/** A script in front of it has begun anew. */
const ANEW = /entrypoint/;

/** True if an nginx that is up says the line, which reads its config or opens its logs again: whatever it finds there, it goes on. */
export function isOfReload(said: readonly SaidLine[], index: number): boolean {
  const { raw, source, level: told } = said[index]!;
  if (told !== 'fatal') return false;
  const [, level, pid] = NGINX.exec(raw) ?? [];
  if (level !== 'emerg') return false;
  const before = said.slice(0, index).filter((line) => line.source === source);
  const since = before.slice(before.findLastIndex(tellsReady) + 1);
  if (since.length === before.length || since.some((line) => ANEW.test(line.raw))) return false;
  const own = before.findLast((line) => isOf(line, pid!));
  return own !== undefined && !/: exit(?:ing)?$/.test(own.raw);
}

function isOf({ raw }: SaidLine, pid: string): boolean {
  return NGINX.exec(raw)?.[2] === pid || raw.endsWith(`start worker process ${pid}`);
}
