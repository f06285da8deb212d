import { type Alias, isScalar, LineCounter, parseDocument, type Scalar } from 'yaml';
import { findOddTexts } from './odd-text.ts';
import { type ConfigPath, type Place, toPathKey } from './place.ts';
import { type LocatedNode, readNode } from './tree-reader.ts';
import { listYamlFaults } from './yaml-fault.ts';

/** One thing wrong with a file as YAML. */
interface DocumentFault {
  readonly place: Place;
  readonly message: string;
  readonly isFatal: boolean;
}

/** A config file, YAML 1.2 with `<<` merges, as plain values that remember where they were written. Takes any text. */
export class ConfigDocument {
  /** Strings, numbers, booleans, nulls, lists and mappings (without a prototype's keys); nothing of YAML is left. */
  readonly tree: unknown;
  /** What is wrong with the file as YAML; after a fault that is not a duplicate key the tree is not to be trusted. */
  readonly faults: readonly DocumentFault[];
  readonly #text: string;
  readonly #file: string;
  readonly #lines = new LineCounter();
  readonly #nodes = new Map<string, LocatedNode>();
  readonly #start: number;

  constructor(text: string, file: string) {
    this.#text = text;
    this.#file = file;
    const options = { lineCounter: this.#lines, merge: true, prettyErrors: false, uniqueKeys: false };
    const document = parseDocument(text, options);
    this.#start = document.contents?.range?.[0] ?? 0;
    const faults = listYamlFaults(document, text).map((one) => this.#toFault(one.offset, one.message, true));
    this.faults = faults;
    const odd = faults.length === 0 ? [] : findOddTexts(text, this.#listLines(faults));
    if (odd.length > 0)
      faults.splice(0, faults.length, ...odd.map((one) => this.#toFault(one.offset, one.message, true)));
    const onDuplicate = (key: Scalar, first: Scalar): void => {
      const line = this.#lines.linePos(toOffset(first)).line;
      const message = `duplicate key '${String(key.value)}', expected once: it is on line ${line} already`;
      faults.push(this.#toFault(toOffset(key), message, false));
    };
    const resolve = (alias: Alias) => {
      const node = alias.resolve(document) ?? null;
      if (node === null) faults.push(this.#toFault(alias.range?.[0] ?? 0, describeUnknownAlias(alias), true));
      return node;
    };
    this.tree =
      faults.length > 0 ? null : readNode({ nodes: this.#nodes, resolve, onDuplicate }, document.contents, []);
  }

  /** The place of a value; of its nearest ancestor that the file has, if it does not have the value. */
  findValue(path: ConfigPath): Place {
    const offset = this.#nodes.get(toPathKey(path))?.value?.range?.[0];
    return offset === undefined ? this.findKey(path) : this.#toPlace(offset);
  }

  /** The place of the key in front of a value. */
  findKey(path: ConfigPath): Place {
    for (let length = path.length; length > 0; length--) {
      const located = this.#nodes.get(toPathKey(path.slice(0, length)));
      const offset = (located?.key ?? located?.value)?.range?.[0];
      if (offset !== undefined) return this.#toPlace(offset);
    }
    return this.#toPlace(this.#start);
  }

  /** The place of a piece of text inside a scalar; of the scalar if it is not there as it stands (escapes, folding). */
  findText(path: ConfigPath, piece: string, occurrence: number): Place {
    const range = this.#nodes.get(toPathKey(path))?.value?.range;
    const offset = range ? findOccurrence(this.#text.slice(range[0], range[1]), piece, occurrence) : -1;
    return range && offset !== -1 ? this.#toPlace(range[0] + offset) : this.findValue(path);
  }

  /** A scalar as it was written, without quotes; null for anything that is no plain or quoted scalar of the file. */
  getSourceText(path: ConfigPath): string | null {
    const value = this.#nodes.get(toPathKey(path))?.value;
    return isScalar(value) && value.source !== undefined ? value.source : null;
  }

  #listLines(faults: readonly DocumentFault[]): number[] {
    return faults.map(({ place }) => (place.kind === 'file' ? place.line : 0));
  }

  #toPlace(offset: number): Place {
    const { line, col } = this.#lines.linePos(offset);
    return { kind: 'file', file: this.#file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }

  #toFault(offset: number, message: string, isFatal: boolean): DocumentFault {
    return { place: this.#toPlace(offset), message, isFatal };
  }
}

function describeUnknownAlias({ source }: Alias): string {
  return `has *${source}, which YAML takes for a reference to \`&${source}\` above it, and there is none: put the whole value in quotes`;
}

function toOffset(node: Scalar): number {
  return node.range?.[0] ?? 0;
}

function findOccurrence(text: string, piece: string, occurrence: number): number {
  let at = text.indexOf(piece);
  for (let n = 0; n < occurrence && at !== -1; n++) at = text.indexOf(piece, at + 1);
  return at;
}
