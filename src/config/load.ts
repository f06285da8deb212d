import { readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, relative, resolve as resolvePath } from 'node:path';
import { joinSegments, parseSegments } from '../core/interpolation.ts';
import type { ChosenPort } from '../core/port-rule.ts';
import type { Settings } from '../core/settings.ts';
import { Failure } from '../failures/failure.ts';
import { choosePlatform } from '../platform/choose-platform.ts';
import { describeExceededLimits } from '../platform/exceeded-limit.ts';
import { checkProcesses } from './check/check-process.ts';
import { checkReady } from './check/check-ready.ts';
import { checkSections } from './check/check-section.ts';
import { checkUpstream } from './check/check-upstream.ts';
import { readAuthorities } from './draft/authority.ts';
import { collectFacts, isEarlyPath, type ReadEarly } from './draft/fact.ts';
import { describeReadError } from './draft/named-file.ts';
import { prepareTexts, toWantedType } from './draft/prepare-text.ts';
import { createEarlyResolver, createResolver, type Resolve } from './draft/resolver.ts';
import { renderTemplates } from './draft/template.ts';
import { findKey } from './schema/key-map.ts';
import { isMapping } from './schema/schema-leaf.ts';
import { validateTree } from './schema/validate.ts';
import { resolveSettings } from './settings/resolve.ts';
import type { RunDirPlan } from './settings/run-dir.ts';
import { type ConfigDocument, parseConfigDocument } from './source/document.ts';
import { choosePlatformPort, describePortConflict } from './source/listen-port.ts';
import { type ConfigFlags, readEnvOverrides, readFlagOverrides, setAt } from './source/override.ts';
import { getAt } from './source/place.ts';
import { createProblemList, type ProblemList } from './source/problem.ts';
import { createReport, type Report } from './source/report.ts';

/** Which config to load, and what beats it: flags beat the environment, the environment beats the file. */
export interface LoadRequest extends ConfigFlags {
  readonly file: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** The settings of one run and what goes with them. Nothing has been written or started. */
export interface LoadedSettings {
  readonly settings: Settings;
  /** The config file as messages name it. */
  readonly displayName: string;
  /** What is odd but not wrong, a sentence each. */
  readonly warnings: readonly string[];
  /** What `prepareRunDir` is to write. */
  readonly runDirPlan: RunDirPlan;
}

/**
 * Loads a config file and checks all of it, templates included, without writing anything. Throws CONFIG_NOT_FOUND, or
 * CONFIG_INVALID or VARIABLE_UNSET with every problem there is. No problem shows the value of an environment variable.
 */
export async function loadSettings({ file, env = process.env, ...flags }: LoadRequest): Promise<LoadedSettings> {
  const configFile = resolvePath(file);
  const displayName = toDisplayName(configFile);
  const problems = createProblemList();
  const document = readDocument(configFile, displayName, problems);
  const { tree, report } = applyOverrides(document, flags, env, problems);
  const result = await resolveTree(tree, { report, env, configFile, displayName });
  problems.throwIfAny(displayName);
  if (result === null) throw new Error('BUG: a config with problems was let through');
  return result;
}

interface TreeContext {
  readonly report: Report;
  readonly env: NodeJS.ProcessEnv;
  readonly configFile: string;
  readonly displayName: string;
}

async function resolveTree(rawTree: unknown, context: TreeContext): Promise<LoadedSettings | null> {
  const { report, env, configFile } = context;
  const configDir = dirname(configFile);
  const early = createEarlyResolver(env, configDir);
  const readEarly = createEarlyReader(rawTree, early, report);
  const listenPort = chooseListenPort(readEarly, env, context);
  const facts = await collectFacts(rawTree, readEarly, configDir, listenPort?.port ?? null);
  const resolve = createResolver(env, configDir, facts);
  const tree = prepareTexts(rawTree, [], { report, findResolve: (path) => (isEarlyPath(path) ? early : resolve) });
  const config = validateTree(tree, report);
  checkProcesses(tree, facts, report);
  checkUpstream(tree, facts, listenPort?.port ?? null, report);
  checkReady(tree, facts, report);
  checkSections(tree, facts, report);
  const ca = readAuthorities(tree, { report, configDir, toDisplayName });
  const templates = renderTemplates(tree, { facts, report, resolve, configDir, toDisplayName });
  if (config === null || listenPort === null || !report.problems.isEmpty) return null;
  const platform = choosePlatform(config.platform, env);
  const settings = resolveSettings(config, { configFile, configDir, env, facts, listenPort, platform, ca });
  const conflict = listenPort.source.startsWith('FC_') ? describePortConflict(env) : null;
  return {
    settings,
    displayName: context.displayName,
    warnings: [...(conflict === null ? [] : [conflict]), ...describeExceededLimits(settings, platform)],
    runDirPlan: {
      path: settings.runDir,
      displayName: report.isConcealed(['runDir']) ? '`runDir`' : settings.runDir,
      isTemporary: facts.isRunDirTemporary,
      files: templates.map(({ name, path, content }) => {
        return { path, content, mode: Number.parseInt(String(config.files[name]?.mode), 8) };
      }),
    },
  };
}

function readDocument(configFile: string, displayName: string, problems: ProblemList): ConfigDocument {
  const document = parseConfigDocument(readConfigFile(configFile, displayName), displayName);
  for (const fault of document.faults) problems.add({ kind: 'invalid', place: fault.place, message: fault.message });
  // After a syntax error the rest of the file reads as something nobody wrote.
  if (document.faults.some((fault) => fault.isFatal)) problems.throwIfAny(displayName);
  return document;
}

function readConfigFile(configFile: string, displayName: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(configFile));
  } catch (error) {
    const reason = describeReadError(error);
    if (reason === 'does not exist') throw new Failure('CONFIG_NOT_FOUND', { file: displayName }, { cause: error });
    const problems = [`${displayName}: ${reason}, expected a YAML file`];
    throw new Failure('CONFIG_INVALID', { file: displayName, count: 1, problems }, { cause: error });
  }
}

