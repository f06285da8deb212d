import { DEFAULT_PORT, PORT_VARIABLES, parsePort } from '../core/port-rule.ts';
import type { ListenSettings } from '../core/settings.ts';

/** What can decide where and when berth listens, besides the config file. */
export interface EarlySources {
  /** `--port`; null if it was not given. */
  readonly portFlag: string | null;
  readonly hasSetFlags: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

// As a key at the start of a line, or inside a flow mapping.
const LISTEN_KEYS = /(?:^|[{,"'\s])(?:listen|startup|platform)["']?\s*:/m;
const DECIDING_VARIABLES = /^(?:BERTH_(?:LISTEN|STARTUP|PLATFORM)|K_SERVICE$)/;

/**
 * Where to listen before the config file has been parsed, so that the port is open while YAML and schema are still
 * loading; null whenever the file, a flag or a variable might say something else, and only the full rules can tell.
 */
export function findEarlyListen(configText: string, sources: EarlySources): ListenSettings | null {
  if (sources.hasSetFlags || LISTEN_KEYS.test(configText)) return null;
  if (Object.keys(sources.env).some((name) => DECIDING_VARIABLES.test(name))) return null;
  if (sources.portFlag !== null) return toListen(sources.portFlag, '--port', true);
  const name = PORT_VARIABLES.find((variable) => sources.env[variable] !== undefined);
  if (name === undefined) return toListen(String(DEFAULT_PORT), 'default', false);
  return toListen(sources.env[name] ?? '', name, false);
}

function toListen(text: string, portSource: string, allowZero: boolean): ListenSettings | null {
  const port = parsePort(text, allowZero);
  return port === null ? null : { host: '0.0.0.0', port, portSource };
}
