import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { loadTransport } from '../../src/app/load-transport.ts';
import type { Admission } from '../../src/call/admission.ts';
import { Dispatcher } from '../../src/call/dispatcher.ts';
import { ClientConnections } from '../../src/client/client-connections.ts';
import { ClientContext } from '../../src/client/client-context.ts';
import { FC_CREDENTIAL_HEADERS } from '../../src/core/header-rule.ts';
import { FC_MARKERS } from '../../src/core/marker.ts';
import type { ProxySettings } from '../../src/core/proxy-settings.ts';
import type {
  HookSettings,
  ProcessSettings,
  Settings,
  UpstreamAddress,
  UpstreamSettings,
} from '../../src/core/settings.ts';
import { FrontDoor } from '../../src/door/front-door.ts';
import type { ExchangeContext } from '../../src/exchange/exchange-context.ts';
import type { Failure } from '../../src/failures/failure.ts';
import { LogBook } from '../../src/logging/log-book.ts';
import { createOwnLog } from '../../src/logging/own-log.ts';
import { TargetSet } from '../../src/upstream/target.ts';
import type { Transport } from '../../src/upstream/transport.ts';
import { createMemoryOutput } from './memory-output.ts';
import { connectRaw, type RawClient } from './raw-client.ts';
import type { RawMessage } from './raw-message.ts';
import { type RecordingUpstream, startUpstream, type UpstreamScript } from './recording-upstream.ts';
import { createStatus } from './scripted-status.ts';
import { onTestFinished } from './test-end.ts';

/** The transports that the suites of test/client, test/call, test/exchange and test/upstream run with. */
export const TRANSPORTS = ['h1', 'node-client'] as const;

export type TransportName = (typeof TRANSPORTS)[number];

export interface FrontDoorOptions {
  readonly transport: TransportName;
  /** null: the app is not ready yet. */
  readonly upstream: UpstreamAddress | null;
  readonly proxy?: Partial<ProxySettings>;
  readonly startup?: Partial<Settings['startup']>;
  /** How many essential processes the app has; with more than one, gateway statuses are explained. */
  readonly processCount?: number;
  /** Who answers lifecycle hooks; berth, if it is not said. */
  readonly hooks?: Partial<HookSettings>;
  readonly markers?: Partial<Settings['markers']>;
  readonly errors?: Partial<Settings['errors']>;
  /** A path of berth's own; none, if it is not said. */
  readonly health?: NonNullable<Settings['health']>;
  /** What becomes of events; they go to the app as they come, if it is not said. */
  readonly events?: NonNullable<ExchangeContext['events']>;
  /** None, if it is not said. */
  readonly failureStatuses?: Settings['failureStatuses'];
  /** Nothing waits for what is written after it, if it is not said. */
  readonly flushMs?: number;
  /** How the app is spoken to, besides the transport. */
  readonly speech?: Partial<Pick<UpstreamSettings, 'tls' | 'isLenient'>>;
  /** A transport of the test's own in place of the named one. */
  readonly createTransport?: (address: UpstreamAddress) => Transport;
}

const BY_BERTH = { Initialize: 'berth', PreFreeze: 'berth', PreStop: 'berth' } as const;

/** An open front door, and what a test may see and do behind it. */
export interface RunningFrontDoor {
  readonly port: number;
  readonly admission: Admission;
  readonly connections: ClientConnections;
  /** Marker lines, in order. */
  readonly markers: readonly string[];
  /** One record per call, in order. */
  readonly records: ReadonlyArray<Readonly<Record<string, unknown>>>;
  /** The other records of the log. */
  readonly notes: ReadonlyArray<Readonly<Record<string, unknown>>>;
  connect(): Promise<RawClient>;
  becomeReady(address: UpstreamAddress): void;
  fail(failure: Failure): void;
  /** From now on a crash of the app is known. */
  crash(failure: Failure): void;
  /** The app is gone, but that is known only when somebody asks why it does not answer. */
  crashWhenAsked(failure: Failure): void;
  /** Lets nothing out of the log book from now on; resolves when an end marker waits there. */
  holdMarkers(): Promise<void>;
  releaseMarkers(): void;
  /** Resolves when this many records are written. */
  waitForRecords(count: number): Promise<void>;
  drain(drainMs: number): Promise<number>;
  /** As behind a drain: connections to the app are not kept any more. */
  endReuse(): void;
}

/** Markers that a test holds back are waited for. */
const HELD_MARKERS_PATIENCE_MS = 600_000;

