import { OUTER_VARIABLE } from '../../core/outer-berth.ts';

export const PREFIX = 'BERTH_';

/**
 * BERTH_CONFIG names the file, BERTH_NODE the node that the bootstrap file uses, BERTH_SOCKETS what connections are made
 * of, BERTH_SIGHUP, BERTH_LOCKS and BERTH_PIPES are what the bootstrap file says of the signal, a limit and the pipes; BERTH_INSTANCE and
 * BERTH_WITHIN are how berth marks its own children (also a berth started by a berth).
 */
export const OTHER_VARIABLES: readonly string[] = [
  'BERTH_CONFIG',
  'BERTH_NODE',
  'BERTH_SOCKETS',
  'BERTH_SIGHUP',
  'BERTH_LOCKS',
  'BERTH_PIPES',
  'BERTH_INSTANCE',
  OUTER_VARIABLE,
];

/**
 * What Kubernetes gives every container of a namespace that has a Service named `berth`
 * (kubernetes.io, "Service", "Environment variables"); nobody means berth by it.
 */
const SERVICE_LINK = /^BERTH_(SERVICE_(HOST|PORT(_\w+)?)|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;
const SERVICE_LINK_ADDRESS = /^(tcp|udp|sctp):\/\//;

function isServiceLink(name: string, value: string): boolean {
  return SERVICE_LINK.test(name) || (name === 'BERTH_PORT' && SERVICE_LINK_ADDRESS.test(value));
}

/** The names of the variables that are meant for berth's config, known keys or not. */
export function listOverrides(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env).filter(
    (name) => name.startsWith(PREFIX) && !OTHER_VARIABLES.includes(name) && !isServiceLink(name, env[name] ?? ''),
  );
}
