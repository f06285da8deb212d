import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { System } from '../system.ts';

export const SYSTEM: System = {
  name: 'spring-boot',
  isHeavy: true,
  packages: ['default-jdk-headless', 'maven'],
  make: async (folder) => {
    await execa('mvn', ['-q', '-B', 'package'], { cwd: folder });
    copyFileSync(join(folder, 'target/shelf-1.jar'), join(folder, 'app.jar'));
  },
  page: { path: '/', says: 'The shelf' },
  idPath: '/',
  redirect: { path: '/books/', to: '/' },
  stream: { path: '/events', first: 'opened', last: 'closed' },
  process: 'app.jar',
};
