import { resolve as resolvePath } from 'node:path';
import { type ToldPorts, toChildEnvironment } from '../../core/child-environment.ts';
import { OUTER_VARIABLE, type OuterBerth, writeOuterBerths } from '../../core/outer-berth.ts';
import type { ProcessSettings, RestartSettings, UpstreamAddress, UpstreamSettings } from '../../core/settings.ts';
import { resolveIdentity, toUserVariables } from '../account/identity.ts';
import type { ProcessConfig, RestartConfig } from '../schema/schema-process.ts';
import { toSignal } from '../source/signal-name.ts';
import { type ProbeTarget, resolveLive, resolveProbes, resolveReadyDeadline } from './resolve-ready.ts';

/** Where a config file has the keys of its processes. */
export interface ConfigForm {
  /** In `processes`, and not at its top. */
  readonly isNamed: boolean;
  /** That of the process which answers calls stands in `upstream`. */
  readonly hasUpstreamPort: boolean;
}

/** What the processes of a config are resolved with. */
export interface ProcessContext {
  readonly upstream: UpstreamSettings;
  readonly form: ConfigForm;
  /** True if the upstream's host is the config's own word, and not 127.0.0.1 for want of another. */
  readonly isHostGiven: boolean;
  readonly env: NodeJS.ProcessEnv;
  /** The berths around this one, and its own config file, links followed. */
  readonly outer: readonly OuterBerth[];
  readonly config: string;
  /** berth's own port. */
  readonly listenPort: number;
  readonly configDir: string;
  readonly startupDeadlineMs: number;
  /** Where the config is silent. */
  readonly restartWhenSpent: RestartSettings['whenSpent'];
  /** Where the config is silent. */
  readonly gracePeriodMs: number;
}

/** The settings of one process. */
export function resolveProcess(name: string, config: ProcessConfig, context: ProcessContext): ProcessSettings {
  const port = typeof config.port === 'number' ? config.port : null;
  const toPath = (path: string): string => resolvePath(context.configDir, path);
  const [file = '', ...args] = config.command;
  const identity = resolveIdentity(config);
  const ports = { port, listenPort: context.listenPort };
  const env = {
    ...toEnvironment({ ...context.env, ...toUserVariables(config) }, ports, config.env),
    [OUTER_VARIABLE]: writeOuterBerths(context.outer, { config: context.config, process: name }),
  };
  const target = findProbeTarget(name, port, context);
  const live = resolveLive(config.live, target, toPath);
  return {
    name,
    command: {
      file,
      args,
      workingDirectory: toPath(config.workingDirectory),
      env,
      ...(identity === null ? {} : { identity }),
    },
    after: config.after,
    ...(config.stdin === 'open' ? { stdin: config.stdin } : {}),
    ...findKeys(name, context),
    ...(config.daemons === 'ignored' ? { daemons: config.daemons } : {}),
    ready: resolveProbes(config.ready, target, toPath),
    ...(live === null ? {} : { live }),
    readyDeadlineMs: resolveReadyDeadline(config.ready, context.startupDeadlineMs),
    kind: config.oneshot ? 'oneshot' : config.essential ? 'essential' : 'helper',
    restart: resolveRestart(config.restart, {
      policy: config.oneshot ? 'never' : 'always',
      whenSpent: context.restartWhenSpent,
    }),
    stopSignal: toSignal(config.stopSignal) ?? 'SIGTERM',
    gracePeriodMs: config.gracePeriod ?? context.gracePeriodMs,
  };
}

function findProbeTarget(name: string, port: number | null, { upstream, isHostGiven }: ProcessContext): ProbeTarget {
  const { address, tls, isLenient } = upstream;
  if (name === upstream.processName) return { address, isHostGiven, isUpstream: true, tls, isLenient };
  const own: UpstreamAddress | null = port === null ? null : { kind: 'tcp', host: '127.0.0.1', port };
  return { address: own, isHostGiven: false, isUpstream: false, tls: null, isLenient: false };
}

function resolveRestart(
  restart: RestartConfig,
  fallback: Pick<RestartSettings, 'policy' | 'whenSpent'>,
): RestartSettings {
  return {
    policy: restart.policy ?? fallback.policy,
    backoffMs: restart.backoff,
    maxBackoffMs: Math.max(restart.maxBackoff, restart.backoff),
    budgetPerMinute: restart.budget,
    whenSpent: restart.whenSpent ?? fallback.whenSpent,
  };
}

/** Python writes into a pipe only when 8 KiB have come together: behind the marker of its call, or never. */
const UNBUFFERED = { PYTHONUNBUFFERED: '1' };

/** The environment of what is started: berth's own, and what it adds. */
export function toEnvironment(
  env: NodeJS.ProcessEnv,
  ports: ToldPorts,
  own: ProcessConfig['env'],
): Record<string, string> {
  return { ...UNBUFFERED, ...toChildEnvironment(env, ports, own ?? {}) };
}

function findKeys(name: string, { form, upstream }: ProcessContext): Pick<ProcessSettings, 'keys'> {
  const isUpstreamPort = form.hasUpstreamPort && upstream.processName === name;
  if (!isUpstreamPort && !form.isNamed) return {};
  const own = (key: string): string[] => (form.isNamed ? ['processes', name, key] : [key]);
  return { keys: { port: isUpstreamPort ? ['upstream', 'port'] : own('port'), ready: own('ready') } };
}
