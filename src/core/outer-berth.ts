/** The variable in which every process is told the berths around it. */
export const OUTER_VARIABLE = 'BERTH_WITHIN';

/** A berth that has started, at whatever remove, what reads this: by its config file and the process of it. */
export interface OuterBerth {
  /** Absolute, links followed. */
  readonly config: string;
  readonly process: string;
}

/** The berths around a process, the outermost first; none if the variable is not berth's own. */
export function readOuterBerths(text: string | undefined): OuterBerth[] {
  if (text === undefined) return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.filter(isOuterBerth) : [];
  } catch {
    return [];
  }
}

/** The variable's value for a process of one berth more. */
export function writeOuterBerths(around: readonly OuterBerth[], own: OuterBerth): string {
  return JSON.stringify([...around, own]);
}

function isOuterBerth(item: unknown): item is OuterBerth {
  if (typeof item !== 'object' || item === null) return false;
  const { config, process } = item as Partial<OuterBerth>;
  return typeof config === 'string' && typeof process === 'string';
}
