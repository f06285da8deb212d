import type { System } from '../system.ts';

export const SYSTEM: System = {
  name: 'sinatra',
  packages: ['ruby-sinatra', 'puma'],
  page: { path: '/', says: 'The shelf' },
  idPath: '/',
  redirect: { path: '/books/', to: '/' },
  stream: { path: '/events', first: 'opened', last: 'closed' },
  process: 'puma',
};
