import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { toHarmless } from '../core/harmless-text.ts';
import { toKeptFile } from '../core/kept-file.ts';
import { AppFolder } from '../init/app-folder.ts';
import { renderContainerfile } from './containerfile.ts';
import { type Entry, sortEntries } from './entry.ts';
import { type IgnoreRules, readIgnoreRules } from './ignore-rules.ts';
import { createLambdaEntry } from './lambda-web.ts';
import { type FileList, listFiles } from './list-files.ts';
import { describeLeftOut, listWarnings } from './list-report.ts';
import { describeNext } from './next-step.ts';
import { listNode, listOwnFiles } from './own-files.ts';
import { PackFault } from './pack-fault.ts';
import { type PackRequest, toDefaultOutput } from './pack-request.ts';
import { type PlatformFile, type PresentFile, toServiceName } from './platform-file.ts';
import { isPod, POD_FILE, renderPod } from './pod-yaml.ts';
import { listProbePrograms } from './probe.ts';
import { renderServerlessDevs } from './s-yaml.ts';
import { findSecrets } from './secret.ts';
import { renderService } from './service-yaml.ts';
import { describeBytes, reportSize } from './size-report.ts';
import { writeFolder } from './write-folder.ts';
import { writeZip } from './write-zip.ts';

/** Of an image's context, the folder with what is to be in the image. */
const CONTEXT = 'app';
const SERVERLESS_DEVS_FILES = ['s.yaml', 's.yml'];
const SERVICE_FILE = 'service.yaml';
/** What a platform's own tool deploys by, by the names that the file may have. */
const PLATFORM_FILES: Readonly<Record<PackRequest['platform'], readonly string[]>> = {
  fc: SERVERLESS_DEVS_FILES,
  knative: [SERVICE_FILE],
  cloudrun: [SERVICE_FILE],
  container: [POD_FILE],
  'lambda-web': [],
};
/** The first moment that a zip can name. */
const DEFAULT_TIME = '1980-01-01T00:00:00Z';
const MOST_NAMES = 10;
const NOT_COMPILED =
  'berth is not compiled for this Node.js (may its own folder be written to?): each start takes some 50 ms more';

/** A package that was made. */
export interface Packed {
  /** What to tell, a line each. */
  readonly lines: readonly string[];
  /** What may be in the way of the start, a sentence each without its end. */
  readonly warnings: readonly string[];
  /** Why the platform will refuse it, as a sentence without an end; null: it will not. */
  readonly excess: string | null;
}

/**
 * Makes a package of an app and the running berth, and writes or completes the file that its platform deploys by. Rejects
 * with a PackFault, or the system's error; then no package was written.
 */
export async function packApp(request: PackRequest): Promise<Packed> {
  const folder = new AppFolder(request.folder);
  const output = resolve(request.output);
  if (output === folder.path) throw new PackFault('the package cannot be the folder of the app itself');
  const present = await readPresent(folder, request.platform);
  const rules = await readIgnoreRules(folder.path, listOwnPaths(folder, { ...request, output }, present));
  const list = await listFiles(folder.path, rules);
  if (!request.withSecrets) await refuseSecrets(list);
  refuseMissing(list, rules, request);
  const own = await listOwnFiles(folder, request.programFile);
  const node = request.withNode ? await listNode(own.startFile) : [];
  const extra = createExtra(folder, request, own.entries);
  const app = sortEntries([...list.entries, ...listKept(list, request), ...own.entries, ...node, ...extra.entries]);
  const entries = request.form === 'image' ? toContext(app, request, own.startFile) : app;
  const platformFile = createPlatformFile(present, folder, { ...request, output }, own.startFile);
  const packedBytes = await write(entries, output, request);
  if (platformFile !== null && platformFile.text !== null)
    await writeFile(join(folder.path, platformFile.name), platformFile.text);
  const size = reportSize(app, packedBytes, request);
  const packed = packedBytes === null ? '' : `, ${describeBytes(packedBytes)} packed`;
  const files = app.filter(({ kind }) => kind !== 'folder').length;
  const lines = [
    `wrote ${request.output}: ${files} files, ${describeBytes(size.unpackedBytes)}${packed}`,
    `largest: ${size.largest}`,
    ...describeLeftOut(list, rules),
    ...(platformFile?.changes ?? []),
    ...extra.lines,
    ...(own.isCompiled ? [`compiled: berth, for Node.js ${process.versions.node.split('.')[0]}`] : []),
    ...(request.kept === null ? [] : [`kept: what a start need not find out again, in ${toKeptFile(request.config)}`]),
    `next: ${describeNext(request, toServiceName(folder.name))}`,
  ];
  const warnings = [
    ...(await listWarnings(list, rules)),
    ...(size.warning === null ? [] : [size.warning]),
    ...(own.isCompiled ? [] : [NOT_COMPILED]),
  ];
  return { lines, warnings, excess: size.excess };
}

/** What is kept of the config, for whoever may read that. */
function listKept({ entries }: FileList, { config, kept }: PackRequest): Entry[] {
  const of = entries.find(({ kind, path }) => kind === 'file' && path === config);
  if (kept === null || of?.kind !== 'file') return [];
  return [{ kind: 'text', path: toKeptFile(config), mode: of.mode, text: kept }];
}

