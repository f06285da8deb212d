import { DEFAULT_PORT, parsePort } from '../../core/port-rule.ts';
import type { ListenSettings } from '../../core/settings.ts';
import { ELSEWHERE_VARIABLES, FC_PORT_VARIABLES } from '../../platform/own-variables.ts';

/** Variables that name the platform's port, strongest first; a config file's own port beats them all. */
export const PORT_VARIABLES = [...FC_PORT_VARIABLES, 'PORT'] as const;

/** What can decide where and when berth listens, besides the config file. */
export interface EarlySources {
  /** `--port`; null if it was not given. */
  readonly portFlag: string | null;
  readonly hasSetFlags: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

// The one form of `listen` that can be read without a YAML parser; any other leaves its key behind for LISTEN_KEYS.
const PLAIN_LISTEN = /^listen: \{ host: (\d+\.\d+\.\d+\.\d+) \}\n/m;

// As a key at the start of a line, or inside a flow mapping.
const LISTEN_KEYS = /(?:^|[{,"'\s])(?:listen|startup|platform)["']?\s*:/m;
const DECIDING_VARIABLES = /^BERTH_(?:LISTEN|STARTUP|PLATFORM|WITHIN)/;

/**
 * Where to listen before the config file has been parsed, so that the port is open while YAML and schema are still
 * loading; null whenever the file, a flag or a variable might say something else, and only the full rules can tell.
 */
export function findEarlyListen(configText: string, sources: EarlySources): ListenSettings | null {
  if (sources.hasSetFlags || LISTEN_KEYS.test(configText.replace(PLAIN_LISTEN, ''))) return null;
  if (Object.keys(sources.env).some(isDeciding)) return null;
  const host = PLAIN_LISTEN.exec(configText)?.[1] ?? '0.0.0.0';
  if (sources.portFlag !== null) return toListen(host, sources.portFlag, '--port', true);
  const name = PORT_VARIABLES.find((variable) => sources.env[variable] !== undefined);
  if (name === undefined) return toListen(host, String(DEFAULT_PORT), 'default', false);
  return toListen(host, sources.env[name] ?? '', name, false);
}

/** Other platforms have other ports, or open them late; a berth within a berth must first see that it is another. */
function isDeciding(variable: string): boolean {
  return DECIDING_VARIABLES.test(variable) || ELSEWHERE_VARIABLES.has(variable);
}

function toListen(host: string, text: string, portSource: string, allowZero: boolean): ListenSettings | null {
  const port = parsePort(text, allowZero);
  return port === null ? null : { host, port, portSource };
}
