import { ADDRESS } from './field-name.ts';

/** Values by the index of their field, in latin1, that are written in place of those that came; null for none, as nearly always. */
export type NewValues = ReadonlyMap<number, string> | null;

/** Parsed fields, as `FieldSection` has them. */
interface ParsedFields {
  readonly count: number;
  readonly ids: Uint8Array;
  nameOf(bytes: Buffer, index: number): string;
  valueOf(bytes: Buffer, index: number): string;
}

/** What `replace` makes of the values in which addresses are looked for, where that is something else. */
export function replaceAddressValues(
  fields: ParsedFields,
  bytes: Buffer,
  replace: (name: string, value: string) => string,
): NewValues {
  let values: Map<number, string> | null = null;
  for (let i = 0; i < fields.count; i++) {
    if (fields.ids[i] !== ADDRESS) continue;
    const before = fields.valueOf(bytes, i);
    const value = replace(fields.nameOf(bytes, i), before);
    if (value !== before) values = (values ?? new Map()).set(i, value);
  }
  return values;
}

/** An upper bound of the bytes that they take. */
export function measureValues(values: NonNullable<NewValues>): number {
  let size = 0;
  for (const value of values.values()) size += value.length;
  return size;
}
