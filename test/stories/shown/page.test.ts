import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderFailureAnswer } from '../../../src/failures/answer.ts';
import { Failure } from '../../../src/failures/failure.ts';
import { recognise } from '../../../src/failures/recogniser/recognise.ts';
import { openBrowser } from '../../helpers/browser.ts';
import { listCapturedOutputs } from '../../helpers/captured-output.ts';
import { requirePackages } from '../../helpers/debian.ts';

const need = await requirePackages(['chromium']);
const TAIL = listCapturedOutputs().find(({ name }) => name === 'node-module-missing')!.lines;

const CRASH = { process: 'web', status: 'exited with code 1', command: 'node server.js' };
const PAGES: Readonly<Record<string, Failure>> = {
  waiting: new Failure('QUEUE_TIMEOUT', { limit: '10s' }),
  crashed: new Failure('APP_CRASHED', CRASH),
  large: new Failure('BODY_TOO_LARGE', { limit: '1MiB' }),
  late: new Failure('APP_TIMEOUT', { phase: 'the first byte', limit: '30s', key: 'firstByte' }),
  full: new Failure('APP_EXITED_BEFORE_READY', CRASH, {
    diagnosis: recognise(TAIL),
    timeline: [
      { moment: 'spawned', elapsedMs: 0 },
      { moment: 'first output', elapsedMs: 61 },
      { moment: 'ended', elapsedMs: 74 },
    ],
  }),
};
const CHECK = readFileSync(new URL('page-check.js', import.meta.url), 'utf8');
const SCHEMES = ['light', 'dark'] as const;

interface PageCheck {
  readonly headings: readonly string[];
  readonly overflow: number;
  readonly focused: readonly string[];
}

const check = (page: Page): Promise<PageCheck> => page.evaluate(CHECK);

let server: Server;
let origin: string;
let asked: string[] = [];

beforeAll(async () => {
  server = createServer((req, res) => {
    const name = (req.url ?? '').slice(1);
    const failure = PAGES[name];
    if (failure === undefined) return void res.writeHead(204).end();
    asked.push(name);
    const detail = name === 'full' ? { logTail: TAIL, mask: (text: string) => text } : null;
    const platform = { name: 'generic', requestIdHeaders: [], ownIdHeader: null, failureHeaders: {} } as const;
    const answer = renderFailureAnswer(failure, {
      requestId: '1-67a59f35-150c1267',
      accept: 'text/html',
      detail,
      platform,
      errors: { page: null, pages: new Map() },
    });
    res.writeHead(answer.status, answer.fields.flat()).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe.skipIf(need.skipReason !== null)(need.title('the failure page in a browser'), () => {
  for (const scheme of SCHEMES) {
    test.for(Object.keys(PAGES))(`of kind %s is readable and in order on a ${scheme} screen`, async (name) => {
      await using visitor = await openBrowser();
      const { page } = visitor;
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await page.goto(`${origin}/${name}`);
      await visitor.takePicture(`failure-page-${name}-${scheme}`);
      const outline = await check(page);
      expect(outline).toMatchObject({ lang: 'en', mains: 1, unnamed: 0, overflow: 0, lowContrast: [] });
      expect(outline.headings[0]).toBe('H1');
      expect(outline.headings.filter((heading) => heading === 'H1')).toHaveLength(1);
    });
  }

  test('fits a telephone, where nothing has to be pushed sideways', async () => {
    await using visitor = await openBrowser();
    await visitor.page.setViewportSize({ width: 360, height: 740 });
    await visitor.page.goto(`${origin}/full`);
    await visitor.takePicture('failure-page-full-telephone');
    expect((await check(visitor.page)).overflow).toBe(0);
    for (const name of ['waiting', 'crashed']) {
      await visitor.page.goto(`${origin}/${name}`);
      await visitor.takePicture(`failure-page-${name}-telephone`);
      expect((await check(visitor.page)).overflow).toBe(0);
    }
  });

  test('can be used with the keyboard alone, and shows where the focus is', async () => {
    await using visitor = await openBrowser();
    const { page } = visitor;
    await page.goto(`${origin}/crashed`);
    await page.keyboard.press('Tab');
    expect((await check(page)).focused).toEqual(['A', 'Try again', 'solid']);
  });

  test('asks again by itself while the app is not available, and not after a crash', async () => {
    await using visitor = await openBrowser();
    asked = [];
    await visitor.page.goto(`${origin}/crashed`);
    await visitor.page.goto(`${origin}/waiting`);
    await expect.poll(() => asked.filter((name) => name === 'waiting').length).toBeGreaterThan(1);
    expect(asked.filter((name) => name === 'crashed')).toHaveLength(1);
  });
});
