import { isIP } from 'node:net';
import * as v from 'valibot';
import { DURATION_PATTERN, LONGEST_DURATION_MS, parseDuration } from '../../core/duration.ts';
import { parseSize, SIZE_PATTERN } from '../../core/size.ts';
import { isMapping } from '../source/mapping.ts';

// The message of a leaf is the second half of a problem's sentence: "KEY is FOUND, expected MESSAGE".

const DURATION = 'a duration such as 500ms, 15s, 10m or 1h';
const SIZE = 'a size such as 64KiB, 32MiB or 1GiB';
const PORT = 'a port from 1 to 65535';

/** A duration with its unit; comes out in milliseconds. */
export function duration(description: string, least: 'zero' | 'positive' = 'zero') {
  const expected = least === 'zero' ? DURATION : `${DURATION}, longer than 0`;
  return v.pipe(
    v.string(expected),
    v.description(description),
    v.regex(DURATION_PATTERN, expected),
    v.check(
      (text) => parseDuration(text) !== null,
      `${DURATION}, at most ${Math.floor(LONGEST_DURATION_MS / 3_600_000)}h`,
    ),
    v.check((text) => least === 'zero' || parseDuration(text) !== 0, expected),
    v.transform((text) => parseDuration(text) ?? Number.NaN),
  );
}

/** A size with its unit; comes out in bytes. `zero` says what a plain 0 means; without it 0 is refused. */
export function size(description: string, leastBytes: number, zero?: string) {
  const least = zero === undefined ? `${leastBytes} bytes` : `0 (${zero}) or ${leastBytes} bytes`;
  const expected = `${SIZE}${zero === undefined ? '' : `, or 0 (${zero})`}`;
  return v.pipe(
    v.union([v.pipe(v.string(expected), v.regex(SIZE_PATTERN, expected)), v.literal(0)], expected),
    v.description(description),
    v.check((value) => isLargeEnough(value, leastBytes, zero !== undefined), `${SIZE}, at least ${least}`),
    v.transform((value) => parseSize(String(value)) ?? Number.NaN),
  );
}

function isLargeEnough(value: string | 0, leastBytes: number, isZeroAllowed: boolean): boolean {
  const sizeBytes = parseSize(String(value));
  return sizeBytes !== null && (sizeBytes >= leastBytes || (isZeroAllowed && sizeBytes === 0));
}

/** A whole number between two bounds, both allowed. */
export function whole(description: string, least: number, most: number, meaning?: string) {
  const bounds = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `from ${least} to ${most}`;
  const expected = `a whole number, ${bounds}${meaning === undefined ? '' : ` (${meaning})`}`;
  return v.pipe(
    v.number(expected),
    v.description(description),
    v.integer(expected),
    v.minValue(least, expected),
    v.maxValue(most, expected),
  );
}

/** A port somebody listens on, or `auto` for a free one. */
export function portOrAuto(description: string) {
  return v.pipe(
    byShape(
      { number: portNumber(`${PORT}, or auto`), string: v.literal('auto', `${PORT}, or auto`) },
      `${PORT}, or auto`,
    ),
    v.description(description),
  );
}

/** A port that must be known. */
export function portNumber(expected = PORT, least = 1) {
  return v.pipe(v.number(expected), v.integer(expected), v.minValue(least, expected), v.maxValue(65535, expected));
}

/** `true` or `false`. */
export function flag(description: string) {
  return v.pipe(v.boolean('true or false'), v.description(description));
}

/** One of a few words. */
export function choice<const Options extends readonly [string, ...string[]]>(options: Options, description: string) {
  return v.pipe(v.picklist(options, describeOptions(options)), v.description(description));
}

function describeOptions(options: readonly string[]): string {
  const quoted = options.map((option) => `'${option}'`);
  const last = quoted.pop() ?? '';
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
}

/** A text that is not empty. */
export function text(expected: string, description: string) {
  return v.pipe(v.string(expected), v.nonEmpty(expected), v.description(description));
}

const STATUSES = "statuses such as 200, 200-399 or '200-399,401'";

/** HTTP statuses and ranges of them, as `parseStatusRanges` reads them. */
export function statuses(description: string) {
  const number = v.pipe(v.number(), v.integer(STATUSES), v.minValue(100, STATUSES), v.maxValue(599, STATUSES));
  const ranges = /^\s*[1-5]\d\d(-[1-5]\d\d)?\s*(,\s*[1-5]\d\d(-[1-5]\d\d)?\s*)*$/;
  return v.pipe(
    byShape({ number, string: v.pipe(v.string(), v.regex(ranges, STATUSES)) }, STATUSES),
    v.description(description),
  );
}

