import type { System } from '../system.ts';

export const SYSTEM: System = {
  name: 'apache',
  packages: ['apache2', 'libapache2-mod-php'],
  page: { path: '/books/1', says: 'You are 203.0.113.7.' },
  idPath: '/',
  // Apache's own: it would send the visitor to http.
  redirect: { path: '/assets', to: '/assets/' },
  stream: { path: '/events', first: 'opened', last: 'closed' },
  process: '-D FOREGROUND',
};
