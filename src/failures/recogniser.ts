import type { Diagnosis } from '../core/diagnosis.ts';
import type { CountedKill } from './diagnosis/memory.ts';
import type { SaidInCall, SpoiltCall } from './recogniser/call-cause.ts';
import type { Told } from './recogniser/recognise.ts';

type Whole = typeof import('../failures/recogniser/whole.ts');

let whole: Whole | null = null;

/** What to tell where `readRecogniser` has found nothing to read. */
export const UNREAD = 'dist/recogniser.cjs cannot be read: deploy the whole dist folder';

/**
 * Reads the recogniser, which is much: to be called when there is time for it. False, and so it stays, if that part of berth is
 * not there; an app can be served without. Never rejects.
 */
export async function readRecogniser(): Promise<boolean> {
  try {
    whole ??= await import('../failures/recogniser/whole.ts');
    return true;
  } catch {
    return false;
  }
}

/** `recognise` of recogniser/recognise.ts, as the following are its namesakes there. */
export function recognise(lines: readonly string[], told?: Told): Diagnosis | null {
  return readNow()?.recognise(lines, told) ?? null;
}

export function recogniseSymptom(lines: readonly string[]): Diagnosis | null {
  return readNow()?.recogniseSymptom(lines) ?? null;
}

export function endsInOutcry(lines: readonly string[]): boolean {
  return readNow()?.endsInOutcry(lines) ?? false;
}

export function recogniseInCall(
  said: SaidInCall,
  call: SpoiltCall,
  findMemoryKill: () => CountedKill | null,
): Diagnosis | null {
  return readNow()?.recogniseInCall(said, call, findMemoryKill) ?? null;
}

/** For a call that is spoilt before the reading was due: it cannot wait. Only the bundle can read at once. */
function readNow(): Whole | null {
  try {
    whole ??= require('../failures/recogniser/whole.ts') as Whole;
  } catch {
    // Not there, as `readRecogniser` tells, or an ES module, as in the tests.
  }
  return whole;
}
