import { Document, isMap, parseDocument } from 'yaml';
import { PackFault } from './pack-fault.ts';
import type { AppFacts, PackPlatform } from './pack-request.ts';
import type { PlatformFile, PresentFile } from './platform-file.ts';
import {
  isSameProbe,
  listPorts,
  type Path,
  PROBE_SECONDS,
  toHttpGet,
  toHttpLiveness,
  toStartFailures,
} from './probe.ts';

const FILE = 'service.yaml';
/** The platform tells the container this port in PORT. */
const DEFAULT_PORT = 8080;
/** Knative's own maximum, unless its operator has raised it; Cloud Run's. */
const MOST_SECONDS = { knative: 600, cloudrun: 3_600 } as const;
const MARGIN_SECONDS = 5;
/** Cloud Run: no longer than that in all. */
const MOST_START_SECONDS = 240;

export type ServicePlatform = Extract<PackPlatform, keyof typeof MOST_SECONDS>;

/**
 * The `service.yaml` of Knative and Cloud Run: a new one, or the one that is there with the port put right and what it
 * lacks filled in. Throws a PackFault if that is no service.
 */
export function renderService(
  present: PresentFile | null,
  name: string,
  facts: AppFacts,
  platform: ServicePlatform,
): PlatformFile {
  if (present === null) {
    return { name: FILE, text: renderNew(name, facts, platform), changes: [`wrote ${FILE}: fill in its image`] };
  }
  const document = parseDocument(present.text);
  if (document.errors.length > 0) throw new PackFault(`${FILE} is no valid YAML: ${document.errors[0]?.message}`);
  if (!String(document.get('apiVersion')).startsWith('serving.knative.dev/'))
    throw new PackFault(`${FILE} is none of Knative (apiVersion: serving.knative.dev/v1): rename it`);
  const changes = complete(document, facts, platform);
  if (changes.length === 0) return { name: FILE, text: null, changes: [`${FILE} is as it should be`] };
  return { name: FILE, text: document.toString({ lineWidth: 0 }), changes };
}

function complete(document: Document, facts: AppFacts, platform: ServicePlatform): string[] {
  const changes: string[] = [];
  const spec = ['spec', 'template', 'spec'] as const;
  const container = [...spec, 'containers', 0] as const;
  const set = (path: Path, value: unknown): void => {
    document.setIn(path, document.createNode(value));
    changes.push(`${FILE}: ${path.slice(3).join('.')} is ${JSON.stringify(value)} now`);
  };
  const fill = (path: Path, value: unknown): void => {
    if (!document.hasIn(path)) set(path, value);
  };
  if (!isMap(document.getIn(container))) throw new PackFault(`${FILE} has no containers`);
  const port = [...container, 'ports', 0, 'containerPort'] as const;
  if (facts.port !== null && document.getIn(port) !== facts.port) {
    document.deleteIn([...container, 'ports']);
    fill([...container, 'ports'], [{ containerPort: facts.port }]);
  }
  const called = document.getIn(port);
  const probedPort = typeof called === 'number' ? called : toPort(facts);
  for (const [probed, value] of listPorts(document, container, probedPort)) set(probed, value);
  fill([...spec, 'timeoutSeconds'], toTimeout(facts.callMs, platform));
  if (facts.maxInFlight > 0) fill([...spec, 'containerConcurrency'], facts.maxInFlight);
  const startup = [...container, 'startupProbe'];
  // It was written before the config had a path for probes.
  if (facts.health !== null && isSameProbe(document.getIn(startup), toPortProbe(facts, probedPort)))
    document.deleteIn(startup);
  for (const [name, probe] of Object.entries(toProbes(facts, platform, probedPort))) fill([...container, name], probe);
  return changes;
}

function renderNew(name: string, facts: AppFacts, platform: ServicePlatform): string {
  const container = {
    image: 'CHANGE-THIS/image:tag',
    ports: [{ containerPort: toPort(facts) }],
    ...(facts.variables.length === 0
      ? {}
      : { env: facts.variables.map((variable) => ({ name: variable, value: '' })) }),
    ...toProbes(facts, platform, toPort(facts)),
  };
  const spec = {
    ...(facts.maxInFlight > 0 ? { containerConcurrency: facts.maxInFlight } : {}),
    timeoutSeconds: toTimeout(facts.callMs, platform),
    containers: [container],
  };
  const document = new Document({
    apiVersion: 'serving.knative.dev/v1',
    kind: 'Service',
    metadata: { name },
    spec: { template: { spec } },
  });
  document.commentBefore = ' Which image is to run, and how; `berth pack` keeps what is changed here.';
  return document.toString({ lineWidth: 0 });
}

/** Knative asks for readiness, and older versions refuse a startup probe; on Cloud Run readiness is a preview. */
function toProbes(facts: AppFacts, platform: ServicePlatform, port: number) {
  const { health } = facts;
  if (platform === 'knative') {
    if (health === null) return {};
    const livenessProbe = toHttpLiveness(health, port, facts);
    // Nothing holds that one back while the app starts for the first time.
    return {
      readinessProbe: toHttpGet(health, port),
      livenessProbe: { ...livenessProbe, initialDelaySeconds: toStartFailures(facts, 1) },
    };
  }
  if (health === null) return { startupProbe: toPortProbe(facts, port) };
  return {
    startupProbe: { ...toHttpGet(health, port), ...toStartTimes(facts) },
    livenessProbe: toHttpLiveness(health, port, facts),
  };
}

/** berth opens its port when the app is ready. */
function toPortProbe(facts: AppFacts, port: number) {
  return { tcpSocket: { port }, ...toStartTimes(facts) };
}

function toPort({ port }: AppFacts): number {
  return port ?? DEFAULT_PORT;
}

function toStartTimes(facts: AppFacts) {
  const failureThreshold = toStartFailures(facts, PROBE_SECONDS, MOST_START_SECONDS);
  return { periodSeconds: PROBE_SECONDS, timeoutSeconds: 1, failureThreshold };
}

function toTimeout(callMs: number, platform: ServicePlatform): number {
  const most = MOST_SECONDS[platform];
  return callMs === 0 ? most : Math.min(Math.ceil(callMs / 1_000) + MARGIN_SECONDS, most);
}
