import { execa } from 'execa';
import type { System } from '../system.ts';

export const SYSTEM: System = {
  name: 'express',
  make: async (folder) => void (await execa('npm', ['install', '--no-audit', '--no-fund'], { cwd: folder })),
  page: { path: '/', says: 'The shelf' },
  idPath: '/',
  redirect: { path: '/books/', to: '/' },
  stream: { path: '/events', first: 'opened', last: 'closed' },
  process: 'server.js',
};
