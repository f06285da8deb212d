import { existsSync, mkdirSync } from 'node:fs';

/** Runs once before all suites: what is built is what is tested, so a missing bundle is an error and not a skip. */
export function setup(): void {
  if (!existsSync('dist/berth.cjs')) throw new Error('dist/berth.cjs is missing: run `npm run build` first');
  mkdirSync('.artefacts', { recursive: true });
}
