import { once } from 'node:events';
import { readFileSync, readlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { openServer } from '../../socket/sockets.ts';

/** Ports below this are where well-known servers and their like live. */
const LOWEST_PORT = 10_000;
const HIGHEST_PORT = 65_535;

/** Fewer than this on either side of the kernel's range are not worth a search. */
const FEWEST_PORTS = 1_000;

/** Misses in a row before the kernel is asked: by then nearly everything must be taken. */
const MOST_MISSES = 200;

/** Primes, so that neighbours in number lie far apart and none falls on another. */
const PID_STRIDE = 7_919;
const DRAW_STRIDE = 104_729;

/** The namespace of process ids that no container made (include/linux/proc_ns.h). */
const MACHINE_PIDS = 'pid:[4026531836]';

/** Ports to choose from, both ends included. */
export interface PortRange {
  readonly low: number;
  readonly high: number;
}

/**
 * Finds ports of 127.0.0.1 that nobody listens on, different from each other and from those taken. They are free at this
 * moment only, and an app may need minutes to start, or start again: so they come from outside the range from which the
 * kernel serves outgoing connections and port 0, which would take one of them sooner or later.
 */
export async function findFreePorts(
  count: number,
  taken: ReadonlySet<number>,
  range: PortRange | null = findQuietRange(readEphemeralRange()),
): Promise<number[]> {
  const servers = new Map<number, Server>();
  // Each is held until all are found, so that no port comes twice.
  for (let draw = 0, misses = 0; servers.size < count; draw++) {
    const server = await tryListen(range === null || misses > MOST_MISSES ? 0 : drawPort(range, draw));
    if (server === null) {
      misses++;
      continue;
    }
    const { port } = server.address() as { port: number };
    if (taken.has(port) || servers.has(port)) server.close();
    else servers.set(port, server);
  }
  await Promise.all([...servers.values()].map((server) => new Promise((resolve) => server.close(resolve))));
  return [...servers.keys()];
}

/** The larger room beside the kernel's own range; null if there is none to speak of. */
export function findQuietRange(ephemeral: PortRange | null): PortRange | null {
  if (ephemeral === null) return null;
  const sides = [
    { low: LOWEST_PORT, high: ephemeral.low - 1 },
    { low: ephemeral.high + 1, high: HIGHEST_PORT },
  ];
  const [larger] = sides.sort((a, b) => sizeOf(b) - sizeOf(a));
  return larger === undefined || sizeOf(larger) < FEWEST_PORTS ? null : larger;
}

function sizeOf({ low, high }: PortRange): number {
  return high - low + 1;
}

/** Linux: ip(7), ip_local_port_range; it holds for IPv6 too. */
function readEphemeralRange(): PortRange | null {
  try {
    const [low, high] = readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'latin1').split(/\s+/).map(Number);
    return low === undefined || high === undefined ? null : { low, high };
  } catch {
    return null;
  }
}

/**
 * The port to try first, second… By chance alone two berths that start at the same moment would now and then take the same,
 * which is free until one of the apps listens; but their process ids differ. Those of containers do not, and a pod's containers
 * share one network: a null leaves it to chance.
 */
export function drawPort(range: PortRange, draw: number, pid: number | null = findTellingPid()): number {
  const size = sizeOf(range);
  if (pid === null) return range.low + Math.floor(Math.random() * size);
  return range.low + ((pid * PID_STRIDE + draw * DRAW_STRIDE) % size);
}

/** Our process id; null where a container counts its own, and so in the same way as the next one. */
function findTellingPid(): number | null {
  try {
    return readlinkSync('/proc/self/ns/pid') === MACHINE_PIDS ? process.pid : null;
  } catch {
    return process.pid === 1 ? null : process.pid;
  }
}

/** A server that holds the port, or null if it cannot be had. */
async function tryListen(port: number): Promise<Server | null> {
  const server = createServer();
  try {
    openServer(server, { host: '127.0.0.1', port });
    await once(server, 'listening');
    return server;
  } catch (error) {
    if (port === 0) throw error;
    return null;
  }
}
