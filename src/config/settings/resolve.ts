import { dirname, resolve as resolvePath } from 'node:path';
import type { BasePathSettings } from '../../core/base-path.ts';
import { orderByDependency } from '../../core/dependency-order.ts';
import { FC_CREDENTIAL_HEADERS } from '../../core/header-rule.ts';
import { FC_MARKERS } from '../../core/marker.ts';
import { OUTER_VARIABLE, readOuterBerths } from '../../core/outer-berth.ts';
import type { ChosenPort } from '../../core/port-rule.ts';
import type { ProxySettings } from '../../core/proxy-settings.ts';
import type {
  ErrorSettings,
  MarkerSettings,
  OwnLogSettings,
  ProcessSettings,
  Settings,
  UpstreamSettings,
} from '../../core/settings.ts';
import { parseStatusRanges } from '../../core/status-range.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Config } from '../schema/schema.ts';
import { identifyConfig } from '../source/nested-config.ts';
import { resolveEvents } from './resolve-event.ts';
import { resolveHooks } from './resolve-hook.ts';
import { type ConfigForm, resolveProcess } from './resolve-process.ts';
import { resolveSignals } from './resolve-signal.ts';
import { toUsualDrainMs, toUsualGraceMs } from './resolve-stop.ts';
import { resolveThaw } from './resolve-thaw.ts';

/** What a valid config is resolved with. */
export interface ResolveContext {
  readonly configFile: string;
  readonly env: NodeJS.ProcessEnv;
  readonly listenPort: ChosenPort;
  readonly platform: Platform;
  /** The certificates of `upstream.ca`. */
  readonly ca: string | null;
  /** The pages of `errors`. */
  readonly errorPages: Pick<ErrorSettings, 'page' | 'pages'>;
  readonly isRunDirTemporary: boolean;
  readonly form: ConfigForm;
}

/** The settings of a config that has passed every check. */
export function resolveSettings(config: Config, context: ResolveContext): Settings {
  const { configFile, listenPort, platform, isRunDirTemporary } = context;
  if (config.runDir === undefined) throw new Error('BUG: a config without run directory was let through');
  const upstream = resolveUpstream(config, dirname(configFile), context.ca);
  const drainMs = config.stop.drain ?? toUsualDrainMs(platform);
  const processes = resolveProcesses(config, upstream, drainMs, context);
  return {
    configFile,
    runDir: config.runDir,
    isRunDirTemporary,
    listen: { host: config.listen.host, port: listenPort.port, portSource: listenPort.source },
    startup: {
      listen: config.startup.listen ?? platform.startupListen,
      deadlineMs: config.startup.deadline,
      maxHeld: config.startup.maxHeld,
    },
    processes,
    upstream,
    proxy: resolveProxy(config, config.runDir, platform),
    markers: resolveMarkers(config.markers, platform),
    logs: { mode: config.logs.mode, label: config.logs.label, bufferBytes: config.logs.buffer },
    log: resolveLog(config.log, platform, context.env),
    failureStatuses: config.failures.statuses === undefined ? [] : parseStatusRanges(String(config.failures.statuses)),
    errors: { detail: config.errors.detail, ...context.errorPages },
    signals: resolveSignals(config.signals, context),
    stop: { drainMs },
    platform: { ...platform.settings, mostHeadBytes: platform.limits.responseHeadBytes },
    hooks: { header: platform.hookHeader, answers: resolveHooks(config.hooks, processes, upstream) },
    events: resolveEvents(config.events),
    ...(config.health === undefined ? {} : { health: config.health }),
    ...(config.thaw === undefined ? {} : { thaw: resolveThaw(config.thaw, upstream, processes) }),
  };
}

/** Where Google's own runtimes and libraries look for the id of the project. */
const PROJECT_VARIABLES = ['GOOGLE_CLOUD_PROJECT', 'GCP_PROJECT', 'GCLOUD_PROJECT'];

function resolveLog({ flush, ...log }: Config['log'], { logForm }: Platform, env: NodeJS.ProcessEnv): OwnLogSettings {
  const project = PROJECT_VARIABLES.map((name) => env[name] ?? '').find((value) => value !== '') ?? null;
  return { ...log, autoForm: logForm, project, flushMs: flush };
}

