import { basename, dirname } from 'node:path';
import type { ChosenPort } from '../core/port-rule.ts';
import { PLATFORM_NAMES, type Settings } from '../core/settings.ts';
import { choosePlatform, recognisePlatform } from '../platform/choose-platform.ts';
import { describeExceededLimits } from '../platform/exceeded-limit.ts';
import type { Platform } from '../platform/platform.ts';
import { describeUnheardKeys } from '../platform/unheard-key.ts';
import { checkDraft } from './check/check-draft.ts';
import { readAuthorities } from './draft/authority.ts';
import { completeDraft, isEarlyPath } from './draft/completion.ts';
import type { Draft } from './draft/draft.ts';
import { readErrorPages } from './draft/error-page.ts';
import { interpolate } from './draft/interpolate.ts';
import { toDisplayName } from './draft/named-file.ts';
import { createResolver } from './draft/resolver.ts';
import { warnOfForms } from './draft/shell-form.ts';
import { renderFiles } from './draft/template.ts';
import { isEnvFile, readVariables } from './draft/variable-file.ts';
import { passOnVariables } from './draft/variables.ts';
import type { Config } from './schema/schema.ts';
import { resolveSettings } from './settings/resolve.ts';
import type { ConfigForm } from './settings/resolve-process.ts';
import type { RunDirPlan } from './settings/run-dir.ts';
import { planFileAccess, planFolderAccess } from './settings/run-dir-access.ts';
import { choosePlatformPort, describePortConflict, describeUntoldPort, readEndpoint } from './source/listen-port.ts';
import type { ConfigPath } from './source/place.ts';

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

/** A config that is a draft: as it is written, or as it was kept. */
export interface OpenedConfig {
  readonly draft: Draft;
  readonly form: ConfigForm;
  /** The config of the complete draft, with its defaults; null if the schema refuses it, which is then reported. */
  validate(draft: Draft): Config | null;
}

/** What a draft is settled in. */
export interface Surroundings {
  readonly configFile: string;
  readonly env: NodeJS.ProcessEnv;
  /** False: as where the file of variables is not, on a platform. */
  readonly readsEnvFile: boolean;
}

/** Carries a draft to settings, or throws with all that is wrong with it. Writes nothing. */
export async function settle(
  { draft, form, validate }: OpenedConfig,
  { configFile, env: own, readsEnvFile }: Surroundings,
): Promise<LoadedSettings> {
  const configDir = dirname(configFile);
  const displayName = toDisplayName(configFile);
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
  const config = validate(draft);
  checkDraft(draft, listenPort?.port ?? null);
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
