import { createSecretMask } from '../../failures/secret-mask.ts';
import { escapeReferences } from './shell-script.ts';

/** Variables for the app, as a config writes them. */
export interface StatedVariables {
  readonly env: Readonly<Record<string, string>>;
  /** The values as they stand, for lines that use them. */
  readonly values: Readonly<Record<string, string>>;
}

/** berth tells these itself. */
const PORT_NAMES = new Set(['PORT', 'FC_SERVER_PORT', 'FC_CUSTOM_LISTEN_PORT']);

const VARIABLE_NAME = /^[^=\0\s]+$/;

const REFERENCE = /\$\$|\$\{([A-Za-z_]\w*)(?:(:?[-?])([^}]*))?\}|\$([A-Za-z_]\w*)/g;

/** True for a value that tells no secret: by its name, and by a password in an address. */
export function isPublic(name: string, value: string): boolean {
  const line = `${name}=${value}`;
  return value === '' || createSecretMask({ [name]: value })(line) === line;
}

/**
 * What a config says of a file's variables. `isExpanded`: `$NAME` and `${NAME:-x}` in a value mean variables of the one who
 * starts it.
 */
export function toVariables(values: Readonly<Record<string, string>>, isExpanded = false): StatedVariables {
  const named = Object.entries(values).filter(([name]) => !PORT_NAMES.has(name) && VARIABLE_NAME.test(name));
  const env = named.map(([name, value]) => [name, isExpanded ? expand(value) : escapeReferences(value)]);
  return { env: Object.fromEntries(env), values };
}

/** Compose's own rules: `$$` is a `$`, an unset variable is empty. */
function expand(value: string): string {
  return value.replace(REFERENCE, (match, braced?: string, operator = '', fallback = '', bare?: string) => {
    if (match === '$$') return '$';
    const name = braced ?? bare;
    if (name === 'PORT') return `\${port}`;
    return operator.endsWith('?') ? `\${env.${name}}` : `\${env.${name}:-${fallback}}`;
  });
}

/** A mapping of variables as YAML has it: a mapping, or a list of `NAME=value` (a name alone is passed on by itself). */
export function readVariables(value: unknown): Record<string, string> {
  if (Array.isArray(value)) return Object.fromEntries(value.flatMap(toPair));
  if (typeof value !== 'object' || value === null) return {};
  const pairs = Object.entries(value).filter(([, one]) => ['string', 'number', 'boolean'].includes(typeof one));
  return Object.fromEntries(pairs.map(([name, one]) => [name, String(one)]));
}

function toPair(item: unknown): Array<readonly [string, string]> {
  const [, name, value] = /^([^=]+)=(.*)$/s.exec(String(item)) ?? [];
  return name === undefined || value === undefined ? [] : [[name, value]];
}
