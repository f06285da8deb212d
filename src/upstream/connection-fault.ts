import { readFileSync } from 'node:fs';
import { describeAddress } from '../core/address.ts';
import type { UpstreamAddress } from '../core/settings.ts';
import type { UpstreamFault } from './transport.ts';

const CLOSED: UpstreamFault = { code: 'APP_CLOSED_CONNECTION', details: {}, isUnsent: false };
/** Read beforehand: with every descriptor in use no file can be opened to look. */
const LIMITS: Readonly<Record<string, string>> = { EMFILE: readOpenFilesLimit(), ENFILE: readMachineLimit() };

const BROKEN = 'the connection broke in the middle of the response';

/** Names what is behind a connection that was made and ended too early, as far as the connection alone can tell. */
export function toBrokenFault(hasHead: boolean): UpstreamFault {
  return hasHead ? { code: 'APP_TRUNCATED', details: { reason: BROKEN }, isUnsent: false } : CLOSED;
}

/** Names what is behind a connection that could not be made: an app that refuses, or a limit of our own. */
export function toConnectFault(error: NodeJS.ErrnoException, address: UpstreamAddress): UpstreamFault {
  const at = describeAddress(address);
  // A name with several addresses gives an error for each.
  const errors: readonly NodeJS.ErrnoException[] = error instanceof AggregateError ? error.errors : [error];
  const code = errors.map((one) => one.code ?? '').find((one) => one in LIMITS || one === 'EADDRNOTAVAIL');
  if (code === undefined) return { code: 'APP_REFUSED', details: { address: at }, isUnsent: true };
  if (code === 'EADDRNOTAVAIL') return { code: 'LOCAL_PORTS_EXHAUSTED', details: { address: at }, isUnsent: true };
  return { code: 'DESCRIPTORS_EXHAUSTED', details: { limit: LIMITS[code]! }, isUnsent: true };
}

/** What an app is told as Host by a client that names none. */
export function toHostName(address: UpstreamAddress): string {
  return address.kind === 'unix' ? 'localhost' : describeAddress(address);
}

function readOpenFilesLimit(): string {
  const soft = /^Max open files\s+(\S+)/m.exec(read('/proc/self/limits'))?.[1];
  return soft === undefined ? "berth's" : `berth's ${soft}`;
}

function readMachineLimit(): string {
  const machine = read('/proc/sys/fs/file-max').trim();
  return machine === '' ? "the machine's" : `the machine's ${machine}`;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
