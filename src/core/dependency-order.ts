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
