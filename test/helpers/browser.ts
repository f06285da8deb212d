import { mkdirSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll } from 'vitest';

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page in a headless Chromium with a profile of its own. */
export interface Visitor extends AsyncDisposable {
  readonly page: Page;
  /** What went wrong in the page: uncaught errors, failed requests and answers of 400 and above. */
  readonly complaints: readonly string[];
  /** Keeps a picture of the whole page as .artefacts/NAME.png. */
  takePicture(name: string): Promise<Buffer>;
}

/** One for all visitors of a test file: it takes longer to start than most of them stay. */
let browser: Promise<Browser> | null = null;

afterAll(async () => (await browser)?.close());

/** Opens a page in Debian's Chromium; it ends, with its profile, when the visitor is disposed of. */
export async function openBrowser(): Promise<Visitor> {
  browser ??= chromium.launch({ executablePath: '/usr/bin/chromium', args: ARGS });
  const context = await (await browser).newContext({ viewport: { width: 1100, height: 800 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  return {
    page,
    complaints,
    takePicture: (name) => {
      mkdirSync('.artefacts', { recursive: true });
      return page.screenshot({ path: `.artefacts/${name}.png`, fullPage: true });
    },
    [Symbol.asyncDispose]: () => context.close(),
  };
}
