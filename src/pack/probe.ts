import { isDeepStrictEqual } from 'node:util';
import { type Document, isMap } from 'yaml';
import type { HealthSettings } from '../core/settings.ts';
import type { AppFacts } from './pack-request.ts';

/** How often a platform asks, where nothing speaks for another rhythm. */
export const PROBE_SECONDS = 5;
const LIVE_PERIOD_SECONDS = 10;
const LIVE_FAILURES = 3;
/** The words of a probe command behind its script: by the first it is known again, the second is the port. */
const PROBE_NAME = 'berth-probe';
const NAME_WORD = 3;
const PORT_WORD = 4;

/**
 * What is run in the container to ask berth at its path. podman has no other way to probe than a program of the image, and an image
 * need have neither curl nor nc; that it has bash is known, for the start file does.
 */
const ASK = `exec 3<>"/dev/tcp/127.0.0.1/$1" && printf 'GET %s HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' "$2" >&3 && read -r -t 5 version status _ <&3`;
const IS_READY = `${ASK} && [ "$status" = 200 ]`;
const IS_THERE = `${ASK} && [[ $version == HTTP/* ]]`;

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
    ...toCommand(IS_READY, port, health),
    periodSeconds: 1,
    timeoutSeconds: PROBE_SECONDS,
    failureThreshold: toStartFailures(facts, 1),
  };
}

/** Asks in the container whether berth is there, whatever the state of its app. */
export function toLivenessCommand(health: HealthSettings, port: number) {
  return {
    ...toCommand(IS_THERE, port, health),
    periodSeconds: LIVE_PERIOD_SECONDS,
    timeoutSeconds: PROBE_SECONDS,
    failureThreshold: LIVE_FAILURES,
  };
}

function toCommand(script: string, port: number, { path }: HealthSettings) {
  return { exec: { command: ['bash', '-c', script, PROBE_NAME, String(port), path] } };
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
  const ours = commands.filter((words) => document.getIn([...words, NAME_WORD]) === PROBE_NAME);
  const places: Array<[Path, unknown]> = [
    ...asked.filter((at) => typeof document.getIn(at) === 'number').map((at): [Path, unknown] => [at, port]),
    ...ours.map((words): [Path, unknown] => [[...words, PORT_WORD], String(port)]),
  ];
  return places.filter(([at, value]) => document.getIn(at) !== value);
}
