import { Document, isMap, parseDocument } from 'yaml';
import { PackFault } from './pack-fault.ts';
import type { AppFacts, PackPlatform } from './pack-request.ts';
import type { PlatformFile, PresentFile } from './platform-file.ts';

const FILE = 'service.yaml';
/** The platform tells the container this port in PORT. */
const DEFAULT_PORT = 8080;
/** Knative's own maximum, unless its operator has raised it; Cloud Run's. */
const MOST_SECONDS = { knative: 600, cloudrun: 3_600 } as const;
const MARGIN_SECONDS = 5;
/** Cloud Run: a probe every so often, and no longer than 240 s in all. */
const PROBE_SECONDS = 5;
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
  const fill = (path: readonly (string | number)[], value: unknown): void => {
    if (document.hasIn(path)) return;
    document.setIn(path, document.createNode(value));
    changes.push(`${FILE}: ${path.slice(3).join('.')} is ${JSON.stringify(value)} now`);
  };
  if (!isMap(document.getIn(container))) throw new PackFault(`${FILE} has no containers`);
  const port = [...container, 'ports', 0, 'containerPort'] as const;
  if (facts.port !== null && document.getIn(port) !== facts.port) {
    document.deleteIn([...container, 'ports']);
    fill([...container, 'ports'], [{ containerPort: facts.port }]);
  }
  fill([...spec, 'timeoutSeconds'], toTimeout(facts.callMs, platform));
  if (facts.maxInFlight > 0) fill([...spec, 'containerConcurrency'], facts.maxInFlight);
  if (platform === 'cloudrun') fill([...container, 'startupProbe'], toStartupProbe(facts));
  return changes;
}

function renderNew(name: string, facts: AppFacts, platform: ServicePlatform): string {
  const container = {
    image: 'CHANGE-THIS/image:tag',
    ports: [{ containerPort: facts.port ?? DEFAULT_PORT }],
    ...(facts.variables.length === 0
      ? {}
      : { env: facts.variables.map((variable) => ({ name: variable, value: '' })) }),
    ...(platform === 'cloudrun' ? { startupProbe: toStartupProbe(facts) } : {}),
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

/** berth opens its port when the app is ready. */
function toStartupProbe({ port, startMs }: AppFacts) {
  const seconds = Math.min(Math.ceil(startMs / 1_000), MOST_START_SECONDS);
  return {
    tcpSocket: { port: port ?? DEFAULT_PORT },
    periodSeconds: PROBE_SECONDS,
    timeoutSeconds: 1,
    failureThreshold: Math.ceil(seconds / PROBE_SECONDS),
  };
}

function toTimeout(callMs: number, platform: ServicePlatform): number {
  const most = MOST_SECONDS[platform];
  return callMs === 0 ? most : Math.min(Math.ceil(callMs / 1_000) + MARGIN_SECONDS, most);
}
