import { FORWARDED, NO_LIMITS, type PlatformScript } from './platform-script.ts';

// Lambda Web Functions: the server listens at the endpoint, which PORT does not tell, within 10 s, and nowhere else. No id of a
// request is documented.
export const LAMBDA_WEB: PlatformScript = {
  name: 'lambda-web',
  env: {
    AWS_LAMBDA_HTTP_ENDPOINT: '127.0.0.1:8123',
    AWS_LAMBDA_FUNCTION_NAME: 'shop',
    AWS_REGION: 'us-east-1',
    LAMBDA_TASK_ROOT: '/var/task',
  },
  strayEnv: { PORT: '3000' },
  start: { file: 'index.js', opens: 'at-once', port: 8123, from: 'there' },
  toId: null,
  toFields: () => FORWARDED,
  ownIdField: null,
  secretFields: [],
  markers: null,
  hooks: null,
  event: null,
  stop: { signal: 'SIGTERM', patienceMs: null },
  limits: NO_LIMITS,
  exceeded: ['startup.deadline'],
};