/** The platform's own file, if it is there already. */
async function readPresent(folder: AppFolder, platform: PackRequest['platform']): Promise<PresentFile | null> {
  const name = PLATFORM_FILES[platform].find((candidate) => folder.hasFile(candidate));
  return name === undefined ? null : { name, text: await readFile(join(folder.path, name), 'utf8') };
}

/** What lies in the app's folder for this machine or for the way to a platform only, packages that were made before among it. */
function listOwnPaths(
  folder: AppFolder,
  { output, envFile, withSecrets, config }: PackRequest,
  present: PresentFile | null,
): ReadonlySet<string> {
  const name = relative(folder.path, output);
  const service = folder.read(SERVICE_FILE)?.includes('serving.knative.dev/') === true ? SERVICE_FILE : '';
  const pod = isPod(folder.read(POD_FILE) ?? '') ? POD_FILE : '';
  const made = [toDefaultOutput(folder.path, 'zip'), toDefaultOutput(folder.path, 'image')];
  // On a platform its settings say what that file says here.
  const variables = withSecrets ? '' : (envFile ?? '');
  return new Set([
    variables,
    // Made anew, for the berth of the package.
    toKeptFile(config),
    name,
    `${name}.part`,
    present?.name ?? '',
    ...SERVERLESS_DEVS_FILES,
    service,
    pod,
    ...made,
  ]);
}

async function refuseSecrets({ entries }: FileList): Promise<void> {
  const secrets = await findSecrets(entries);
  if (secrets.length === 0) return;
  const names = secrets.slice(0, MOST_NAMES).map(({ path, kind }) => `  ${toHarmless(path)}: ${kind}`);
  const more = secrets.length > MOST_NAMES ? `\n  and ${secrets.length - MOST_NAMES} more` : '';
  throw new PackFault(
    `these look like secrets, which everybody who gets the package could read:\n${names.join('\n')}${more}\n` +
      'Name them in .berthignore, and give the app what it needs as variables of the platform; or pack them with --with-secrets',
  );
}

/** A package without what its command starts would fail on the platform, and only there. */
function refuseMissing({ entries, leftOut }: FileList, { file }: IgnoreRules, { facts, folder }: PackRequest): void {
  const paths = new Set(entries.map(({ path }) => path));
  const missing = facts.needed.find((path) => !paths.has(path) && leftOut.some((out) => isBelow(path, out)));
  if (missing === undefined) return;
  throw new PackFault(
    `${join(folder, missing)} is left out by ${file ?? 'the rules'}, and the config needs it: add \`!/${missing}\` there`,
  );
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** What a platform wants beside the app. */
function createExtra(folder: AppFolder, { platform, facts }: PackRequest, own: readonly Entry[]) {
  if (platform === 'container') return { entries: listProbePrograms(facts), lines: [] };
  if (platform !== 'lambda-web') return { entries: [], lines: [] };
  const program = own.find(({ path }) => basename(path) === 'berth.cjs')?.path ?? '';
  const { entry, setting } = createLambdaEntry(folder, program);
  return { entries: [entry], lines: [`${entry.path} starts berth`, ...(setting === null ? [] : [setting])] };
}

function toContext(
  app: readonly Entry[],
  { facts, base, withNode, platform }: PackRequest,
  startFile: string,
): Entry[] {
  const env = platform === 'container' ? { BERTH_PLATFORM: platform } : {};
  const plan = { context: CONTEXT, startFile, programs: facts.programs, base, hasNode: withNode, env };
  return [
    { kind: 'text', path: 'Containerfile', mode: 0o644, text: renderContainerfile(plan) },
    { kind: 'folder', path: CONTEXT, mode: 0o755 },
    ...app.map((entry) => ({ ...entry, path: `${CONTEXT}/${entry.path}` })),
  ];
}

function createPlatformFile(
  present: PresentFile | null,
  folder: AppFolder,
  { platform, form, facts, output }: PackRequest,
  startFile: string,
): PlatformFile | null {
  const name = toServiceName(folder.name);
  if (platform === 'lambda-web' || (platform === 'fc' && form === 'image')) return null;
  if (platform === 'container') return renderPod(present, name, facts);
  if (platform !== 'fc') return renderService(present, name, facts, platform);
  const code = relative(folder.path, output);
  return renderServerlessDevs(present, { name, code: code.startsWith('.') ? code : `./${code}`, startFile, facts });
}

/** Resolves with the size of the zip; null for a folder. */
async function write(entries: readonly Entry[], output: string, { form }: PackRequest): Promise<number | null> {
  if (form !== 'zip') {
    await writeFolder(entries, output);
    return null;
  }
  if ((await stat(dirname(output)).catch(() => null)) === null)
    throw new PackFault(`${dirname(output)} does not exist`);
  await rm(`${output}.part`, { force: true });
  await writeZip(entries, output, findTime());
  return (await stat(output)).size;
}

/** SOURCE_DATE_EPOCH, as reproducible builds have it, in seconds. */
function findTime(): Date {
  const seconds = Number(process.env['SOURCE_DATE_EPOCH'] ?? '');
  const earliest = new Date(DEFAULT_TIME);
  return seconds * 1_000 > earliest.getTime() ? new Date(seconds * 1_000) : earliest;
}
