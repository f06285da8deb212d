import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap } from 'yaml';
import type { HealthSettings } from '../core/settings.ts';
import type { Entry } from './entry.ts';
import type { AppFacts } from './pack-request.ts';

/** How often a platform asks, where nothing speaks for another rhythm. */
export const PROBE_SECONDS = 5;
const LIVE_PERIOD_SECONDS = 10;
const LIVE_FAILURES = 3;
/** The program in an image by which podman probes, and of its words the one that is the port. */
const PROBE_FILE = 'berth-probe';
const PROBE_COMMAND = `/code/${PROBE_FILE}`;
const PORT_WORD = 1;
/** bash alone, which the start file has too: an image need have neither curl nor nc. */
const PROBE_PROGRAM = `#!/bin/bash
# berth-probe PORT PATH [ready]: ends with 0 if berth answers there; with \`ready\`, only if its app is ready.
exec 3<>"/dev/tcp/127.0.0.1/$1" || exit 1
printf 'GET %s HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' "$2" >&3
read -r -t 5 version status _ <&3 || exit 1
[[ $version == HTTP/* && ( -z $3 || $status == 200 ) ]]
`;

/** What the probes of a pod run in the container; nothing if there is no path for them. */
export function listProbePrograms({ health }: AppFacts): Entry[] {
  return health === null ? [] : [{ kind: 'text', path: PROBE_FILE, mode: 0o755, text: PROBE_PROGRAM }];
}

/** Asks at berth's own path. */
export function toHttpGet({ path }: HealthSettings, port: number) {
  return { httpGet: { path, port } };
}

/** How often a probe may fail, `everySeconds` apart, before a start has taken too long. */
export function toStartFailures(
  { startMs }: AppFacts,
  everySeconds: number,
  mostSeconds = Number.POSITIVE_INFINITY,
): number {
  return Math.max(1, Math.ceil(Math.min(startMs / 1_000, mostSeconds) / everySeconds));
}

/**
 * Asks over HTTP whether the instance is to live on. Where the path is 503 while the app is not ready, the platform waits as long as a start
 * may take: berth starts the app again by itself.
 */
export function toHttpLiveness(health: HealthSettings, port: number, facts: AppFacts) {
  const atRestart = health.answers === 'always' ? 0 : toStartFailures(facts, LIVE_PERIOD_SECONDS);
  return {
    ...toHttpGet(health, port),
    periodSeconds: LIVE_PERIOD_SECONDS,
    timeoutSeconds: PROBE_SECONDS,
    failureThreshold: LIVE_FAILURES + atRestart,
  };
}

/** Waits in the container for the first start of the app. */
export function toStartupCommand(health: HealthSettings, port: number, facts: AppFacts) {
  return {
    ...toCommand(port, health, 'ready'),
    periodSeconds: 1,
    timeoutSeconds: PROBE_SECONDS,
    failureThreshold: toStartFailures(facts, 1),
  };
}

/** Asks in the container whether berth is there, whatever the state of its app. */
export function toLivenessCommand(health: HealthSettings, port: number) {
  return {
    ...toCommand(port, health),
    periodSeconds: LIVE_PERIOD_SECONDS,
    timeoutSeconds: PROBE_SECONDS,
    failureThreshold: LIVE_FAILURES,
  };
}

/** Words that need no quotes: older versions of podman lose those on the way to a shell. */
function toCommand(port: number, { path }: HealthSettings, ...more: readonly string[]) {
  return { exec: { command: [PROBE_COMMAND, String(port), path, ...more] } };
}

/** True if a file has this very probe. */
export function isSameProbe(node: unknown, probe: object): boolean {
  return isMap(node) && isDeepStrictEqual(node.toJSON(), probe);
}

/** A place in a file of YAML. */
export type Path = readonly (string | number)[];

/** The places in which the probes of a container have another number for the port, and what belongs there. A port may have a name, or none. */
export function listPorts(document: Document, container: Path, port: number): Array<[path: Path, value: unknown]> {
  const probes = ['startupProbe', 'readinessProbe', 'livenessProbe'].map((name) => [...container, name]);
  const asked = probes.flatMap((probe) => [
    [...probe, 'tcpSocket', 'port'],
    [...probe, 'httpGet', 'port'],
  ]);
  const commands = probes.map((probe) => [...probe, 'exec', 'command']);
  const ours = commands.filter((words) => document.getIn([...words, 0]) === PROBE_COMMAND);
  const places: Array<[Path, unknown]> = [
    ...asked.filter((at) => typeof document.getIn(at) === 'number').map((at): [Path, unknown] => [at, port]),
    ...ours.map((words): [Path, unknown] => [[...words, PORT_WORD], String(port)]),
  ];
  return places.filter(([at, value]) => document.getIn(at) !== value);
}
