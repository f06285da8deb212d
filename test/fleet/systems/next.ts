import { execa } from 'execa';
import type { System } from '../system.ts';

export const SYSTEM: System = {
  name: 'next',
  isHeavy: true,
  make: async (folder) => {
    const run = execa({ cwd: folder, env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' } });
    await run`npm install --no-audit --no-fund`;
    await run`npm run build`;
  },
  page: { path: '/', says: 'The shelf' },
  idPath: '/',
  redirect: { path: '/books/', to: '/books' },
  stream: { path: '/events', first: 'opened', last: 'closed' },
  process: 'next-server',
};