/** Opens a real front door with everything behind it; only the processes and stdout are stand-ins. */
export async function openFrontDoor(options: FrontDoorOptions): Promise<RunningFrontDoor> {
  const settings = toSettings(options);
  const output = createMemoryOutput();
  const book = new LogBook(output, settings.logs, {
    patienceMs: HELD_MARKERS_PATIENCE_MS,
    flushMs: settings.log.flushMs,
  });
  const log = await createOwnLog(book, settings.log, false, (text) => text);
  const createTransport = await loadTransport(toUpstream(options), settings.proxy, log);
  const status = createStatus({ kind: 'not-ready' });
  const dispatcher = new Dispatcher({ settings, status, book, log, readLogTail: () => [], mask: (text) => text });
  const context = new ClientContext(dispatcher, settings.proxy, options.events ?? null);
  const targets = new TargetSet(options.createTransport ?? createTransport(context));
  const becomeReady = (address: UpstreamAddress): void => status.change({ kind: 'ready', target: targets.at(address) });
  if (options.upstream !== null) becomeReady(options.upstream);
  const connections = new ClientConnections(context);
  const door = new FrontDoor();
  door.attach(connections);
  const port = await door.listen({ host: '127.0.0.1', port: 0, portSource: 'test' });
  const readLog = () => output.lines('stderr').map((line) => JSON.parse(line) as Record<string, unknown>);
  onTestFinished(async () => {
    output.release();
    door.destroy();
    connections.destroy();
    targets.destroy();
    await connections.waitForEnd(1_000);
  });
  return {
    port,
    admission: dispatcher.admission,
    connections,
    get markers() {
      return output.lines('stdout');
    },
    get records() {
      return readLog().filter((record) => record['event'] === 'call');
    },
    get notes() {
      return readLog().filter((record) => record['event'] !== 'call');
    },
    connect: () => connectRaw(port),
    becomeReady,
    fail: (failure) => status.change({ kind: 'failed', failure }),
    crash: status.crash,
    crashWhenAsked: status.crashWhenAsked,
    holdMarkers: () => output.hold(),
    releaseMarkers: output.release,
    waitForRecords: (count) => output.waitForCalls(count),
    drain: (drainMs) => connections.drain(drainMs, door.shut()),
    endReuse: () => targets.endReuse(),
  };
}

/** A front door with an upstream of its own behind it, ready at once. */
export async function openFrontDoorTo(
  transport: TransportName,
  script: UpstreamScript,
  options: Omit<FrontDoorOptions, 'transport' | 'upstream'> = {},
): Promise<{ readonly door: RunningFrontDoor; readonly upstream: RecordingUpstream }> {
  const upstream = await startUpstream(script);
  return { upstream, door: await openFrontDoor({ ...options, transport, upstream: upstream.address }) };
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

/** Defaults as in a config file, with limits that tests can reach; bodies are passed on as they come. */
function toSettings(options: FrontDoorOptions) {
  const proxy: ProxySettings = {
    maxInFlight: 0,
    queue: { max: 1000, timeoutMs: 60_000 },
    upstreamTimeouts: { connectMs: 10_000, firstByteMs: 900_000, idleMs: 900_000, totalMs: 0 },
    clientTimeouts: { idleMs: 0, headMs: 60_000, bodyIdleMs: 900_000, readerMs: 60_000 },
    limits: { headBytes: 65_536, fields: 200, requestLineBytes: 16_384, bodyBytes: 0 },
    collect: null,
    upstreamIdleMs: 4_000,
    // So that tests of other things see a connection serve on.
    reuseAfterBody: 'anybody',
    forwarded: { trust: true, proto: null },
    withheldHeaders: FC_CREDENTIAL_HEADERS,
    rewritesAddresses: true,
    basePath: null,
    halfClosed: 'drop',
    upgrades: ['websocket'],
    traces: false,
    ...options.proxy,
  };
  const processes = Array.from({ length: options.processCount ?? 1 }, (_, i) => toProcess(`process-${i}`));
  return {
    proxy,
    processes,
    startup: { listen: 'at-once', deadlineMs: 110_000, maxHeld: 1000, ...options.startup },
    markers: { templates: FC_MARKERS, exceptPaths: [], settleMs: 0, ofApp: 'told', ...options.markers },
    errors: { detail: 'brief', page: null, pages: new Map(), ...options.errors },
    platform: {
      name: 'fc',
      requestIdHeaders: ['x-fc-request-id', 'x-request-id'],
      ownIdHeader: 'X-Fc-Request-Id',
      failureHeaders: { 'x-fc-status': '404' },
    },
    failureStatuses: options.failureStatuses ?? [],
    hooks: { header: 'x-fc-control-path', answers: BY_BERTH, ...options.hooks },
    ...(options.health === undefined ? {} : { health: options.health }),
    logs: { mode: 'relay', label: false, bufferBytes: 1_048_576 },
    log: { level: 'info', format: 'json', calls: true, autoForm: 'json', project: null, flushMs: options.flushMs ?? 0 },
  } as const;
}

function toUpstream({ transport, upstream, speech }: FrontDoorOptions): UpstreamSettings {
  const address = upstream ?? { kind: 'tcp', host: '127.0.0.1', port: 1 };
  return { processName: 'process-0', address, transport, tls: null, isLenient: false, ...speech };
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
