import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { createCallDesk, type Desk } from '../../src/call/desk.ts';
import { createWireEngine } from '../../src/client/engine.ts';
import { FC_CREDENTIAL_HEADERS } from '../../src/core/header-rule.ts';
import { FC_MARKERS } from '../../src/core/marker.ts';
import type {
  HookSettings,
  ProcessSettings,
  ProxySettings,
  Settings,
  UpstreamAddress,
} from '../../src/core/settings.ts';
import type { UpstreamFault } from '../../src/core/upstream-status.ts';
import type { CreateEngine, Engine } from '../../src/door/engine.ts';
import { createFrontDoor } from '../../src/door/front-door.ts';
import { LogBook } from '../../src/logging/log-book.ts';
import { createOwnLog } from '../../src/logging/own-log.ts';
import { createHttpProxyEngine } from '../../src/upstream/node-client/engine.ts';
import { createMemoryOutput } from './memory-output.ts';
import { connectRaw, type RawClient } from './raw-client.ts';
import type { RawMessage } from './raw-message.ts';
import { type RecordingUpstream, startUpstream, type UpstreamScript } from './recording-upstream.ts';
import { createStatus } from './scripted-status.ts';

/** The engines that the suite in test/proxy/ runs with. */
export const ENGINES = ['http-proxy', 'wire'] as const;

export type EngineName = (typeof ENGINES)[number];

const CREATE_ENGINE: Readonly<Record<EngineName, CreateEngine>> = {
  'http-proxy': createHttpProxyEngine,
  wire: createWireEngine,
};

/** Where the engines may differ, and nowhere else; docs/engines.md has the reasons. */
interface EngineTraits {
  /** Cases of refused-request.test.ts, by name, that the engine forwards in a clean form instead of refusing them. */
  readonly tolerates: readonly string[];
}

const TRAITS: Readonly<Record<EngineName, EngineTraits>> = {
  'http-proxy': {
    tolerates: [
      'a chunk extension',
      'an extension of the last chunk',
      'a coding in the trailers',
      'HTTP/2.0',
      'a bare LF first',
      'a bare CR first',
      'two empty lines first',
      'two spaces behind the method',
    ],
  },
  wire: { tolerates: [] },
};

/** True for a case, by its name, that the engine takes although the other refuses it. */
export function isTolerated(engine: EngineName, name: string): boolean {
  return TRAITS[engine].tolerates.includes(name);
}

export interface FrontDoorOptions {
  readonly engine: EngineName;
  /** null: the app is not ready yet. */
  readonly upstream: UpstreamAddress | null;
  readonly proxy?: Partial<ProxySettings>;
  readonly startup?: Partial<Settings['startup']>;
  /** How many essential processes the app has; with more than one, gateway statuses are explained. */
  readonly processCount?: number;
  /** Who answers lifecycle hooks; berth, if it is not said. */
  readonly hooks?: Partial<HookSettings>;
}

/** An open front door, and what a test may see and do behind it. */
export interface RunningFrontDoor {
  readonly port: number;
  readonly desk: Desk;
  readonly engine: Engine;
  /** Marker lines, in order. */
  readonly markers: readonly string[];
  /** One record per call, in order. */
  readonly records: ReadonlyArray<Readonly<Record<string, unknown>>>;
  connect(): Promise<RawClient>;
  becomeReady(address: UpstreamAddress): void;
  fail(fault: UpstreamFault): void;
  /** From now on a crash of the app is known. */
  crash(fault: UpstreamFault): void;
  /** The app is gone, but that is known only when somebody asks why it does not answer. */
  crashWhenAsked(fault: UpstreamFault): void;
  /** Lets nothing out of the log book from now on; resolves when an end marker waits there. */
  holdMarkers(): Promise<void>;
  releaseMarkers(): void;
  /** Resolves when this many records are written. */
  waitForRecords(count: number): Promise<void>;
  drain(drainMs: number): Promise<number>;
}

/** Markers that a test holds back are waited for. */
const HELD_MARKERS_PATIENCE_MS = 600_000;

