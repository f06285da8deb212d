import { resolve as resolvePath } from 'node:path';
import { orderByDependency } from '../../core/dependency-order.ts';
import { FC_CREDENTIAL_HEADERS } from '../../core/header-rule.ts';
import { FC_MARKERS } from '../../core/marker.ts';
import type { ChosenPort } from '../../core/port-rule.ts';
import type {
  MarkerSettings,
  ProxySettings,
  Settings,
  UpstreamAddress,
  UpstreamSettings,
} from '../../core/settings.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Facts, ONLY_PROCESS } from '../draft/fact.ts';
import type { Config } from '../schema/schema.ts';
import type { ProcessConfig } from '../schema/schema-process.ts';
import type { UpstreamConfig } from '../schema/schema-upstream.ts';
import { resolveProcess } from './resolve-process.ts';

/** What a valid config is resolved with. */
export interface ResolveContext {
  readonly configFile: string;
  readonly configDir: string;
  readonly env: NodeJS.ProcessEnv;
  readonly facts: Facts;
  readonly listenPort: ChosenPort;
  readonly platform: Platform;
  /** The certificates of `upstream.ca`. */
  readonly ca: string | null;
}

/** The settings of a config that has passed every check. */
export function resolveSettings(config: Config, context: ResolveContext): Settings {
  const { facts, configDir, env, platform } = context;
  if (facts.upstreamName === null || facts.runDir === null)
    throw new Error('BUG: a config without upstream or run directory was let through');
  const address = resolveAddress(config, facts.upstreamName, context);
  const processContext = {
    facts,
    env,
    configDir,
    startupDeadlineMs: config.startup.deadline,
    upstreamAddress: address,
    isHostGiven: config.upstream.host !== undefined,
    upstreamTls: config.upstream.scheme === 'https' ? { serverName: config.upstream.serverName ?? null } : null,
    restartWhenSpent: platform.restartWhenSpent,
  };
  const processes = orderProcesses(config).map(([name, process]) => resolveProcess(name, process, processContext));
  return {
    configFile: context.configFile,
    runDir: facts.runDir,
    isRunDirTemporary: facts.isRunDirTemporary,
    listen: { host: config.listen.host, port: context.listenPort.port, portSource: context.listenPort.source },
    startup: {
      listen: config.startup.listen ?? platform.startupListen,
      deadlineMs: config.startup.deadline,
      maxHeld: config.startup.maxHeld,
    },
    processes,
    upstream: { processName: facts.upstreamName, address, ...resolveTransport(config.upstream, context.ca) },
    proxy: resolveProxy(config.proxy, platform),
    markers: resolveMarkers(config.markers, platform),
    logs: { mode: config.logs.mode, label: config.logs.label, bufferBytes: config.logs.buffer },
    log: config.log,
    errors: config.errors,
    stop: { drainMs: config.stop.drain },
    platform: platform.settings,
    hooks: { header: platform.hookHeader, answeredBy: config.hooks === 'forward' ? 'app' : 'berth' },
  };
}

function resolveAddress(config: Config, upstreamName: string, context: ResolveContext): UpstreamAddress {
  if (config.upstream.unix !== undefined)
    return { kind: 'unix', path: resolvePath(context.configDir, config.upstream.unix) };
  const port = context.facts.ports.get(upstreamName);
  if (port === undefined || port === null) throw new Error('BUG: an upstream without an address was let through');
  return { kind: 'tcp', host: config.upstream.host ?? '127.0.0.1', port };
}

function resolveTransport(
  upstream: UpstreamConfig,
  ca: string | null,
): Omit<UpstreamSettings, 'processName' | 'address'> {
  const { verify, serverName = null, insecureHTTPParser: isLenient } = upstream;
  const tls = upstream.scheme === 'https' ? { verify, ca, serverName } : null;
  return { transport: upstream.transport ?? (tls === null && !isLenient ? 'h1' : 'node-client'), tls, isLenient };
}

function orderProcesses(config: Config): Array<[string, ProcessConfig]> {
  const processes = config.processes ?? { [ONLY_PROCESS]: toOnlyProcess(config) };
  const order = orderByDependency(new Map(Object.entries(processes).map(([name, process]) => [name, process.after])));
  return order.names.map((name) => [name, processes[name]!]);
}

function toOnlyProcess(config: Config): ProcessConfig {
  const { command, port, env, workingDirectory, ready, restart, stopSignal, gracePeriod } = config;
  if (command === undefined) throw new Error('BUG: a config without a command was let through');
  return {
    command,
    port,
    env,
    workingDirectory,
    ready,
    restart,
    stopSignal,
    gracePeriod,
    after: [],
    essential: true,
    oneshot: false,
  };
}

function resolveProxy(proxy: Config['proxy'], platform: Platform): ProxySettings {
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
    upstreamIdleMs: proxy.upstreamIdle,
    forwarded: { trust: proxy.forwarded.trust ?? platform.trustsPeers, proto: proxy.forwarded.proto ?? null },
    withheldHeaders: proxy.passCredentials ? [] : FC_CREDENTIAL_HEADERS,
    upgrades: proxy.upgrades,
  };
}

function resolveMarkers(markers: Config['markers'], platform: Platform): MarkerSettings {
  const { format, start, end, errorSuffix = '', except } = markers;
  if (start !== undefined && end !== undefined) return { templates: { start, end, errorSuffix }, exceptPaths: except };
  const templates = { fc: FC_MARKERS, off: null, platform: platform.markers }[format ?? 'platform'];
  return { templates, exceptPaths: except };
}
