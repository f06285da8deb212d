/** The names with everything a name comes `after` standing before it, or one circle of names that wait for each other. */
export type DependencyOrder =
  | { readonly kind: 'order'; readonly names: readonly string[] }
  | { readonly kind: 'cycle'; readonly names: readonly string[] };

/**
 * Orders the names so that a name follows all it depends on; otherwise as given. Dependencies that are not among the
 * names are ignored. A cycle begins and ends with the same name.
 */
export function orderByDependency(dependencies: ReadonlyMap<string, readonly string[]>): DependencyOrder {
  const names: string[] = [];
  const trail: string[] = [];
  const visit = (name: string): readonly string[] | null => {
    if (names.includes(name)) return null;
    const at = trail.indexOf(name);
    if (at !== -1) return [...trail.slice(at), name];
    trail.push(name);
    for (const dependency of dependencies.get(name)!) {
      const cycle = dependencies.has(dependency) ? visit(dependency) : null;
      if (cycle !== null) return cycle;
    }
    trail.pop();
    names.push(name);
    return null;
  };
  for (const name of dependencies.keys()) {
    const cycle = visit(name);
    if (cycle !== null) return { kind: 'cycle', names: cycle };
  }
  return { kind: 'order', names };
}

/** What has a name and names what it comes `after`. */
interface Ordered {
  readonly name: string;
  readonly after: readonly string[];
}

/** The heaviest chain of items that wait for each other; they are in order, each behind everything it comes `after`. */
export function weighLongestChain<T extends Ordered>(items: readonly T[], weigh: (item: T) => number): number {
  const behind = new Map<string, number>();
  let longest = 0;
  for (const item of items.toReversed()) {
    const whole = weigh(item) + (behind.get(item.name) ?? 0);
    longest = Math.max(longest, whole);
    for (const name of item.after) behind.set(name, Math.max(behind.get(name) ?? 0, whole));
  }
  return longest;
}

/** How long processes may take to end, for each is asked to when all that come after it are gone. */
export function findLongestGraceMs(
  processes: ReadonlyArray<Ordered & { readonly kind: string; readonly gracePeriodMs: number }>,
): number {
  return weighLongestChain(processes, ({ kind, gracePeriodMs }) => (kind === 'oneshot' ? 0 : gracePeriodMs));
}
