import type { System } from '../system.ts';

export const SYSTEM: System = {
  name: 'php',
  packages: ['nginx-light', 'php-fpm'],
  page: { path: '/', says: 'The shelf' },
  idPath: '/',
  redirect: { path: '/list.php', to: '/' },
  stream: { path: '/events.php', first: 'opened', last: 'closed' },
  process: 'php-fpm: master',
};