/** Opens a real front door with a real desk, log book and engine; only the processes and stdout are stand-ins. */
export async function openFrontDoor(options: FrontDoorOptions): Promise<RunningFrontDoor> {
  const settings = toSettings(options);
  const status = createStatus(options.upstream);
  const output = createMemoryOutput();
  const book = new LogBook(output, settings.logs, HELD_MARKERS_PATIENCE_MS);
  const log = await createOwnLog(book, settings.log, false);
  const desk = createCallDesk({ settings, status, book, log, readLogTail: () => [], mask: (text) => text });
  const engine = CREATE_ENGINE[options.engine](desk, settings.proxy);
  const door = createFrontDoor();
  door.attach(engine, desk);
  const port = await door.listen({ host: '127.0.0.1', port: 0, portSource: 'test' });
  onTestFinished(async () => {
    output.release();
    door.destroy();
    await door.close(1_000);
  });
  return {
    port,
    desk,
    engine,
    get markers() {
      return output.lines('stdout');
    },
    get records() {
      return output
        .lines('stderr')
        .map((line) => JSON.parse(line) as Record<string, unknown>)
        .filter((record) => record['event'] === 'call');
    },
    connect: () => connectRaw(port),
    becomeReady: (address) => status.change({ kind: 'ready', address }),
    fail: (fault) => status.change({ kind: 'failed', fault }),
    crash: status.crash,
    crashWhenAsked: status.crashWhenAsked,
    holdMarkers: () => output.hold(),
    releaseMarkers: output.release,
    waitForRecords: (count) => output.waitForCalls(count),
    drain: (drainMs) => door.drain(drainMs),
  };
}

/** A front door with an upstream of its own behind it, ready at once. */
export async function openFrontDoorTo(
  engine: EngineName,
  script: UpstreamScript,
  options: Omit<FrontDoorOptions, 'engine' | 'upstream'> = {},
): Promise<{ readonly door: RunningFrontDoor; readonly upstream: RecordingUpstream }> {
  const upstream = await startUpstream(script);
  return { upstream, door: await openFrontDoor({ ...options, engine, upstream: upstream.address }) };
}

/** Sends one request on a connection of its own and reads the answer. */
export async function ask(door: RunningFrontDoor, request = GET): Promise<RawMessage> {
  const client = await door.connect();
  client.send(request);
  const response = await client.readResponse({ isHead: request.startsWith('HEAD ') });
  client.socket.destroy();
  return response;
}

/** The plainest request. */
export const GET = 'GET / HTTP/1.1\r\nHost: app\r\n\r\n';

/** Defaults as in a config file, with limits that tests can reach. */
function toSettings(options: FrontDoorOptions) {
  const proxy: ProxySettings = {
    engine: options.engine as ProxySettings['engine'],
    maxInFlight: 0,
    queue: { max: 1000, timeoutMs: 60_000 },
    upstreamTimeouts: { connectMs: 10_000, firstByteMs: 900_000, idleMs: 900_000, totalMs: 0 },
    clientTimeouts: { idleMs: 0, headMs: 60_000, bodyIdleMs: 900_000 },
    limits: { headBytes: 65_536, fields: 200, requestLineBytes: 16_384, bodyBytes: 0 },
    upstreamIdleMs: 4_000,
    forwarded: { trust: true, proto: null },
    withheldHeaders: FC_CREDENTIAL_HEADERS,
    ...options.proxy,
  };
  const processes = Array.from({ length: options.processCount ?? 1 }, (_, i) => toProcess(`process-${i}`));
  return {
    proxy,
    processes,
    startup: { listen: 'at-once', deadlineMs: 110_000, maxHeld: 1000, ...options.startup },
    markers: { templates: FC_MARKERS, exceptPaths: [] },
    errors: { detail: 'brief' },
    platform: {
      name: 'fc',
      requestIdHeaders: ['x-fc-request-id', 'x-request-id'],
      failureHeaders: { 'x-fc-status': '404' },
    },
    hooks: { header: 'x-fc-control-path', answeredBy: 'berth', ...options.hooks },
    logs: { mode: 'relay', label: false, bufferBytes: 1_048_576 },
    log: { level: 'info', format: 'json', calls: true },
  } as const;
}

function toProcess(name: string): ProcessSettings {
  return {
    name,
    command: { file: '/bin/true', args: [], workingDirectory: '/', env: {} },
    after: [],
    ready: [],
    readyDeadlineMs: 1_000,
    kind: 'essential',
    restart: { policy: 'never', backoffMs: 0, maxBackoffMs: 0, budgetPerMinute: 0, whenSpent: 'exit' },
    stopSignal: 'SIGTERM',
    gracePeriodMs: 1_000,
  };
}

/**
 * Sends a byte through the kernel and back on a connection of its own. What was sent to this process before, on any
 * connection, has been received when it resolves: the way to see that something was *not* sent.
 */
export async function makeRoundTrip(): Promise<void> {
  const server = createServer((socket) => void socket.pipe(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  for (let trip = 0; trip < 3; trip++) {
    socket.write('.');
    await once(socket, 'data');
  }
  socket.destroy();
  server.close();
  await once(server, 'close');
}
