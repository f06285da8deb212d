import type { AppFolder } from '../app-folder.ts';
import type { NativeProgram } from '../elf.ts';

const MOST_BYTES = 1_048_576;
const HEAD_BYTES = 32;
const MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');
/** Both texts stand in the section itself, since Go 1.18. */
const IS_INLINE = 2;
/** In front of the second text and behind it. */
const MARK_BYTES = 16;

/** What Go has written into a program of how it was built; nulls where it cannot be read. */
export interface GoBuild {
  /** `go1.22.1` */
  readonly version: string | null;
  /** The package of its `main`. */
  readonly path: string | null;
  /** Modules that it was built from, itself among them. */
  readonly modules: readonly string[];
}

/** Reads the section `.go.buildinfo` of a program. */
export function readGoBuild(folder: AppFolder, file: string, native: NativeProgram): GoBuild {
  const place = native.sections.get('.go.buildinfo');
  const bytes = place === undefined ? null : folder.readBytes(file, Math.min(place.bytes, MOST_BYTES), place.at);
  if (bytes?.subarray(0, MAGIC.length).equals(MAGIC) !== true || (bytes[MAGIC.length + 1]! & IS_INLINE) === 0) {
    return { version: null, path: null, modules: [] };
  }
  const version = readText(bytes, HEAD_BYTES);
  const marked = readText(bytes, version.end).text;
  const lines = marked
    .slice(MARK_BYTES, -MARK_BYTES)
    .split('\n')
    .map((line) => line.split('\t'));
  const listValues = (key: string) =>
    lines.flatMap(([name, value]) => (name === key && value !== undefined ? [value] : []));
  return {
    version: version.text,
    path: listValues('path')[0] ?? null,
    modules: [...listValues('mod'), ...listValues('dep')],
  };
}

/** A text behind its length, which is a varint. */
function readText(bytes: Buffer, at: number): { text: string; end: number } {
  let length = 0;
  let from = at;
  for (let shift = 0; shift < 28 && from < bytes.length; shift += 7) {
    const byte = bytes[from++]!;
    length |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return { text: bytes.toString('latin1', from, from + length), end: from + length };
}
