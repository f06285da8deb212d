import { isMapping } from '../source/mapping.ts';
import { type ConfigPath, getAt } from '../source/place.ts';

/** Stands for the folder of the config, which is another where a package is unpacked. No text of a config has a NUL. */
const FOLDER = '\0folder';

/**
 * The kind of a value for which any other of that kind may stand at its path, because no schema asks more of it: what a start makes
 * of variables, free ports and folders. null: the value counts as it is.
 */
export function findOpenKind(path: ConfigPath, value: unknown): string | null {
  const [first, , key] = path;
  const isText = typeof value === 'string' && value !== '';
  if (path.length === 1 && first === 'runDir') return isText ? 'runDir' : null;
  if (first !== 'processes') return null;
  if (path.length === 3 && key === 'port') return isPort(value) ? 'port' : null;
  if (path.length !== 4) return null;
  if (key === 'command') return isText ? 'word' : null;
  return key === 'env' && isText ? 'text' : null;
}

/** A complete draft but for its open values, as a text: drafts of one outline are valid or not alike. */
export function toOutline(tree: unknown, folder: string): string {
  return JSON.stringify(
    mapLeaves(tree, (value, path) => {
      const kind = findOpenKind(path, value);
      return kind === null ? hideFolder(value, folder) : `\0${kind}`;
    }),
  );
}

/** A config as it may be kept: without its open values, and for no folder. */
export function toKeptForm(config: unknown, folder: string): unknown {
  return mapLeaves(config, (value, path) =>
    findOpenKind(path, value) === null ? hideFolder(value, folder) : `\0${findOpenKind(path, value)}`,
  );
}

/** The config that was kept, with the open values of a draft, and for this folder. */
export function fillKeptForm(kept: unknown, tree: unknown, folder: string): unknown {
  return mapLeaves(kept, (value, path) => {
    if (typeof value !== 'string' || !value.includes('\0')) return value;
    return value.startsWith('\0') && !value.startsWith(FOLDER) ? getAt(tree, path) : value.replaceAll(FOLDER, folder);
  });
}

/** All paths of a tree that lead to a scalar, with that. */
export function listLeaves(tree: unknown): Array<readonly [ConfigPath, unknown]> {
  const leaves: Array<readonly [ConfigPath, unknown]> = [];
  mapLeaves(tree, (value, path) => {
    leaves.push([path, value]);
    return value;
  });
  return leaves;
}

/** A copy whose mappings have no prototype, as those that are read from a file. */
export function copyTree(tree: unknown): unknown {
  return mapLeaves(tree, (value) => value, null);
}

function mapLeaves(
  tree: unknown,
  map: (value: unknown, path: ConfigPath) => unknown,
  prototype: object | null = Object.prototype,
): unknown {
  const visit = (value: unknown, path: ConfigPath): unknown => {
    if (Array.isArray(value)) return value.map((item, index) => visit(item, [...path, index]));
    if (!isMapping(value)) return map(value, path);
    const made: Record<string, unknown> = Object.create(prototype);
    for (const key of Object.keys(value)) made[key] = visit(value[key], [...path, key]);
    return made;
  };
  return visit(tree, []);
}

function hideFolder(value: unknown, folder: string): unknown {
  return typeof value === 'string' && folder.length > 1 ? value.replaceAll(folder, FOLDER) : value;
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65_535;
}
