import type { FailureCode } from '../core/failure-code.ts';
import { CATALOGUE } from './catalogue.ts';

/** What a platform wants berth to end with: for failures that are not listed 1; null: the catalogue's own statuses. */
export interface StatusRule {
  readonly exitStatuses: Readonly<Partial<Record<FailureCode, number>>> | null;
}

/** The status a failure ends berth with on a platform; null for one that ends nothing. */
export function findExitStatus(code: FailureCode, { exitStatuses }: StatusRule): number | null {
  const usual = CATALOGUE[code].exitStatus;
  return usual === null || exitStatuses === null ? usual : (exitStatuses[code] ?? 1);
}

/** The same, for an end that has come to be. */
export function chooseExitStatus(code: FailureCode, platform: StatusRule): number {
  return findExitStatus(code, platform) ?? 1;
}
