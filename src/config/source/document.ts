import {
  type Alias,
  type Document,
  isScalar,
  LineCounter,
  parseDocument,
  type Scalar,
  visit,
  type YAMLError,
} from 'yaml';
import { type ConfigPath, type Place, toPathKey } from './place.ts';
import { type LocatedNode, readNode } from './tree-reader.ts';

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
interface DocumentFault {
  readonly place: Place;
  readonly message: string;
  readonly isFatal: boolean;
}

/** Reads YAML 1.2 (with `<<` merges); never throws for what a file may contain. */
export function parseConfigDocument(text: string, file: string): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, uniqueKeys: false });
  const toPlace = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { kind: 'file', file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults: DocumentFault[] = [...document.errors, ...document.warnings].map((error) => ({
    place: toPlace(findOpening(document, error)),
    message: describeYamlError(error),
    isFatal: true,
  }));
  const onDuplicate = (key: Scalar, first: Scalar): void => {
    const message = `duplicate key '${String(key.value)}', expected once: it is on line ${lines.linePos(toOffset(first)).line} already`;
    faults.push({ place: toPlace(toOffset(key)), message, isFatal: false });
  };
  const nodes = new Map<string, LocatedNode>();
  const reader = { nodes, resolve: (alias: Alias) => alias.resolve(document) ?? null, onDuplicate };
  const tree = faults.length > 0 ? null : readNode(reader, document.contents, []);
  return { tree, faults, ...createFinder(text, nodes, toPlace, document.contents?.range?.[0] ?? 0) };
}

type Finder = Pick<ConfigDocument, 'findKey' | 'findValue' | 'findText' | 'getSourceText'>;

function createFinder(
  text: string,
  nodes: ReadonlyMap<string, LocatedNode>,
  toPlace: (offset: number) => Place,
  start: number,
): Finder {
  const find = (path: ConfigPath, part: 'key' | 'value'): Place => {
    for (let length = path.length; length > 0; length--) {
      const located = nodes.get(toPathKey(path.slice(0, length)));
      const node = length === path.length && part === 'value' ? located?.value : (located?.key ?? located?.value);
      const offset = (node ?? located?.key)?.range?.[0];
      if (offset !== undefined) return toPlace(offset);
    }
    return toPlace(start);
  };
  return {
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

function toOffset(node: Scalar): number {
  return node.range?.[0] ?? 0;
}

function findOccurrence(text: string, piece: string, occurrence: number): number {
  let at = text.indexOf(piece);
  for (let n = 0; n < occurrence && at !== -1; n++) at = text.indexOf(piece, at + 1);
  return at;
}

function describeYamlError({ code, message }: YAMLError): string {
  // yaml's own words for this one speak to programmers.
  if (code === 'MULTIPLE_DOCS') return 'a second document begins here, expected one in a file';
  return `is not valid YAML: ${/^[A-Z][a-z]/.test(message) ? message.charAt(0).toLowerCase() + message.slice(1) : message}`;
}

/** An unclosed quote is noticed at the end of the file; the mistake is where it opens. */
function findOpening(document: Document, error: YAMLError): number {
  const [at] = error.pos;
  let opening = at;
  visit(document, {
    Scalar: (_key, { type, range }) => {
      const isQuoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE';
      if (error.code === 'MISSING_CHAR' && isQuoted && range && range[0] < at && range[2] >= at) opening = range[0];
    },
  });
  return opening;
}
