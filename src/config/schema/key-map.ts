import { isMapping } from '../source/mapping.ts';
import { type ConfigPath, getAt } from '../source/place.ts';
import { fileModeSchema, writtenSchema } from './schema.ts';
import { commandForms } from './schema-command.ts';
import { anyScalar } from './schema-leaf.ts';
import { signalActionForms } from './schema-signal.ts';

/** What the schema says of one path. Several alternatives may be open there. */
export interface KeyFacts {
  /** A string, a number or a flag may stand there. */
  readonly takesScalar: boolean;
  readonly takesNumber: boolean;
  readonly takesFlag: boolean;
  /** The scalar is wanted as it was written, whatever YAML makes of it. */
  readonly keepsText: boolean;
  /** A command: a line there is cut into words. */
  readonly isCommand: boolean;
  /** The key of a mapping for which a single value there stands, as `mode` for `logs`; null for most paths. */
  readonly shorthand: string | null;
  /** The keys a mapping may have there; empty where any name may stand. */
  readonly keys: readonly string[];
}

/** The facts of a path; null if the schema has no such path. */
export function findKey(path: ConfigPath): KeyFacts | null {
  const schemas = findSchemas(path);
  if (schemas.length === 0) return null;
  const takesNumber = schemas.some((schema) => schema.type === 'number' || typeof schema.literal === 'number');
  const takesFlag = schemas.some((schema) => schema.type === 'boolean');
  const origins = schemas.map((schema) => schema.origin as { readonly shorthand?: string });
  const isCommand = [commandForms, signalActionForms].some((forms) => origins.includes(forms as object));
  const keepsText = [anyScalar, fileModeSchema].some((schema) => origins.includes(schema as object));
  const takesText = schemas.some((schema) => ['string', 'picklist', 'literal'].includes(schema.type));
  return {
    takesScalar: takesNumber || takesFlag || takesText,
    takesNumber: takesNumber && !keepsText,
    takesFlag: takesFlag && !keepsText,
    keepsText,
    isCommand,
    shorthand: origins.find((origin) => origin.shorthand !== undefined)?.shorthand ?? null,
    keys: schemas.flatMap((schema) => (schema.entries === undefined ? [] : Object.keys(schema.entries))),
  };
}

/** True if some mapping of a config may have the key. */
export function isKeySomewhere(name: string, path: ConfigPath = []): boolean {
  return findSchemas(path).some(({ type, entries = {} }) => {
    const keys = type === 'record' ? ['NAME'] : Object.keys(entries);
    return Object.hasOwn(entries, name) || keys.some((key) => isKeySomewhere(name, [...path, key]));
  });
}

/** Every path a scalar may stand at: those of the schema, and for mappings with free names those of the tree. */
export function listScalarPaths(tree: unknown, path: ConfigPath = []): ConfigPath[] {
  const schemas = findSchemas(path);
  const own = path.length > 0 && findKey(path)?.takesScalar === true ? [path] : [];
  const keys = new Set<string>();
  for (const schema of schemas) {
    const value = getAt(tree, path);
    if (schema.entries !== undefined) for (const key of Object.keys(schema.entries)) keys.add(key);
    if (schema.type === 'record' && isMapping(value)) for (const key of Object.keys(value)) keys.add(key);
  }
  return [...own, ...[...keys].flatMap((key) => listScalarPaths(tree, [...path, key]))];
}

interface SchemaNode {
  readonly type: string;
  readonly origin: unknown;
  readonly literal: unknown;
  readonly entries: Readonly<Record<string, unknown>> | undefined;
  readonly value: unknown;
  readonly item: unknown;
}

function findSchemas(path: ConfigPath): SchemaNode[] {
  let schemas = unwrap(writtenSchema);
  for (const key of path) schemas = schemas.flatMap((schema) => unwrap(stepInto(schema, key)));
  return schemas;
}

function stepInto(schema: SchemaNode, key: string | number): unknown {
  if (typeof key === 'number') return schema.type === 'array' ? schema.item : undefined;
  if (schema.type === 'record') return schema.value;
  return schema.entries !== undefined && Object.hasOwn(schema.entries, key) ? schema.entries[key] : undefined;
}

/** The alternatives behind optionals, nullables, pipes and unions. */
function unwrap(schema: unknown, origin: unknown = null): SchemaNode[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const node = schema as SchemaNode & {
    readonly wrapped?: unknown;
    readonly pipe?: readonly unknown[];
    readonly options?: readonly unknown[];
  };
  if (node.pipe !== undefined) return unwrap(node.pipe[0], origin);
  if (node.type === 'optional' || node.type === 'nullable') return unwrap(node.wrapped, origin);
  if (node.type === 'union') return (node.options ?? []).flatMap((option) => unwrap(option, origin ?? schema));
  const { type, literal, entries, value, item } = node;
  return [{ type, literal, entries, value, item, origin: origin ?? schema }];
}
