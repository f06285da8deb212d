import { resolve as resolvePath } from 'node:path';
import type { ProcessSettings, RestartSettings, UpstreamAddress, UpstreamTlsSettings } from '../../core/settings.ts';
import type { Facts } from '../draft/fact.ts';
import type { ProcessConfig, RestartConfig } from '../schema/schema-process.ts';
import { toSignal } from '../schema/schema-process.ts';
import { resolveProbes, resolveReadyDeadline, toWords } from './resolve-ready.ts';

/** What the processes of a config are resolved with. */
export interface ProcessContext {
  readonly facts: Facts;
  readonly env: NodeJS.ProcessEnv;
  readonly configDir: string;
  readonly startupDeadlineMs: number;
  readonly upstreamAddress: UpstreamAddress;
  readonly isHostGiven: boolean;
  readonly upstreamTls: Pick<UpstreamTlsSettings, 'serverName'> | null;
  /** Where the config is silent. */
  readonly restartWhenSpent: RestartSettings['whenSpent'];
}

/** The settings of one process. */
export function resolveProcess(name: string, config: ProcessConfig, context: ProcessContext): ProcessSettings {
  const isUpstream = name === context.facts.upstreamName;
  const port = context.facts.ports.get(name) ?? null;
  const toPath = (path: string): string => resolvePath(context.configDir, path);
  const [file = '', ...args] = toWords(config.command);
  const ownAddress: UpstreamAddress | null = port === null ? null : { kind: 'tcp', host: '127.0.0.1', port };
  return {
    name,
    command: {
      file,
      args,
      workingDirectory: toPath(config.workingDirectory),
      env: toChildEnv(context.env, port, config.env),
    },
    after: config.after,
    ready: resolveProbes(config.ready, {
      address: isUpstream ? context.upstreamAddress : ownAddress,
      isHostGiven: isUpstream && context.isHostGiven,
      isUpstream,
      tls: isUpstream ? context.upstreamTls : null,
      toPath,
    }),
    readyDeadlineMs: resolveReadyDeadline(config.ready, context.startupDeadlineMs),
    kind: config.oneshot ? 'oneshot' : config.essential ? 'essential' : 'helper',
    restart: resolveRestart(config.restart, {
      policy: config.oneshot ? 'never' : 'always',
      whenSpent: context.restartWhenSpent,
    }),
    stopSignal: toSignal(config.stopSignal) ?? 'SIGTERM',
    gracePeriodMs: config.gracePeriod,
  };
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

function toChildEnv(env: NodeJS.ProcessEnv, port: number | null, own: ProcessConfig['env']): Record<string, string> {
  const childEnv: Record<string, string> = {};
  // berth's own PORT is the platform's port: a child that listened there would take it away.
  for (const [name, value] of Object.entries(env)) if (value !== undefined && name !== 'PORT') childEnv[name] = value;
  if (port !== null) childEnv['PORT'] = String(port);
  for (const [name, value] of Object.entries(own ?? {})) childEnv[name] = String(value);
  return childEnv;
}
