import { basename, dirname, resolve as resolvePath } from 'node:path';
import { escapeUnseen } from '../core/odd-character.ts';
import type { ChosenPort } from '../core/port-rule.ts';
import { PLATFORM_NAMES, type Settings } from '../core/settings.ts';
import { Failure } from '../failures/failure.ts';
import { choosePlatform, recognisePlatform } from '../platform/choose-platform.ts';
import { describeExceededLimits } from '../platform/exceeded-limit.ts';
import type { Platform } from '../platform/platform.ts';
import { describeUnheardKeys } from '../platform/unheard-key.ts';
import { checkDraft } from './check/check-draft.ts';
import { readAuthorities } from './draft/authority.ts';
import { createDraft } from './draft/canonical.ts';
import { completeDraft, isEarlyPath } from './draft/completion.ts';
import type { Draft } from './draft/draft.ts';
import { readErrorPages } from './draft/error-page.ts';
import { interpolate } from './draft/interpolate.ts';
import { describeReadError, toDisplayName } from './draft/named-file.ts';
import { createResolver } from './draft/resolver.ts';
import { warnOfForms } from './draft/shell-form.ts';
import { renderFiles } from './draft/template.ts';
import { isEnvFile, readVariables } from './draft/variable-file.ts';
import { passOnVariables } from './draft/variables.ts';
import { isMapping } from './schema/schema-leaf.ts';
import { resolveSettings } from './settings/resolve.ts';
import type { ConfigForm } from './settings/resolve-process.ts';
import type { RunDirPlan } from './settings/run-dir.ts';
import { planFileAccess, planFolderAccess } from './settings/run-dir-access.ts';
import { ConfigDocument } from './source/document.ts';
import { choosePlatformPort, describePortConflict, describeUntoldPort, readEndpoint } from './source/listen-port.ts';
import { type ConfigFlags, readEnvOverrides, readFlagOverrides } from './source/override.ts';
import type { ConfigPath } from './source/place.ts';
import { Report } from './source/report.ts';
import { EncodingFault, readText } from './source/text-file.ts';

/** Which config to load, and what beats it: flags beat the environment, the environment beats the file. */
export interface LoadRequest extends ConfigFlags {
  readonly file: string;
  readonly env?: NodeJS.ProcessEnv;
  /** False: as where the file of variables is not, on a platform. */
  readonly readsEnvFile?: boolean;
}

/** The settings of one run and what goes with them. Nothing has been written or started. */
export interface LoadedSettings {
  readonly settings: Settings;
  /** The config file as messages name it. */
  readonly displayName: string;
  /** What is odd but not wrong, a sentence each. */
  readonly warnings: readonly string[];
  /** Where the config has what these keys lead to, were it written in full: `berth.yaml:3:12`, or the name of a setting. */
  locate(path: ConfigPath): string;
  /** What `prepareRunDir` is to write. */
  readonly runDirPlan: RunDirPlan;
  /** The file that `envFile` names, be it there or not; null: none. */
  readonly envFile: string | null;
}

/**
 * Loads a config file and checks all of it, templates included, without writing anything. Throws CONFIG_NOT_FOUND, or
 * CONFIG_INVALID or VARIABLE_UNSET with every problem there is. No problem shows the value of an environment variable,
 * unless that is a port or looks like a number.
 */
