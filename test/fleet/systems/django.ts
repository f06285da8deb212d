import { join } from 'node:path';
import { execa } from 'execa';
import { installRequirements } from '../python.ts';
import type { System } from '../system.ts';

export const SYSTEM: System = {
  name: 'django',
  packages: ['python3-venv'],
  make: async (folder) => {
    await installRequirements(folder);
    const python = join(folder, '.venv/bin/python');
    await execa(python, ['-m', 'django', 'startproject', 'shop', '.'], { cwd: folder });
    await execa(python, ['manage.py', 'migrate'], { cwd: folder });
  },
  env: () => ({ ALLOWED_HOSTS: 'shop.example.com' }),
  page: { path: '/admin/login/', says: 'Django administration' },
  idPath: '/admin/login/',
  redirect: { path: '/admin', to: '/admin/' },
  stream: null,
  process: 'gunicorn',
};
