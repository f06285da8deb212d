import { describeAddress } from '../core/address.ts';
import type { UpstreamAddress } from '../core/settings.ts';
import type { Transport } from './transport.ts';

/** One place where the app answers, and the way to speak to it, with connections of its own. */
export interface Target {
  readonly address: UpstreamAddress;
  readonly transport: Transport;
}

/** The targets of one generation of the app, made when they are first used. */
export class TargetSet {
  readonly #createTransport: (address: UpstreamAddress) => Transport;
  readonly #targets = new Map<string, Target>();

  constructor(createTransport: (address: UpstreamAddress) => Transport) {
    this.#createTransport = createTransport;
  }

  /** The target at this address; the same one for the same address, also after the app was away in between. */
  at(address: UpstreamAddress): Target {
    const key = describeAddress(address);
    const known = this.#targets.get(key);
    if (known !== undefined) return known;
    const target = { address, transport: this.#createTransport(address) };
    this.#targets.set(key, target);
    return target;
  }

  /** Closes the connections that wait for a request. */
  dropIdle(): void {
    for (const { transport } of this.#targets.values()) transport.dropIdle();
  }

  /** As `Transport.endReuse`, for all of them. */
  endReuse(): void {
    for (const { transport } of this.#targets.values()) transport.endReuse();
  }

  /** Closes every connection at once. */
  destroy(): void {
    for (const { transport } of this.#targets.values()) transport.destroy();
  }
}