export async function loadSettings(request: LoadRequest): Promise<LoadedSettings> {
  const { file, env: own = process.env, readsEnvFile = true, ...flags } = request;
  const configFile = resolvePath(file);
  const configDir = dirname(configFile);
  const displayName = toDisplayName(configFile);
  const document = readDocument(configFile, displayName);
  const form = readForm(document.tree);
  const draft = openDraft(document, flags, own);
  const { env: read, file: envFile } = await readVariables(draft, configDir, own);
  const env = readsEnvFile ? read : own;
  passOnVariables(draft, env);
  warnOfForms(draft, env);
  interpolate(draft, isEarlyPath, createResolver(env, configDir, null));
  const named = PLATFORM_NAMES.find((name) => name === draft.get(['platform'])) ?? 'auto';
  const platform = choosePlatform(named, own);
  const listenPort = chooseListenPort(draft, platform, own, configFile);
  const { isRunDirTemporary } = await completeDraft(draft, configDir, listenPort?.port ?? null);
  const resolve = createResolver(env, configDir, draft);
  interpolate(draft, (path) => !isEarlyPath(path) && !isEnvFile(path), resolve);
  const config = checkDraft(draft, listenPort?.port ?? null);
  const ca = readAuthorities(draft, configDir);
  const errorPages = readErrorPages(draft, configDir);
  const files = renderFiles(draft, resolve, configDir);
  draft.report.throwIfAny(displayName);
  if (config === null || listenPort === null) throw new Error('BUG: a config with problems was let through');
  const settings = resolveSettings(config, {
    configFile,
    env,
    listenPort,
    platform,
    ca,
    errorPages,
    isRunDirTemporary,
    form,
  });
  const access = planFolderAccess(settings.processes);
  const conflict = listenPort.source.startsWith('FC_') ? describePortConflict(own) : null;
  const untold = describeUntoldPort(recognisePlatform(own), own, listenPort);
  return {
    settings,
    displayName,
    envFile,
    locate: (path) => draft.report.locate(toKnownPath(draft, path)),
    warnings: [
      ...draft.report.warnings,
      ...[conflict, untold].filter((warning) => warning !== null),
      ...describeExceededLimits(settings, platform),
      ...describeUnheardKeys(settings, platform),
    ],
    runDirPlan: {
      path: settings.runDir,
      displayName: draft.report.isConcealed(['runDir']) ? '`runDir`' : settings.runDir,
      isTemporary: isRunDirTemporary,
      ...(access === null ? {} : { access }),
      files: files.map(({ name, path, content }) => {
        const mode = Number.parseInt(String(config.files[name]?.mode), 8);
        return { path, content, ...planFileAccess({ path, mode }, settings.processes) };
      }),
    },
  };
}

// A signal may be written without what all begin with.
function toKnownPath(draft: Draft, path: ConfigPath): ConfigPath {
  return draft.has(path) ? path : path.map((key) => String(key).replace(/^SIG/, ''));
}

// Before the draft changes it.
function readForm(tree: unknown): ConfigForm {
  if (!isMapping(tree)) return { isNamed: false, hasUpstreamPort: false };
  const { upstream } = tree;
  return { isNamed: 'processes' in tree, hasUpstreamPort: isMapping(upstream) && 'port' in upstream };
}

function readDocument(configFile: string, displayName: string): ConfigDocument {
  const document = new ConfigDocument(readConfigFile(configFile, displayName), displayName);
  // After a syntax error the rest of the file reads as something nobody wrote.
  if (document.faults.some((fault) => fault.isFatal)) new Report(document).throwIfAny(displayName);
  return document;
}

function readConfigFile(configFile: string, displayName: string): string {
  try {
    return readText(configFile).replace(/^\uFEFF/, '');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Failure('CONFIG_NOT_FOUND', { file: escapeUnseen(configFile) }, { cause: error });
    const problem =
      error instanceof EncodingFault
        ? `${displayName}:${error.line}:${error.column}: ${error.message}`
        : `${displayName}: ${describeReadError(error)}, expected a YAML file`;
    throw new Failure('CONFIG_INVALID', { file: displayName, count: 1, problems: [problem] }, { cause: error });
  }
}

function openDraft(document: ConfigDocument, flags: ConfigFlags, env: NodeJS.ProcessEnv): Draft {
  const report = new Report(document);
  // An empty file is an empty mapping: variables alone may configure berth.
  const tree = document.tree ?? Object.create(null);
  const readOverrides = (known: unknown) => [
    ...readEnvOverrides(env, known, report),
    ...readFlagOverrides(flags, known, report),
  ];
  return createDraft(tree, readOverrides, report);
}

function chooseListenPort(
  draft: Draft,
  platform: Platform,
  env: NodeJS.ProcessEnv,
  configFile: string,
): ChosenPort | null {
  const path = ['listen', 'port'];
  const port = draft.get(path);
  if (port === undefined) {
    const endpoint = readEndpoint(platform, env, draft.report);
    if (endpoint !== null) draft.fill(['listen', 'host'], endpoint.host);
    return endpoint ?? choosePlatformPort(platform, env, draft.report);
  }
  return typeof port === 'number' ? { port, source: draft.report.findSetting(path) ?? basename(configFile) } : null;
}
