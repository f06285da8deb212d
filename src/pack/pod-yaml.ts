import { Document, isMap, parseDocument } from 'yaml';
import { PackFault } from './pack-fault.ts';
import type { AppFacts } from './pack-request.ts';
import type { PlatformFile, PresentFile } from './platform-file.ts';
import {
  isSameProbe,
  listPorts,
  type Path,
  PROBE_SECONDS,
  toHttpGet,
  toLivenessCommand,
  toStartupCommand,
} from './probe.ts';

export const POD_FILE = 'pod.yaml';

/** Where berth listens if nothing tells it another. */
const DEFAULT_PORT = 9000;
/** What Kubernetes gives a pod to end, unless it is told otherwise; berth's own stop gets no less. */
const LEAST_STOP_SECONDS = 30;
const MARGIN_SECONDS = 5;

/** True for the text of a pod, by Kubernetes' own words. */
export function isPod(text: string): boolean {
  return /^kind: *Pod *$/m.test(text);
}

/**
 * The `pod.yaml` of Kubernetes and `podman kube play`: a new one, or the one that is there with the port put right and what
 * it lacks filled in. Throws a PackFault if that is no pod.
 */
export function renderPod(present: PresentFile | null, name: string, facts: AppFacts): PlatformFile {
  if (present === null) {
    return {
      name: POD_FILE,
      text: renderNew(name, facts),
      changes: [`wrote ${POD_FILE}: its image is ${toImage(name)}`],
    };
  }
  const document = parseDocument(present.text);
  if (document.errors.length > 0) throw new PackFault(`${POD_FILE} is no valid YAML: ${document.errors[0]?.message}`);
  if (document.get('kind') !== 'Pod') throw new PackFault(`${POD_FILE} is no pod (kind: Pod): rename it`);
  const changes = complete(document, facts);
  if (changes.length === 0) return { name: POD_FILE, text: null, changes: [`${POD_FILE} is as it should be`] };
  return { name: POD_FILE, text: document.toString({ lineWidth: 0 }), changes };
}

/** As `podman build -t` names it here; a cluster wants that of a registry. */
export function toImage(name: string): string {
  return `localhost/${name}:latest`;
}

function complete(document: Document, facts: AppFacts): string[] {
  const changes: string[] = [];
  const container = ['spec', 'containers', 0] as const;
  const set = (path: Path, value: unknown): void => {
    document.setIn(path, document.createNode(value));
    changes.push(`${POD_FILE}: ${path.join('.')} is ${JSON.stringify(value)} now`);
  };
  const fill = (path: Path, value: unknown): void => {
    if (!document.hasIn(path)) set(path, value);
  };
  if (!isMap(document.getIn(container))) throw new PackFault(`${POD_FILE} has no containers`);
  const port = toPort(facts);
  // On the network of its node a pod has the ports that it opens, and podman refuses a list of them.
  const isListed = document.getIn(['spec', 'hostNetwork']) !== true;
  if (isListed && document.getIn([...container, 'ports', 0, 'containerPort']) !== port) {
    document.deleteIn([...container, 'ports']);
    fill([...container, 'ports'], [{ containerPort: port }]);
  }
  for (const [probed, value] of listPorts(document, container, port)) set(probed, value);
  const readiness = [...container, 'readinessProbe'];
  // It was written before the config had a path for probes.
  if (facts.health !== null && isSameProbe(document.getIn(readiness), toPortProbe(facts))) document.deleteIn(readiness);
  for (const [name, probe] of Object.entries(toProbes(facts))) fill([...container, name], probe);
  fill(['spec', 'terminationGracePeriodSeconds'], toStopSeconds(facts));
  return changes;
}

function renderNew(name: string, facts: AppFacts): string {
  const container = {
    name,
    image: toImage(name),
    imagePullPolicy: 'IfNotPresent',
    ports: [{ containerPort: toPort(facts) }],
    ...(facts.variables.length === 0
      ? {}
      : { env: facts.variables.map((variable) => ({ name: variable, value: '' })) }),
    ...toProbes(facts),
  };
  const document = new Document({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { app: name } },
    spec: { terminationGracePeriodSeconds: toStopSeconds(facts), containers: [container] },
  });
  document.commentBefore = ' Which image is to run, and how; `berth pack` keeps what is changed here.';
  return document.toString({ lineWidth: 0 });
}

function toPort({ port }: AppFacts): number {
  return port ?? DEFAULT_PORT;
}

/** Readiness is asked for by the kubelet alone; the two others by podman too, in its own way. */
function toProbes(facts: AppFacts) {
  const { health } = facts;
  if (health === null) return { readinessProbe: toPortProbe(facts) };
  const port = toPort(facts);
  return {
    startupProbe: toStartupCommand(health, port, facts),
    readinessProbe: { ...toHttpGet(health, port), periodSeconds: PROBE_SECONDS },
    livenessProbe: toLivenessCommand(health, port),
  };
}

/** berth opens its port when the app is ready. */
function toPortProbe(facts: AppFacts) {
  return { tcpSocket: { port: toPort(facts) }, periodSeconds: PROBE_SECONDS };
}

function toStopSeconds({ stopMs }: AppFacts): number {
  return Math.max(LEAST_STOP_SECONDS, Math.ceil(stopMs / 1_000) + MARGIN_SECONDS);
}
