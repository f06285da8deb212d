import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, type Pair, parseDocument, type Scalar } from 'yaml';
import { type ConfigPath, type Place, toPathKey } from './place.ts';

/** A config file as plain values that remember where they were written. */
export interface ConfigDocument {
  /** Strings, numbers, booleans, nulls, lists and mappings (without a prototype's keys); nothing of YAML is left. */
  readonly tree: unknown;
  /** What is wrong with the file as YAML; after a fault that is not a duplicate key the tree is not to be trusted. */
  readonly faults: readonly DocumentFault[];
  /** The place of a value; of its nearest ancestor that the file has, if it does not have the value. */
  findValue(path: ConfigPath): Place;
  /** The place of the key in front of a value. */
  findKey(path: ConfigPath): Place;
  /** The place of a piece of text inside a scalar; of the scalar if it is not there as it stands (escapes, folding). */
  findText(path: ConfigPath, piece: string, occurrence: number): Place;
  /** A scalar as it was written, without quotes; null for anything that is no plain or quoted scalar of the file. */
  getSourceText(path: ConfigPath): string | null;
}

/** One thing wrong with a file as YAML. */
export interface DocumentFault {
  readonly place: Place;
  readonly message: string;
  readonly isFatal: boolean;
}

interface Located {
  readonly key: Node | null;
  readonly value: Node | null;
}

/** Reads YAML 1.2 (with `<<` merges); never throws for what a file may contain. */
export function parseConfigDocument(text: string, file: string): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, uniqueKeys: false });
  const toPlace = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { kind: 'file', file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const nodes = new Map<string, Located>();
  const faults: DocumentFault[] = [...document.errors, ...document.warnings].map((error) => ({
    place: toPlace(error.pos[0]),
    message: `is not valid YAML: ${lowerFirst(error.message)}`,
    isFatal: true,
  }));
  const reader: Reader = { nodes, resolve: (node) => node.resolve(document) ?? null, onDuplicate };
  const tree = faults.length > 0 ? null : readNode(reader, document.contents, []);
  const find = (path: ConfigPath, part: 'key' | 'value'): Place => {
    for (let length = path.length; length > 0; length--) {
      const located = nodes.get(toPathKey(path.slice(0, length)));
      const node = length === path.length && part === 'value' ? located?.value : (located?.key ?? located?.value);
      const offset = (node ?? located?.key)?.range?.[0];
      if (offset !== undefined) return toPlace(offset);
    }
    return toPlace(document.contents?.range?.[0] ?? 0);
  };
  function onDuplicate(key: Scalar, first: Scalar): void {
    const at = first.range === undefined || first.range === null ? '' : `, expected once: it is on line ${lines.linePos(first.range[0]).line} already`;
    faults.push({ place: toPlace(key.range?.[0] ?? 0), message: `duplicate key '${String(key.value)}'${at}`, isFatal: false });
  }
  return {
    tree,
    faults,
    findKey: (path) => find(path, 'key'),
    findValue: (path) => find(path, 'value'),
    findText: (path, piece, occurrence) => {
      const range = nodes.get(toPathKey(path))?.value?.range;
      const offset = range ? findOccurrence(text.slice(range[0], range[1]), piece, occurrence) : -1;
      return range && offset !== -1 ? toPlace(range[0] + offset) : find(path, 'value');
    },
    getSourceText: (path) => {
      const value = nodes.get(toPathKey(path))?.value;
      return isScalar(value) && value.source !== undefined ? value.source : null;
    },
  };
}

interface Reader {
  readonly nodes: Map<string, Located>;
  resolve(node: import('yaml').Alias): Node | null;
  onDuplicate(key: Scalar, first: Scalar): void;
}

// An alias may stand inside its own anchor; nothing a config says is nearly as deep.
const DEEPEST = 32;

function readNode(reader: Reader, node: unknown, path: ConfigPath): unknown {
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

function readMapping(reader: Reader, pairs: readonly Pair<unknown, unknown>[], path: ConfigPath): Record<string, unknown> {
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

function mergeInto(reader: Reader, mapping: Record<string, unknown>, value: unknown, path: ConfigPath): void {
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

function resolveNode(reader: Reader, node: unknown): Node | null {
  const target = isAlias(node) ? reader.resolve(node) : node;
  return isScalar(target) || isMap(target) || isSeq(target) ? target : null;
}

function findOccurrence(text: string, piece: string, occurrence: number): number {
  let at = text.indexOf(piece);
  for (let n = 0; n < occurrence && at !== -1; n++) at = text.indexOf(piece, at + 1);
  return at;
}

function lowerFirst(message: string): string {
  return /^[A-Z][a-z]/.test(message) ? message.charAt(0).toLowerCase() + message.slice(1) : message;
}
