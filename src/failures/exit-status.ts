import type { FailureCode } from '../core/failure-code.ts';
import { CATALOGUE } from './catalogue.ts';

/** The statuses of a platform that shows them as something else; a failure that is not among them ends with 1. */
export type PlatformStatuses = Readonly<Partial<Record<FailureCode, number>>>;

/** The status a failure ends berth with; null for one that ends nothing. `own`: those of the platform, if it has any. */
export function findExitStatus(code: FailureCode, own: PlatformStatuses | null): number | null {
  const usual = CATALOGUE[code].exitStatus;
  return usual === null || own === null ? usual : (own[code] ?? 1);
}

/** The same, for an end that has come to be. */
export function chooseExitStatus(code: FailureCode, own: PlatformStatuses | null): number {
  return findExitStatus(code, own) ?? 1;
}
