import { putBytes, putLineEnd, putText } from './byte-writer.ts';
import { SP } from './field-grammar.ts';
import type { FieldSection } from './field-section.ts';

/**
 * Writes the parsed fields that go on to the other side, in their order and spelling, and returns the position after
 * them. Neighbours that already stand in the plain form `name: value CRLF` are copied together, the others one by one.
 */
export function putFields(
  out: Buffer,
  start: number,
  bytes: Buffer,
  fields: FieldSection,
  isDropped: Uint8Array,
  nominated: ReadonlySet<string> | null,
): number {
  const { ids, bounds, count } = fields;
  let at = start;
  let runStart = -1;
  for (let i = 0; i < count; i++) {
    const lineStart = bounds[i << 2]!;
    const isKept = isDropped[ids[i]!] === 0 && (nominated === null || !nominated.has(fields.nameOf(bytes, i)));
    if (isKept && isPlain(bytes, fields, i)) {
      if (runStart === -1) runStart = lineStart;
      continue;
    }
    if (runStart !== -1) at = putBytes(out, at, bytes, runStart, lineStart);
    runStart = -1;
    if (isKept) at = putField(out, at, bytes, fields, i);
  }
  return runStart === -1 ? at : putBytes(out, at, bytes, runStart, fields.end);
}

/** Writes one field in the plain form. */
function putField(out: Buffer, start: number, bytes: Buffer, fields: FieldSection, index: number): number {
  const { bounds } = fields;
  const base = index << 2;
  let at = putBytes(out, start, bytes, bounds[base]!, bounds[base + 1]!);
  at = putText(out, at, ': ');
  at = putBytes(out, at, bytes, bounds[base + 2]!, bounds[base + 3]!);
  return putLineEnd(out, at);
}

function isPlain(bytes: Buffer, fields: FieldSection, index: number): boolean {
  const { bounds } = fields;
  const base = index << 2;
  const valueStart = bounds[base + 2]!;
  return (
    valueStart - bounds[base + 1]! === 2 &&
    bytes[valueStart - 1] === SP &&
    fields.lineEnd(index) - bounds[base + 3]! === 2
  );
}
