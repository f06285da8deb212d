import { execa } from 'execa';
import type { System } from '../system.ts';

export const SYSTEM: System = {
  name: 'go',
  packages: ['golang-go'],
  make: async (folder) => {
    const env = { CGO_ENABLED: '0' };
    await execa('go', ['build', '-buildvcs=false', '-o', 'shelf', '.'], { cwd: folder, env });
  },
  page: { path: '/', says: 'The shelf' },
  idPath: '/',
  redirect: { path: '/books', to: '/books/' },
  stream: { path: '/events', first: 'opened', last: 'closed' },
  process: './shelf',
};
