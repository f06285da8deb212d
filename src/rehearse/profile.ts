import { randomBytes } from 'node:crypto';
import { CLOUD_RUN } from '../platform/cloudrun.ts';
import { FC } from '../platform/fc.ts';
import { KNATIVE } from '../platform/knative.ts';
import { LAMBDA_WEB } from '../platform/lambda-web.ts';
import type { Platform } from '../platform/platform.ts';
import type { RehearsalPlan, RehearsedPlatform } from './plan.ts';

/** How one platform starts an app and calls it. */
export interface Profile {
  readonly platform: Platform;
  readonly defaultPort: number;
  /** What it starts, first of these that is there. */
  readonly startFiles: readonly string[];
  /** Calls `/initialize`, `/pre-stop` and `/invoke`, which only this header tells from requests. */
  readonly controlHeader: string | null;
  readonly defaultDeadlineMs: number;
  /** Some generations of the platform wait no longer; null: all wait as long. */
  readonly slowStartMs: number | null;
  toEnvironment(plan: RehearsalPlan): Record<string, string>;
  toFields(id: string): ReadonlyArray<readonly [name: string, value: string]>;
}

const DEFAULT_DEADLINE_MS = 120_000;
/** The first documents of custom runtimes say so; later ones have 120 s. */
const FIRST_FC_DEADLINE_MS = 15_000;
const FORWARDED: ReadonlyArray<readonly [string, string]> = [
  ['x-forwarded-proto', 'https'],
  ['x-forwarded-for', '203.0.113.7'],
];

const FC_PROFILE: Profile = {
  platform: FC,
  defaultPort: 9000,
  startFiles: ['bootstrap'],
  controlHeader: 'x-fc-control-path',
  defaultDeadlineMs: FC.limits.startMs ?? DEFAULT_DEADLINE_MS,
  slowStartMs: FIRST_FC_DEADLINE_MS,
  toEnvironment: ({ app }) => ({
    FC_FUNC_CODE_PATH: '/code',
    FC_FUNCTION_NAME: 'rehearsal',
    FC_FUNCTION_HANDLER: 'index.handler',
    FC_FUNCTION_MEMORY_SIZE: String(Math.round(app.memoryBytes / 1024 ** 2)),
    FC_ACCOUNT_ID: '1234567890123456',
    FC_REGION: 'cn-hangzhou',
    FC_CUSTOM_LISTEN_PORT: String(app.port),
    FC_INSTANCE_ID: `c-${randomBytes(8).toString('hex')}`,
    ALIBABA_CLOUD_ACCESS_KEY_ID: '',
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: '',
    ALIBABA_CLOUD_SECURITY_TOKEN: '',
  }),
  toFields: (id) => [
    ...FORWARDED,
    ['x-fc-request-id', id],
    ['x-fc-access-key-id', ''],
    ['x-fc-access-key-secret', ''],
    ['x-fc-security-token', ''],
    ['x-fc-account-id', '1234567890123456'],
    ['x-fc-function-name', 'rehearsal'],
    ['x-fc-function-handler', 'index.handler'],
    ['x-fc-function-timeout', '60'],
    ['x-fc-region', 'cn-hangzhou'],
    ['x-fc-qualifier', 'LATEST'],
    ['x-fc-retry-count', '0'],
  ],
};

const KNATIVE_PROFILE: Profile = {
  platform: KNATIVE,
  defaultPort: 8080,
  startFiles: ['bootstrap'],
  controlHeader: null,
  defaultDeadlineMs: DEFAULT_DEADLINE_MS,
  slowStartMs: null,
  toEnvironment: ({ app }) => ({
    PORT: String(app.port),
    K_SERVICE: 'rehearsal',
    K_REVISION: 'rehearsal-00001',
    K_CONFIGURATION: 'rehearsal',
    KUBERNETES_SERVICE_HOST: '10.96.0.1',
  }),
  toFields: (id) => [...FORWARDED, ['x-request-id', id], ['forwarded', 'for=203.0.113.7;proto=https']],
};

const CLOUD_RUN_PROFILE: Profile = {
  ...KNATIVE_PROFILE,
  platform: CLOUD_RUN,
  defaultDeadlineMs: CLOUD_RUN.limits.startMs ?? DEFAULT_DEADLINE_MS,
  toEnvironment: (plan) => {
    const { KUBERNETES_SERVICE_HOST: _, ...env } = KNATIVE_PROFILE.toEnvironment(plan);
    return env;
  },
  toFields: (id) => [
    ...FORWARDED,
    ['x-cloud-trace-context', `${id.replaceAll('-', '').padEnd(32, '0')}/1;o=0`],
    ['forwarded', 'for=203.0.113.7;proto=https'],
  ],
};

const LAMBDA_WEB_PROFILE: Profile = {
  platform: LAMBDA_WEB,
  defaultPort: 9000,
  startFiles: ['lambda-web.cjs', 'index.js', 'index.mjs'],
  controlHeader: null,
  defaultDeadlineMs: LAMBDA_WEB.limits.startMs ?? DEFAULT_DEADLINE_MS,
  slowStartMs: null,
  toEnvironment: ({ app }) => ({
    AWS_LAMBDA_HTTP_ENDPOINT: `127.0.0.1:${app.port}`,
    AWS_LAMBDA_FUNCTION_NAME: 'rehearsal',
    AWS_REGION: 'us-east-1',
    LAMBDA_TASK_ROOT: '/code',
  }),
  toFields: (id) => [...FORWARDED, ['x-amzn-trace-id', `Root=${id}`]],
};

const PROFILES: Readonly<Record<RehearsedPlatform, Profile>> = {
  fc: FC_PROFILE,
  knative: KNATIVE_PROFILE,
  cloudrun: CLOUD_RUN_PROFILE,
  'lambda-web': LAMBDA_WEB_PROFILE,
};

export function findProfile(platform: RehearsedPlatform): Profile {
  return PROFILES[platform];
}
