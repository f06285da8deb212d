import { copyFileSync, cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { System } from '../system.ts';

// No registry has it: FLEET_PETCLINIC is the folder of a checkout.
const { FLEET_PETCLINIC } = process.env;

export const SYSTEM: System = {
  name: 'spring-petclinic',
  config: 'spring-boot',
  isHeavy: true,
  isFromCheckout: true,
  packages: ['default-jdk-headless', 'maven'],
  make: async (folder) => {
    if (FLEET_PETCLINIC === undefined) throw new Error('FLEET_PETCLINIC names no checkout of spring-petclinic');
    const checkout = join(folder, 'checkout');
    cpSync(FLEET_PETCLINIC, checkout, { recursive: true });
    await execa('mvn', ['-q', '-B', '-DskipTests', 'package'], { cwd: checkout });
    const [jar = ''] = readdirSync(join(checkout, 'target')).filter((name) => name.endsWith('.jar'));
    copyFileSync(join(checkout, 'target', jar), join(folder, 'app.jar'));
  },
  page: { path: '/', says: 'PetClinic' },
  idPath: '/owners/find',
  redirect: { path: '/owners?lastName=Franklin', to: '/owners/1' },
  stream: null,
  process: 'app.jar',
};
