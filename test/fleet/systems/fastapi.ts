import { installRequirements } from '../python.ts';
import type { System } from '../system.ts';

export const SYSTEM: System = {
  name: 'fastapi',
  packages: ['python3-venv'],
  make: installRequirements,
  page: { path: '/', says: 'The shelf' },
  idPath: '/',
  redirect: { path: '/books', to: '/books/' },
  stream: { path: '/events', first: 'opened', last: 'closed' },
  process: 'uvicorn',
};
