/** The keys and indexes that lead to a value of the config. */
export type ConfigPath = ReadonlyArray<string | number>;

/** Where a problem is: in a file, or in a setting given from outside such as `BERTH_LOG_LEVEL` or `--port`. */
export type Place =
  | { readonly kind: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | { readonly kind: 'setting'; readonly name: string };

/** `berth.yaml:3:5`, or the name of the setting. */
export function describePlace(place: Place): string {
  return place.kind === 'file' ? `${place.file}:${place.line}:${place.column}` : place.name;
}

/** Orders places as one reads: by file, line and column; settings from outside come last. */
export function comparePlaces(a: Place, b: Place): number {
  if (a.kind === 'setting' || b.kind === 'setting') return Number(a.kind === 'setting') - Number(b.kind === 'setting');
  return Number(a.file > b.file) - Number(a.file < b.file) || a.line - b.line || a.column - b.column;
}

/** `processes.nginx.ready[0].http`, as users write about it. */
export function describePath(path: ConfigPath): string {
  return path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');
}

/** A key for maps and sets of paths. */
export function toPathKey(path: ConfigPath): string {
  return JSON.stringify(path);
}

/** The value a path leads to; undefined if there is none. */
export function getAt(tree: unknown, path: ConfigPath): unknown {
  let value = tree;
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}
