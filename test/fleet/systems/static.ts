import { join } from 'node:path';
import { execa } from 'execa';
import type { System } from '../system.ts';

export const SYSTEM: System = {
  name: 'static',
  packages: ['nginx-light'],
  make: async (folder) => {
    const app = join(folder, 'app');
    await execa('npx', ['-y', 'create-vite@9.1.1', 'app', '--template', 'vanilla', '--no-interactive'], {
      cwd: folder,
    });
    await execa('npm', ['install', '--no-audit', '--no-fund', '--save-exact', 'vite@8.1.1'], { cwd: app });
    await execa('npm', ['run', 'build'], { cwd: app });
  },
  page: { path: '/any/address', says: '<div id="app">' },
  idPath: '/',
  redirect: { path: '/assets', to: '/assets/' },
  stream: null,
  process: 'nginx: master',
};
