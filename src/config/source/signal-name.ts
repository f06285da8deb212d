import { constants } from 'node:os';

/** The signal a name stands for, with or without SIG; null if this system has none of that name. */
export function toSignal(name: string): NodeJS.Signals | null {
  const full = name.startsWith('SIG') ? name : `SIG${name}`;
  return Object.hasOwn(constants.signals, full) ? (full as NodeJS.Signals) : null;
}
