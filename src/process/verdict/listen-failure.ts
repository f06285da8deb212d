import { networkInterfaces } from 'node:os';
import { describeAddress } from '../../core/address.ts';
import type { ListenSettings } from '../../core/settings.ts';
import { toErrorCode } from '../../core/system-error.ts';
import { diagnoseListen } from '../../failures/diagnosis/listen.ts';
import { Failure } from '../../failures/failure.ts';
import { describePortHolders } from '../inspection/port-holder.ts';

/** The failure of a berth that could not listen: PORT_IN_USE with the holder, else PORT_NOT_OPENED with cause and cure. */
export function toListenFailure({ host, port, portSource: source }: ListenSettings, error: unknown): Failure {
  const code = toErrorCode(error);
  if (code === 'EADDRINUSE') {
    const holder = describePortHolders(port);
    return new Failure('PORT_IN_USE', { port, source, holder }, { cause: error });
  }
  const { reason, cause, cure } = diagnoseListen(code, { host, port, addresses: listAddresses() });
  const address = describeAddress({ kind: 'tcp', host, port });
  const diagnosis = { cause, cure, certainty: 'certain' as const, evidence: [] };
  return new Failure('PORT_NOT_OPENED', { address, source, reason }, { cause: error, diagnosis });
}

function listAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.filter(({ internal, scopeid }) => !internal && !scopeid).map(({ address }) => address);
}
