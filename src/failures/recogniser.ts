import type { Diagnosis } from '../core/diagnosis.ts';
import type { CountedKill } from './diagnosis/memory.ts';
import type { SaidInCall, SpoiltCall } from './recogniser/call-cause.ts';
import type { Told } from './recogniser/recognise.ts';

type Whole = typeof import('../failures/recogniser/whole.ts');

let whole: Whole | null = null;

/** What to tell where `readRecogniser` has found nothing to read. */
export const UNREAD = 'dist/recogniser.cjs cannot be read: deploy the whole dist folder';

/**
 * Reads the recogniser, which is much: while the app starts there is time. Before that nothing is known of any words. False,
 * and so it stays, if that part of berth is not there; an app can be served without. Never rejects.
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
  return whole?.recognise(lines, told) ?? null;
}

export function recogniseSymptom(lines: readonly string[]): Diagnosis | null {
  return whole?.recogniseSymptom(lines) ?? null;
}

export function endsInOutcry(lines: readonly string[]): boolean {
  return whole?.endsInOutcry(lines) ?? false;
}

export function recogniseInCall(
  said: SaidInCall,
  call: SpoiltCall,
  findMemoryKill: () => CountedKill | null,
): Diagnosis | null {
  return whole?.recogniseInCall(said, call, findMemoryKill) ?? null;
}
