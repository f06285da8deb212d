import { type ChosenPort, DEFAULT_PORT, parsePort } from '../../core/port-rule.ts';
import { FC_PORT_VARIABLES } from '../../platform/fc.ts';
import { PORT_VARIABLES } from './early-listen.ts';
import { describeShown, type Report } from './report.ts';

/** The platform's port by the rule of DESIGN: the strongest variable that is set, else 9000. Null: its value is wrong. */
export function choosePlatformPort(env: NodeJS.ProcessEnv, report: Report): ChosenPort | null {
  // An empty variable is a variable that is not set: consoles write those.
  const source = PORT_VARIABLES.find((name) => env[name] !== undefined && env[name] !== '');
  if (source === undefined) return { port: DEFAULT_PORT, source: 'default' };
  const port = parsePort(env[source] ?? '');
  if (port !== null) return { port, source };
  // As `Report.describeFound` does it: a port is no secret.
  const found = describeShown(env[source] ?? '');
  report.atPlace({ kind: 'setting', name: source }, `is ${found}, expected a port from 1 to 65535`);
  return null;
}

/** Says so if Function Compute's two variables name different ports; null if all is well. */
export function describePortConflict(env: NodeJS.ProcessEnv): string | null {
  const [strong, weak] = FC_PORT_VARIABLES;
  if (!env[strong] || !env[weak] || env[strong] === env[weak]) return null;
  return `${strong} and ${weak} name different ports; ${strong} is taken`;
}

/**
 * Says so if berth is told by its config or a flag to listen elsewhere than the platform calls it; null if all is well, or
 * the platform told no port. Only Function Compute's own variables count there: a PORT is the app's.
 */
export function describeUntoldPort(env: NodeJS.ProcessEnv, { port, source }: ChosenPort, isFc: boolean): string | null {
  const names = isFc ? FC_PORT_VARIABLES : PORT_VARIABLES;
  const told = names.find((name) => env[name]);
  const toldPort = parsePort(env[told ?? ''] ?? '');
  if (told === undefined || toldPort === null || port === 0 || port === toldPort) return null;
  if ((PORT_VARIABLES as readonly string[]).includes(source)) return null;
  return `berth listens on port ${port} (${source}), but the platform calls port ${toldPort} (${told}): its calls go past berth unless it is set to ${port} too`;
}
