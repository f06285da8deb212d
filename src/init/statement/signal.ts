import { constants } from 'node:os';

/** A signal as a config names it (`QUIT`, `SIGQUIT` and `3` are one); null for none, for SIGTERM, and for what is no signal. */
export function toSignalName(text: string | number | null | undefined): string | null {
  const plain = String(text ?? '')
    .trim()
    .toUpperCase();
  const byNumber = Object.entries(constants.signals).find(([, number]) => String(number) === plain)?.[0];
  const name = byNumber ?? (plain.startsWith('SIG') ? plain : `SIG${plain}`);
  return name !== 'SIGTERM' && Object.hasOwn(constants.signals, name) ? name : null;
}
