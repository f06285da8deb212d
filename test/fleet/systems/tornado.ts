import type { System } from '../system.ts';

export const SYSTEM: System = {
  name: 'tornado',
  packages: ['python3-tornado'],
  page: { path: '/', says: 'Tornado behind berth' },
  idPath: '/',
  redirect: { path: '/home', to: '/' },
  stream: { path: '/stream', first: 'line 0', last: 'line 4' },
  process: 'app.py',
};