function resolveProcesses(
  config: Config,
  upstream: UpstreamSettings,
  drainMs: number,
  context: ResolveContext,
): ProcessSettings[] {
  const processes = new Map(Object.entries(config.processes));
  const order = orderByDependency(new Map([...processes].map(([name, process]) => [name, process.after])));
  const inOrder = order.names.map((name) => ({ ...processes.get(name)!, name }));
  const gracePeriodMs = toUsualGraceMs(context.platform, drainMs, inOrder);
  return inOrder.map(({ name, ...process }) =>
    resolveProcess(name, process, {
      upstream,
      form: context.form,
      isHostGiven: config.upstream.host !== undefined,
      env: context.env,
      outer: readOuterBerths(context.env[OUTER_VARIABLE]),
      config: identifyConfig(context.configFile),
      listenPort: context.listenPort.port,
      configDir: dirname(context.configFile),
      startupDeadlineMs: config.startup.deadline,
      restartWhenSpent: context.platform.restartWhenSpent,
      gracePeriodMs,
    }),
  );
}

function resolveUpstream({ upstream, processes }: Config, configDir: string, ca: string | null): UpstreamSettings {
  const { process: processName = '', unix, host = '127.0.0.1', verify, serverName = null } = upstream;
  const port = processes[processName]?.port;
  if (unix === undefined && typeof port !== 'number')
    throw new Error('BUG: an upstream without an address was let through');
  const tls = upstream.scheme === 'https' ? { verify, ca, serverName } : null;
  const isLenient = upstream.insecureHTTPParser;
  return {
    processName,
    address:
      typeof port === 'number' && unix === undefined
        ? { kind: 'tcp', host, port }
        : { kind: 'unix', path: resolvePath(configDir, unix ?? '') },
    transport: upstream.transport ?? (tls === null && !isLenient ? 'h1' : 'node-client'),
    tls,
    isLenient,
  };
}

function resolveProxy({ proxy, trace }: Config, runDir: string, platform: Platform): ProxySettings {
  const { timeouts, clientTimeouts, limits } = proxy;
  return {
    maxInFlight: proxy.maxInFlight,
    queue: { max: proxy.queue.max, timeoutMs: proxy.queue.timeout },
    upstreamTimeouts: {
      connectMs: timeouts.connect,
      firstByteMs: timeouts.firstByte,
      idleMs: timeouts.idle,
      totalMs: timeouts.total,
    },
    clientTimeouts: {
      idleMs: clientTimeouts.idle,
      headMs: clientTimeouts.head,
      bodyIdleMs: clientTimeouts.bodyIdle,
      readerMs: clientTimeouts.reader,
    },
    limits: {
      headBytes: limits.head,
      fields: limits.fields,
      requestLineBytes: limits.requestLine,
      bodyBytes: limits.body,
    },
    collect: proxy.requestBody === 'collect' ? { maxBytes: proxy.collect.max, folder: runDir } : null,
    upstreamIdleMs: proxy.upstreamIdle,
    reuseAfterBody: proxy.reuse.afterBody ? 'anybody' : platform.mixesUsers ? 'nobody' : 'same-client',
    forwarded: { trust: proxy.forwarded.trust ?? platform.trustsPeers, proto: proxy.forwarded.proto ?? null },
    traces: trace === 'auto' ? platform.traces : trace === 'on',
    withheldHeaders: proxy.passCredentials ? [] : FC_CREDENTIAL_HEADERS,
    rewritesAddresses: proxy.rewrite === true || proxy.rewrite === 'on',
    basePath: resolveBasePath(proxy.basePath),
    halfClosed: proxy.halfClosed,
    upgrades: proxy.upgrades,
  };
}

function resolveBasePath({ strip, add }: Config['proxy']['basePath']): BasePathSettings | null {
  return strip === '' && add === '' ? null : { strip, add };
}

function resolveMarkers(markers: Config['markers'], platform: Platform): MarkerSettings {
  const { format = 'platform', start, end, errorSuffix = '', except, settle } = markers;
  const isOwn = start !== undefined && end !== undefined;
  const known = { fc: FC_MARKERS, off: null, platform: platform.markers, auto: platform.markers }[format];
  return {
    templates: isOwn ? { start, end, errorSuffix } : known,
    exceptPaths: except,
    settleMs: settle,
    ofApp: format === 'fc' ? 'told' : 'merged',
  };
}
