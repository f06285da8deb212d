import { request } from 'node:http';
import { join } from 'node:path';
import { describe, type ExpectStatic, test } from 'vitest';
import { type Berth, CLEAN_STOP, ON_PLATFORM, startBerth } from '../helpers/berth.ts';
import { listChosenSystems, type MadeSystem, makeSystem } from './made-system.ts';
import type { System } from './system.ts';

// With the heavy ones too: `npm run fleet`. One system alone: `npm run fleet -- express`.
const SYSTEMS = await listChosenSystems();

const PUBLIC_HOST = 'shop.example.com';
const PATIENCE = { timeout: 120_000, interval: 100 };

/** A system that runs, and the `expect` of its own test: those of several run at a time. */
interface Voyage {
  readonly berth: Berth;
  readonly system: System;
  readonly expect: ExpectStatic;
}

/** As the platform's gateway passes a visitor's request on. */
async function ask({ port }: Berth, path: string, id: string, scheme = 'https') {
  const headers = {
    host: PUBLIC_HOST,
    'x-forwarded-proto': scheme,
    'x-forwarded-for': '203.0.113.7',
    'x-fc-request-id': id,
  };
  return new Promise<{ status: number; location: string; body: string; pieces: string[] }>((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path, headers, agent: false }, (res) => {
      const pieces: string[] = [];
      res.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece));
      res.on('error', reject).on('end', () => {
        const { statusCode: status = 0, headers: fields } = res;
        resolve({ status, location: String(fields.location ?? ''), body: pieces.join(''), pieces });
      });
    });
    req.on('error', reject).end();
  });
}

async function expectPageMarkedOnce({ berth, system: { page }, expect }: Voyage): Promise<void> {
  const answer = await ask(berth, page.path, 'id-of-the-page');
  expect(answer.status, berth.lines.slice(-20).join('\n')).toBe(200);
  expect(answer.body).toContain(page.says);
  const count = (kind: string): number =>
    berth.lines.filter((line) => line === `FC Invoke ${kind} RequestId: id-of-the-page`).length;
  await expect.poll(() => [count('Start'), count('End')]).toEqual([1, 1]);
}

async function expectIdAtApp({ berth, system: { idPath }, expect }: Voyage): Promise<void> {
  const id = 'id-for-the-app';
  const { body } = await ask(berth, idPath, id);
  const isSaid = (): boolean => {
    const ofApp = berth.lines.filter((line) => !/^(FC Invoke |\{"level":)/.test(line));
    return body.includes(id) || ofApp.some((line) => line.includes(id));
  };
  await expect.poll(isSaid).toBe(true);
}

async function expectPublicRedirect({ berth, system: { redirect }, expect }: Voyage): Promise<void> {
  const { status, location } = await ask(berth, redirect.path, 'id-of-the-redirect', redirect.scheme);
  expect(status).toBeGreaterThanOrEqual(301);
  expect(status).toBeLessThanOrEqual(308);
  const base = `https://${PUBLIC_HOST}${redirect.path}`;
  expect(new URL(location, base).href).toBe(`https://${PUBLIC_HOST}${redirect.to}`);
}

async function expectUnbuffered({ berth, system: { stream }, expect }: Voyage): Promise<void> {
  if (stream === null) return;
  const { path, first, last } = stream;
  const { pieces } = await ask(berth, path, 'id-of-the-stream');
  expect(pieces.join('')).toContain(last);
  const firstPiece = pieces.find((piece) => piece.includes(first));
  expect(firstPiece, 'the piece with the first word').toBeDefined();
  expect(firstPiece).not.toContain(last);
}

async function expectBackAfterKill({ berth, system: { page, process: part }, expect }: Voyage): Promise<void> {
  const victim = berth.listDescendants().find(({ commandLine }) => commandLine.includes(part));
  expect(victim, `a process with ${part}`).toBeDefined();
  process.kill(victim!.pid, 'SIGKILL');
  await berth.waitForLine(/"event":"failure".*SIGKILL/);
  await expect.poll(async () => (await ask(berth, page.path, 'id-after-the-kill')).status, PATIENCE).toBe(200);
}

async function sail({ system, folder }: MadeSystem, expect: ExpectStatic): Promise<void> {
  const env = { ...system.env?.(folder) };
  await using berth = await startBerth({ file: join(folder, 'berth.yaml'), env, args: ON_PLATFORM });
  await berth.waitForLine(/"event":"ready"/);
  const voyage = { berth, system, expect };
  await expectPageMarkedOnce(voyage);
  await expectIdAtApp(voyage);
  await expectPublicRedirect(voyage);
  await expectUnbuffered(voyage);
  await expectBackAfterKill(voyage);
  expect(await berth.stop()).toEqual(CLEAN_STOP);
}

describe('of the fleet', () => {
  test.concurrent.for(SYSTEMS)(
    '$name is ready, marked, public, unbuffered, back after a kill and gone after a stop',
    {
      timeout: 900_000,
    },
    async (system, { expect, skip }) => {
      const made = await makeSystem(system);
      if (made.skipReason !== null) skip(made.skipReason);
      await sail(made, expect);
    },
  );
});
