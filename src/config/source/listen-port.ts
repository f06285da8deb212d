import { type ChosenPort, parsePort } from '../../core/port-rule.ts';
import { FC_PORT_VARIABLES } from '../../platform/own-variables.ts';
import type { Platform } from '../../platform/platform.ts';
import { PORT_VARIABLES } from './early-listen.ts';
import { describeShown, type Report } from './report.ts';

/**
 * The platform's port by the rule of DESIGN: its strongest variable that is set, else its usual port. Null: the value of that is
 * wrong.
 */
export function choosePlatformPort(platform: Platform, env: NodeJS.ProcessEnv, report: Report): ChosenPort | null {
  // An empty variable is a variable that is not set: consoles write those.
  const source = platform.portVariables.find((name) => env[name] !== undefined && env[name] !== '');
  if (source === undefined) return { port: platform.defaultPort, source: 'default' };
  const port = parsePort(env[source] ?? '');
  if (port !== null) return { port, source };
  // As `Report.describeFound` does it: a port is no secret.
  const found = describeShown(env[source] ?? '');
  report.atPlace({ kind: 'setting', name: source }, `is ${found}, expected a port from 1 to 65535`);
  return null;
}

/**
 * Where a platform wants its server that says so as `host:port`, and nothing else will do. Null: it is no such platform, or what
 * it says is wrong, which is reported.
 */
export function readEndpoint(
  { endpointVariable }: Platform,
  env: NodeJS.ProcessEnv,
  report: Report,
): (ChosenPort & { readonly host: string }) | null {
  const endpoint = endpointVariable === null ? '' : (env[endpointVariable] ?? '');
  if (endpointVariable === null || endpoint === '') return null;
  const [, host = '', digits = ''] = /^(?:\[([\da-f:]+)\]|([\w.-]+)):(\d+)$/i.exec(endpoint)?.filter(Boolean) ?? [];
  const port = parsePort(digits);
  if (port !== null) return { host, port, source: endpointVariable };
  const message = `is ${describeShown(endpoint)}, expected a host and a port such as 127.0.0.1:8080`;
  report.atPlace({ kind: 'setting', name: endpointVariable }, message);
  return null;
}

/** Says so if Function Compute's two variables name different ports; null if all is well. */
export function describePortConflict(env: NodeJS.ProcessEnv): string | null {
  const [strong, weak] = FC_PORT_VARIABLES;
  if (!env[strong] || !env[weak] || env[strong] === env[weak]) return null;
  return `${strong} and ${weak} name different ports; ${strong} is taken`;
}

/**
 * Says so if berth is told by its config or a flag to listen elsewhere than the platform it runs on calls it; null if all is well,
 * or the platform told no port. On Function Compute only its own variables count there: a PORT is the app's.
 */
export function describeUntoldPort(platform: Platform, env: NodeJS.ProcessEnv, chosen: ChosenPort): string | null {
  const { settings, portVariables } = platform;
  const { port, source } = chosen;
  if (portVariables.length === 0) return describeFixedPort(platform, env, chosen);
  const names = settings.name === 'fc' ? FC_PORT_VARIABLES : portVariables;
  const told = names.find((name) => env[name]);
  const toldPort = parsePort(env[told ?? ''] ?? '');
  if (told === undefined || toldPort === null || port === 0 || port === toldPort) return null;
  if (names.includes(source) || (PORT_VARIABLES as readonly string[]).includes(source)) return null;
  return `berth listens on port ${port} (${source}), but the platform calls port ${toldPort} (${told}): its calls go past berth unless it is set to ${port} too`;
}

/** The same where the platform's port can be set nowhere. */
function describeFixedPort(
  { title, defaultPort, endpointVariable }: Platform,
  env: NodeJS.ProcessEnv,
  { port, source }: ChosenPort,
): string | null {
  const endpoint = endpointVariable === null ? '' : (env[endpointVariable] ?? '');
  const called = endpoint === '' ? defaultPort : parsePort(endpoint.slice(endpoint.lastIndexOf(':') + 1));
  if (called === null || port === 0 || port === called) return null;
  const told = endpoint === '' ? '' : ` (${endpointVariable})`;
  return `berth listens on port ${port} (${source}), but ${title} calls port ${called}${told} and no other: leave listen.port out`;
}
