import { isInstalled } from './statement/missing.ts';

/** Programs that Node.js does not bring, each with what brings it in the version that a package.json asks for. */
const CALLED = /(?:^|&& |\()(pnpm|yarn|bun) /;

/** A command that is to be typed, with what installs its package program in front where this machine has none. */
export function toTypable(missing: string): string {
  const program = CALLED.exec(missing)?.[1];
  if (program === undefined || isInstalled(program)) return missing;
  if (program === 'bun') return `npm install -g bun && ${missing}`;
  const corepack = isInstalled('corepack') ? '' : 'npm install -g corepack && ';
  return `${corepack}corepack enable ${program} && ${missing}`;
}
