import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { onTestFinished } from 'vitest';
import { FC_CREDENTIAL_HEADERS } from '../../src/core/header-rule.ts';
import { FC_MARKERS } from '../../src/core/marker.ts';
import type { ProxySettings, UpstreamAddress } from '../../src/core/settings.ts';
import { createLogBook } from '../../src/logging/log-book.ts';
import type { Output } from '../../src/logging/output.ts';
import { createCallDesk } from '../../src/proxy/desk.ts';
import type { Engine } from '../../src/proxy/engine.ts';
import { createFrontDoor } from '../../src/proxy/front-door.ts';
import { createWireEngine } from '../../src/proxy/wire/engine.ts';
import { createStatus } from '../helpers/scripted-status.ts';

const PROXY: ProxySettings = {
  engine: 'wire',
  maxInFlight: 0,
  queue: { max: 1000, timeoutMs: 60_000 },
  upstreamTimeouts: { connectMs: 10_000, firstByteMs: 900_000, idleMs: 900_000, totalMs: 0 },
  clientTimeouts: { idleMs: 900_000, headMs: 60_000, bodyIdleMs: 900_000 },
  limits: { headBytes: 65_536, fields: 200, requestLineBytes: 16_384, bodyBytes: 0 },
  upstreamIdleMs: 4_000,
  forwarded: { trust: true, proto: null },
  withheldHeaders: FC_CREDENTIAL_HEADERS,
};

/** Everything as in production but for the output, which forgets at once: what grows is the engine's. */
export async function openWire(upstream: UpstreamAddress): Promise<{ readonly port: number; readonly engine: Engine }> {
  const settings = {
    proxy: PROXY,
    processes: [],
    startup: { listen: 'at-once', deadlineMs: 110_000, maxHeld: 1000 },
    markers: { templates: FC_MARKERS, exceptPaths: [] },
    errors: { detail: 'brief' },
    platform: { name: 'fc', requestIdHeaders: ['x-fc-request-id'], failureHeaders: {} },
  } as const;
  const book = createLogBook(FORGETFUL, { mode: 'relay', label: false, bufferBytes: 1_048_576 });
  const log = { call: () => {} };
  const desk = createCallDesk({
    settings,
    status: createStatus(upstream),
    book,
    log,
    readLogTail: () => [],
    mask: (text) => text,
  });
  const engine = createWireEngine(desk, PROXY);
  const door = createFrontDoor();
  door.attach(engine, desk);
  onTestFinished(() => door.destroy());
  return { engine, port: await door.listen({ host: '127.0.0.1', port: 0, portSource: 'test' }) };
}

const FORGETFUL: Output = {
  append: () => {},
  flush: () => true,
  backlogBytes: 0,
  onceEmpty: (listener) => listener(),
  close: () => {},
};

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes of objects and buffers that are still in use. */
export function measureMemory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Open file descriptors of this process. */
export function countDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}