function applyOverrides(
  document: ConfigDocument,
  flags: ConfigFlags,
  env: NodeJS.ProcessEnv,
  problems: ProblemList,
): { tree: unknown; report: Report } {
  // An empty file is an empty mapping: variables alone may configure berth.
  let tree = document.tree === null && document.faults.length === 0 ? {} : document.tree;
  const applied = [];
  const overrides = [...readEnvOverrides(env, tree, problems), ...readFlagOverrides(flags, tree, problems)];
  if (isMapping(tree)) {
    for (const item of overrides) {
      const result = setAt(tree, item.path, item.text);
      tree = result.tree;
      applied.push({ path: result.path, override: item });
    }
  }
  return { tree, report: createReport(document, problems, applied) };
}

function createEarlyReader(tree: unknown, resolve: Resolve, report: Report): ReadEarly {
  return (path) => {
    const value = getAt(tree, path);
    if (typeof value !== 'string') return value;
    let isKnown = true;
    const text = joinSegments(parseSegments(value), ({ reference }) => {
      const resolved = reference === null ? null : resolve(reference);
      if (resolved?.kind === 'text') return resolved.text;
      isKnown = false;
      return '';
    });
    if (!isKnown) return null;
    const facts = findKey(path);
    const isLiteral = text === value && report.findSetting(path) === null;
    return isLiteral || facts === null ? text : toWantedType(text, facts);
  };
}

function chooseListenPort(read: ReadEarly, env: NodeJS.ProcessEnv, context: TreeContext): ChosenPort | null {
  const path = ['listen', 'port'];
  const port = read(path);
  if (port === undefined) return choosePlatformPort(env, context.report.problems);
  const source = context.report.findSetting(path) ?? basename(context.configFile);
  return typeof port === 'number' ? { port, source } : null;
}

/** How problems name a file: from the current folder where it lies below it. */
function toDisplayName(file: string): string {
  const fromHere = relative(process.cwd(), file);
  return fromHere === '' || fromHere.startsWith('..') || isAbsolute(fromHere) ? file : fromHere;
}
