import { fileURLToPath } from 'node:url';

/** A real server of the soak, behind a berth of its own. */
export interface SoakedApp {
  readonly name: string;
  readonly file: string;
  /** Tells its processes from berth's own. */
  readonly process: RegExp;
  /** Answers with a status of its own that speak of a process behind it that died. */
  readonly ownFailures: readonly number[];
}

const file = (name: string): string =>
  fileURLToPath(new URL(`../../fixtures/soak/${name}/berth.yaml`, import.meta.url));

export const SOAKED_APPS: readonly SoakedApp[] = [
  { name: 'nginx-php', file: file('nginx-php'), process: /^(nginx|php-fpm): /, ownFailures: [502, 504] },
  { name: 'python', file: file('python'), process: /python3? server\.py$/, ownFailures: [] },
  { name: 'node', file: file('node'), process: /node server\.mjs$/, ownFailures: [] },
];
