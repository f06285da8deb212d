import { describeAddress, isReachedBy } from '../../core/address.ts';
import type { Diagnosis } from '../../core/diagnosis.ts';
import type { UpstreamAddress } from '../../core/settings.ts';

/** Where berth looked for a process. */
export interface ExpectedListener {
  readonly address: UpstreamAddress;
  /** The addresses that were tried; empty for a unix socket. */
  readonly hosts: readonly string[];
  /** The process answers the calls; else only its `ready` names the place. */
  readonly isUpstream: boolean;
}

/** A process that listens, but not where it was expected. */
export interface Misplaced {
  readonly code: 'APP_WRONG_PORT' | 'APP_WRONG_ADDRESS';
  /** What it listens on, as a phrase. */
  readonly found: string;
  /** The one of them that was most likely meant. */
  readonly nearest: UpstreamAddress;
  /** What lets berth find it there, as YAML. */
  readonly setting: string;
  readonly diagnosis: Diagnosis;
}

// Debuggers and shutdown ports open long before the app does, and are never what the config meant: Node's inspector,
// JDWP, Tomcat's shutdown port.
const AUXILIARY_PORTS: ReadonlySet<number> = new Set([9229, 5005, 8005]);

/** Compares what a process listens on with where it was expected; null if it listens there, or nowhere at all. */
export function diagnoseListening(expected: ExpectedListener, all: readonly UpstreamAddress[]): Misplaced | null {
  const listeners = all.filter(
    (listener) =>
      listener.kind === 'unix' || isSamePort(expected.address, listener) || !AUXILIARY_PORTS.has(listener.port),
  );
  const [first] = listeners;
  if (first === undefined || listeners.some((listener) => isExpected(expected, listener))) return null;
  const { address } = expected;
  const sameKind = listeners.filter(({ kind }) => kind === address.kind);
  const samePort = sameKind.find((listener) => isSamePort(address, listener));
  const nearest = samePort ?? sameKind[0] ?? first;
  const found = listeners.map(describeAddress).join(' and ');
  const isPort = address.kind === 'tcp' && nearest.kind === 'tcp' && samePort === undefined;
  const setting = chooseSetting(expected, nearest);
  const isInPlace = expected.isUpstream && address.kind === 'unix' && nearest.kind === 'tcp';
  return {
    code: isPort ? 'APP_WRONG_PORT' : 'APP_WRONG_ADDRESS',
    found,
    nearest,
    setting,
    diagnosis: {
      cause: `The app listens on ${found}, berth looked for it at ${describeExpected(expected)}.`,
      cure: `Set \`${setting}\`${isInPlace ? ' in place of `upstream.unix`' : ''}, or ${describeOtherWay(expected, nearest)}.`,
      certainty: listeners.length === 1 || samePort !== undefined ? 'certain' : 'likely',
      evidence: listeners.map((listener) => `listens on ${describeAddress(listener)}`),
    },
  };
}

/** Where the process was expected, as a phrase: `:8080`, `127.0.0.1:8080` or a path. */
export function describeExpected({ address, hosts }: ExpectedListener): string {
  return address.kind === 'tcp' && hosts.length > 1 ? `:${address.port}` : describeAddress(address);
}

function isExpected({ address, hosts }: ExpectedListener, listener: UpstreamAddress): boolean {
  if (address.kind === 'unix') return listener.kind === 'unix' && listener.path === address.path;
  return isSamePort(address, listener) && listener.kind === 'tcp' && isReachedBy(listener.host, hosts);
}

function isSamePort(address: UpstreamAddress, listener: UpstreamAddress): boolean {
  return address.kind === 'tcp' && listener.kind === 'tcp' && address.port === listener.port;
}

function chooseSetting({ address, isUpstream }: ExpectedListener, found: UpstreamAddress): string {
  if (found.kind === 'unix') {
    const path = /^[\w./@-]+$/.test(found.path) ? found.path : JSON.stringify(found.path);
    return isUpstream ? `upstream: { unix: ${path} }` : `ready: { unix: ${path} }`;
  }
  const isSamePlace = address.kind === 'tcp' && address.port === found.port;
  if (isSamePlace) return `upstream: { host: "${found.host}" }`;
  return isUpstream ? `port: ${found.port}` : `ready: { tcp: ${found.port} }`;
}

function describeOtherWay({ address, isUpstream }: ExpectedListener, found: UpstreamAddress): string {
  if (address.kind === 'unix') return `make the app listen at ${address.path}`;
  if (found.kind === 'unix') return `make the app listen on port ${address.port} instead of a unix socket`;
  if (address.port === found.port) return `make the app listen on ${address.host} or on all addresses`;
  return `make the app listen on port ${address.port}${isUpstream ? ', which berth tells it in `$PORT`' : ''}`;
}
