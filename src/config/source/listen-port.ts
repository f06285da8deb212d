import { type ChosenPort, DEFAULT_PORT, PORT_VARIABLES, parsePort } from '../../core/port-rule.ts';
import type { ProblemList } from './problem.ts';

/** The platform's port by the rule of DESIGN: the strongest variable that is set, else 9000. Null: its value is wrong. */
export function choosePlatformPort(env: NodeJS.ProcessEnv, problems: ProblemList): ChosenPort | null {
  // An empty variable is a variable that is not set: consoles write those.
  const source = PORT_VARIABLES.find((name) => env[name] !== undefined && env[name] !== '');
  if (source === undefined) return { port: DEFAULT_PORT, source: 'default' };
  const port = parsePort(env[source] ?? '');
  if (port !== null) return { port, source };
  problems.add({
    kind: 'invalid',
    place: { kind: 'setting', name: source },
    message: 'has the wrong value, expected a port from 1 to 65535',
  });
  return null;
}

/** Says so if Function Compute's two variables name different ports; null if all is well. */
export function describePortConflict(env: NodeJS.ProcessEnv): string | null {
  const [strong, weak] = PORT_VARIABLES;
  if (!env[strong] || !env[weak] || env[strong] === env[weak]) return null;
  return `${strong} and ${weak} name different ports; ${strong} is taken`;
}
