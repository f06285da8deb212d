import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml';
import { type ConfigPath, toPathKey } from './place.ts';

/** The nodes of a key and its value; a list's items have no key. */
export interface LocatedNode {
  readonly key: Node | null;
  readonly value: Node | null;
}

/** What a tree is read with. */
export interface TreeReader {
  /** Filled with the node behind every path of the tree. */
  readonly nodes: Map<string, LocatedNode>;
  resolve(node: Alias): Node | null;
  onDuplicate(key: Scalar, first: Scalar): void;
}

// An alias may stand inside its own anchor; nothing a config says is nearly as deep.
const DEEPEST = 32;

/** The plain value of a node; aliases are followed, merges carried out, duplicate keys reported and left out. */
export function readNode(reader: TreeReader, node: unknown, path: ConfigPath): unknown {
  if (path.length > DEEPEST) return null;
  const target = isAlias(node) ? reader.resolve(node) : node;
  if (isMap(target)) return readMapping(reader, target.items as Pair<unknown, unknown>[], path);
  if (isSeq(target)) {
    return target.items.map((item, index) => {
      const itemPath = [...path, index];
      reader.nodes.set(toPathKey(itemPath), { key: null, value: resolveNode(reader, item) });
      return readNode(reader, item, itemPath);
    });
  }
  return isScalar(target) ? target.value : null;
}

function readMapping(
  reader: TreeReader,
  pairs: readonly Pair<unknown, unknown>[],
  path: ConfigPath,
): Record<string, unknown> {
  const mapping: Record<string, unknown> = Object.create(null);
  const seen = new Map<string, Scalar>();
  // Merged keys first: YAML gives the mapping's own keys precedence wherever the `<<` stands.
  for (const pair of pairs) {
    if (isScalar(pair.key) && isMergeKey(pair.key)) mergeInto(reader, mapping, pair.value, path);
  }
  for (const pair of pairs) {
    if (!isScalar(pair.key) || isMergeKey(pair.key)) continue;
    const key = pair.key.source ?? String(pair.key.value);
    const first = seen.get(key);
    if (first !== undefined) {
      reader.onDuplicate(pair.key, first);
      continue;
    }
    seen.set(key, pair.key);
    const keyPath = [...path, key];
    reader.nodes.set(toPathKey(keyPath), { key: pair.key, value: resolveNode(reader, pair.value) });
    mapping[key] = readNode(reader, pair.value, keyPath);
  }
  return mapping;
}

function mergeInto(reader: TreeReader, mapping: Record<string, unknown>, value: unknown, path: ConfigPath): void {
  const target = isAlias(value) ? reader.resolve(value) : value;
  const sources = isSeq(target) ? [...target.items].reverse() : [target];
  for (const source of sources) {
    const merged = readNode(reader, source, path);
    if (typeof merged === 'object' && merged !== null) Object.assign(mapping, merged);
  }
}

function isMergeKey(key: Scalar): boolean {
  return key.value === '<<' || (typeof key.value === 'symbol' && key.value.description === '<<');
}

function resolveNode(reader: TreeReader, node: unknown): Node | null {
  const target = isAlias(node) ? reader.resolve(node) : node;
  return isScalar(target) || isMap(target) || isSeq(target) ? target : null;
}
