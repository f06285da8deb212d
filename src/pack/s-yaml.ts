import { Document, isMap, isSeq, parseDocument } from 'yaml';
import { PackFault } from './pack-fault.ts';
import type { AppFacts } from './pack-request.ts';
import type { PlatformFile, PresentFile } from './platform-file.ts';

/** What the platform is told, besides what the config says. */
export interface Deployment {
  readonly name: string;
  /** The package, as a path from the file's folder. */
  readonly code: string;
  /** The start file, below the root of the package. */
  readonly startFile: string;
  readonly facts: AppFacts;
}

const RUNTIME = 'custom.debian12';
const DEFAULT_PORT = 9000;
/** As the templates of the platform have it for web servers; it allows from 1 to 200. */
const DEFAULT_CONCURRENCY = 20;
const MOST_CONCURRENCY = 200;
const MOST_SECONDS = 86_400;
/** berth's own limit comes first, so that its answer says what took too long. */
const MARGIN_SECONDS = 5;

/**
 * The `s.yaml` of Serverless Devs 3: a new one, or the one that is there with what berth needs put right and what it lacks
 * filled in, its comments and all else kept. Throws a PackFault if it cannot be told which function is meant.
 */
export function renderServerlessDevs(present: PresentFile | null, deployment: Deployment): PlatformFile {
  if (present === null) {
    const text = renderNew(deployment);
    return { name: 's.yaml', text, changes: ['wrote s.yaml: look through its region and memory'] };
  }
  const document = parseDocument(present.text);
  if (document.errors.length > 0)
    throw new PackFault(`${present.name} is no valid YAML: ${document.errors[0]?.message}`);
  const changes = complete(document, findProps(document, present.name), present.name, deployment);
  if (changes.length === 0) return { name: present.name, text: null, changes: [`${present.name} is as it should be`] };
  return { name: present.name, text: document.toString({ lineWidth: 0 }), changes };
}

type Path = readonly (string | number)[];

/** The properties of the function: of the only one, for more than one are several packages. */
function findProps(document: Document, file: string): Path {
  const resources = document.get('resources');
  if (!isMap(resources))
    throw new PackFault(`${file} has no resources: it is none of Serverless Devs 3 (edition 3.0.0)`);
  const names = resources.items.map(({ key }) => String(key));
  const functions = names.filter((name) => document.getIn(['resources', name, 'component']) === 'fc3');
  const [only, ...more] = functions;
  if (only === undefined) throw new PackFault(`${file} has no resource with the component fc3`);
  if (more.length > 0) throw new PackFault(`${file} has several functions: ${functions.join(', ')}; berth packs one`);
  return ['resources', only, 'props'];
}

function complete(document: Document, props: Path, file: string, deployment: Deployment): string[] {
  const changes: string[] = [];
  const set = (path: Path, value: unknown): void => {
    const before = document.getIn([...props, ...path]);
    if (toText(before) === toText(value)) return;
    document.setIn([...props, ...path], document.createNode(value));
    const was = before === undefined ? '' : ` (it was ${toText(before)})`;
    changes.push(`${file}: ${path.join('.')} is ${toText(value)} now${was}`);
  };
  const fill = (path: Path, value: unknown): void => {
    if (!document.hasIn([...props, ...path])) set(path, value);
  };
  const wanted = toProps(deployment);
  if (!/^custom(?:\.|$)/.test(String(document.getIn([...props, 'runtime'])))) set(['runtime'], wanted.runtime);
  set(['code'], wanted.code);
  fill(['handler'], wanted.handler);
  set(['customRuntimeConfig', 'command'], wanted.customRuntimeConfig.command);
  // What stood behind the command of the app.
  if (document.deleteIn([...props, 'customRuntimeConfig', 'args']))
    changes.push(`${file}: customRuntimeConfig.args is gone: the config has the command`);
  set(['customRuntimeConfig', 'port'], wanted.customRuntimeConfig.port);
  fill(['timeout'], wanted.timeout);
  if (deployment.facts.maxInFlight > 0) set(['instanceConcurrency'], wanted.instanceConcurrency);
  else fill(['instanceConcurrency'], wanted.instanceConcurrency);
  for (const [name, value] of Object.entries(wanted.environmentVariables)) fill(['environmentVariables', name], value);
  return changes;
}

function toText(value: unknown): string {
  return JSON.stringify(isSeq(value) || isMap(value) ? value.toJSON() : value) ?? '';
}

function toProps({ name, code, startFile, facts }: Deployment) {
  return {
    region: 'cn-hangzhou',
    functionName: name,
    runtime: RUNTIME,
    code,
    handler: 'index.handler',
    cpu: 0.5,
    memorySize: 512,
    diskSize: 512,
    timeout: toTimeout(facts.callMs),
    instanceConcurrency: Math.min(facts.maxInFlight || DEFAULT_CONCURRENCY, MOST_CONCURRENCY),
    customRuntimeConfig: { command: [`/code/${startFile}`], port: facts.port ?? DEFAULT_PORT },
    environmentVariables: Object.fromEntries(
      facts.variables.map((variable) => [variable, `\${env('${variable}')}`] as const),
    ),
  };
}

function toTimeout(callMs: number): number {
  return callMs === 0 ? MOST_SECONDS : Math.min(Math.ceil(callMs / 1_000) + MARGIN_SECONDS, MOST_SECONDS);
}

function renderNew(deployment: Deployment): string {
  const { environmentVariables, ...props } = toProps(deployment);
  const variables = Object.keys(environmentVariables).length === 0 ? {} : { environmentVariables };
  const trigger = {
    triggerName: 'http',
    triggerType: 'http',
    triggerConfig: { authType: 'anonymous', methods: ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'] },
  };
  const { name } = deployment;
  const document = new Document({
    edition: '3.0.0',
    name,
    access: 'default',
    resources: { [name]: { component: 'fc3', props: { ...props, ...variables, triggers: [trigger] } } },
  });
  document.commentBefore =
    ' How Serverless Devs (`s deploy`) deploys this app; `berth pack` keeps what is changed here.';
  return document.toString({ lineWidth: 0 });
}
