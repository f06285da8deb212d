/** What every process with a port is told it in: the common name, and those of Function Compute's sample code. */
const TOLD_VARIABLES = ['PORT', 'FC_SERVER_PORT', 'FC_CUSTOM_LISTEN_PORT'] as const;

/**
 * What other platforms and frameworks call a port. One of them may as well hold a port of the user's own, so only one that
 * holds berth's is about the port that berth has taken over.
 */
const OTHER_VARIABLES = [
  'SERVER_PORT',
  'CA_PORT',
  'HTTP_PORT',
  '_FAAS_RUNTIME_PORT',
  'AWS_LWA_PORT',
  'FUNCTIONS_CUSTOMHANDLER_PORT',
  'FUNCTIONS_HTTPWORKER_PORT',
] as const;

/** The ports of a process's environment. */
export interface ToldPorts {
  /** The process's own; null: it has none. */
  readonly port: number | null;
  /** berth's. */
  readonly listenPort: number;
}

/**
 * The environment of a process: berth's own, in which every variable that names berth's port names that of the process
 * instead, so that nothing takes the platform's port away; a process without a port gets none of them. `own` beats all.
 */
export function toChildEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  { port, listenPort }: ToldPorts,
  own: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const childEnv: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) childEnv[name] = value;
  const isBerths = (name: string): boolean => childEnv[name] === String(listenPort);
  for (const name of [...TOLD_VARIABLES, ...OTHER_VARIABLES.filter(isBerths)]) {
    if (port === null) delete childEnv[name];
    else childEnv[name] = String(port);
  }
  for (const [name, value] of Object.entries(own)) childEnv[name] = String(value);
  return childEnv;
}