const HOST_NAME = /^(?![\d.]+$)[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?\.?$/;

/** An address in digits or the name of a host; nothing of a URL around it. */
export function host(description: string) {
  const expected = 'an address such as 0.0.0.0, 127.0.0.1 or ::, or a host name: without port, scheme or brackets';
  return v.pipe(
    v.string(expected),
    v.description(description),
    v.check((name) => isIP(name) !== 0 || HOST_NAME.test(name), expected),
  );
}

/**
 * Any scalar, kept as it was written: in a command or an environment `8080`, `0123` and `yes` are texts, and YAML's idea
 * of them as numbers or flags would change what the program gets.
 */
export const anyScalar = v.union([v.string(), v.number(), v.boolean()], 'a text');

/** A mapping of names to values of one kind; a list, which valibot would take for one, is none. */
export function mappingOf<const Value extends v.GenericSchema>(
  name: v.GenericSchema<string, string>,
  value: Value,
  message: string,
) {
  const base = v.record(name, value, message);
  return {
    ...base,
    '~run'(dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) {
      return Array.isArray(dataset.value) ? refuseList(base, dataset.value, config) : base['~run'](dataset, config);
    },
  } as typeof base;
}

/** What a schema says of a list is what it says of anything that is no mapping. */
function refuseList(base: v.GenericSchema, input: unknown, config: v.Config<v.BaseIssue<unknown>>) {
  const refused = base['~run']({ value: null }, config);
  return { ...refused, issues: refused.issues?.map((issue) => ({ ...issue, input })) } as typeof refused;
}

/** A mapping that may be written in another form too, which the draft spells out. */
export function alsoWritten<const Mapping extends v.GenericSchema>(form: v.GenericSchema, mapping: Mapping): Mapping {
  return { ...form, '~run': mapping['~run'] } as unknown as Mapping;
}

/** A mapping with exactly these keys; every unknown key is a problem of its own. */
export function section<const Entries extends v.ObjectEntries>(entries: Entries, message = 'a mapping of keys') {
  const base = v.strictObject(entries, message);
  return {
    ...base,
    // valibot reports only the first unknown key, and takes a list for a mapping.
    '~run'(dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) {
      const input = dataset.value;
      if (Array.isArray(input)) return refuseList(base, input, config);
      if (!isMapping(input)) return base['~run'](dataset, config);
      const known = Object.fromEntries(Object.entries(input).filter(([key]) => Object.hasOwn(entries, key)));
      const result = base['~run']({ value: known }, config);
      const unknown = Object.keys(input)
        .filter((key) => !Object.hasOwn(entries, key))
        .flatMap((key) => base['~run']({ value: { [key]: input[key] } }, config).issues ?? [])
        .filter((issue) => issue.expected === 'never');
      if (unknown.length === 0) return result;
      return { typed: false, value: result.value, issues: [...(result.issues ?? []), ...unknown] };
    },
  } as typeof base;
}

/**
 * A mapping that may be written as the value of one of its keys: `logs: inherit` for `logs: { mode: inherit }`. The draft
 * spells it out, so only the mapping is ever checked.
 */
export function shorthand<const Mapping extends v.GenericSchema & { readonly entries: v.ObjectEntries }>(
  key: string & keyof Mapping['entries'],
  mapping: Mapping,
): Mapping {
  const entry = mapping.entries[key] as v.GenericSchema & { readonly wrapped?: v.GenericSchema };
  const written = v.union([entry.wrapped ?? entry, mapping]);
  return { ...written, shorthand: key, '~run': mapping['~run'] } as unknown as Mapping;
}

type Shape = 'string' | 'number' | 'boolean' | 'mapping' | 'list';

/** A value that may be written in several shapes; problems inside it are those of the shape that was chosen. */
export function byShape<const Options extends Readonly<Partial<Record<Shape, v.GenericSchema>>>>(
  options: Options,
  message: string,
) {
  const base = v.union(
    Object.values(options) as unknown as Array<Extract<Options[keyof Options], v.GenericSchema>>,
    message,
  );
  return {
    ...base,
    '~run'(dataset: v.UnknownDataset, config: v.Config<v.BaseIssue<unknown>>) {
      const option = options[toShape(dataset.value)];
      return option === undefined ? base['~run'](dataset, config) : option['~run'](dataset, config);
    },
  } as typeof base;
}

function toShape(value: unknown): Shape {
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' ? 'mapping' : (typeof value as Shape);
}
