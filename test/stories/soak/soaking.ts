import { readdirSync, readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { type Berth, startBerth } from '../../helpers/berth.ts';
import { createRandom } from '../../helpers/random.ts';
import { ask } from './client.ts';
import { disturb } from './disturbance.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createMarkerCount, type MarkerCount } from './marker-count.ts';
import { FLOOD, pickRequestKind, type RequestKind } from './request-kind.ts';
import type { SoakedApp } from './soaked-app.ts';

const CLIENTS = 10;
/** A young generation that may not grow: its steps of 16 MiB would look like a leak, or hide one. */
const NODE_OPTIONS = '--max-semi-space-size=2';

const SAMPLE_EVERY_MS = 1_000;

/** What the kernel says of berth's process. */
export interface Footprint {
  /** The median over the second half of the last load: a single look may fall on the peak before a collection. */
  readonly memoryBytes: number;
  /** Now. */
  readonly descriptors: number;
}

/** An app behind its berth that is soaked, and the books kept of it. */
export interface Soaking {
  readonly app: SoakedApp;
  readonly berth: Berth;
  readonly ledger: Ledger;
  readonly markers: MarkerCount;
  /** Loads and disturbs the app for so long; resolves when every request has ended and every connection is closed. */
  soak(durationMs: number): Promise<void>;
  /** Open when it was ready and nobody had asked it for anything. */
  readonly firstDescriptors: number;
  measure(): Footprint;
  /** The medians of ten equal parts of all the loads so far, in bytes. */
  listMemory(): readonly number[];
}

export interface SoakOptions {
  readonly seed: number;
  /** Of a client between two requests. */
  readonly longestPauseMs: number;
}

/** Starts an app behind the built bundle; resolves when it is ready. */
export async function startSoaking(app: SoakedApp, { seed, longestPauseMs }: SoakOptions): Promise<Soaking> {
  const markers = createMarkerCount();
  const berth = await startBerth({ file: app.file, keepLine: markers.keepLine, env: { NODE_OPTIONS } });
  await berth.waitForLine(/"event":"ready"/);
  const firstDescriptors = countDescriptors(berth.pid);
  const ledger = createLedger(app);
  const random = createRandom(seed);
  let number = 0;
  const history: number[] = [];
  let samples: number[] = [];
  const send = async (kind: RequestKind, agent: Agent): Promise<void> => {
    number += 1;
    const startedAt = performance.now();
    const ending = await ask(kind, { port: berth.port, agent, id: `soak-${number}` });
    ledger.enterEnding(kind, ending, startedAt);
  };
  const soak = async (durationMs: number): Promise<void> => {
    const endsAt = performance.now() + durationMs;
    const isOver = (): boolean => performance.now() > endsAt;
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS + 1 });
    const flood = (): Promise<void> => send(FLOOD, agent);
    const runClient = async (): Promise<void> => {
      while (!isOver()) {
        await send(pickRequestKind(random), agent);
        await delay(random.between(0, longestPauseMs));
      }
    };
    const clients = Array.from({ length: CLIENTS }, runClient);
    const onDisturbance = (name: string): void => ledger.enterDisturbance(name);
    samples = [];
    await Promise.all([
      ...clients,
      disturb({ app, berth, random, flood, onDisturbance }, isOver),
      sampleMemory(berth.pid, samples, isOver),
    ]);
    agent.destroy();
    history.push(...samples);
  };
  const measure = (): Footprint => ({
    memoryBytes: findMedian(samples.slice(samples.length >> 1)),
    descriptors: countDescriptors(berth.pid),
  });
  const listMemory = (): number[] => Array.from({ length: 10 }, (_, n) => findMedian(takeTenth(history, n)));
  return { app, berth, ledger, markers, soak, firstDescriptors, measure, listMemory };
}

async function sampleMemory(pid: number, samples: number[], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
    samples.push(1024 * Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]));
    await delay(SAMPLE_EVERY_MS);
  }
}

function takeTenth(values: readonly number[], n: number): readonly number[] {
  return values.slice(Math.floor((values.length * n) / 10), Math.floor((values.length * (n + 1)) / 10));
}

function findMedian(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}

function countDescriptors(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}
