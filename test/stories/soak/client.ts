import { type Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { RequestKind } from './request-kind.ts';

/** A request that takes longer hangs. */
const LONGEST_REQUEST_MS = 30_000;
const SLOW_READ_MS = 10;

/** How a request ended, as its client saw it. */
export type Ending =
  | { readonly kind: 'answer'; readonly status: number; readonly code: string | null; readonly body: string }
  /** The connection was lost: before the head of a response, or after it. */
  | { readonly kind: 'lost'; readonly isAfterHead: boolean; readonly error: string }
  | { readonly kind: 'left' }
  | { readonly kind: 'hung' };

/** Where a request goes, and the id it goes under. */
export interface Destination {
  readonly port: number;
  readonly agent: Agent;
  readonly id: string;
}

/** Sends one request and plays its client to the end. Never rejects. */
export async function ask(kind: RequestKind, { port, agent, id }: Destination): Promise<Ending> {
  const signal = AbortSignal.timeout(LONGEST_REQUEST_MS);
  let isAfterHead = false;
  try {
    const headers = {
      'x-fc-request-id': id,
      accept: 'application/json',
      ...(kind.body === undefined ? {} : { 'content-length': kind.body.length }),
    };
    const req = request({ host: '127.0.0.1', port, agent, path: kind.path, method: kind.method, headers, signal });
    const response = new Promise<IncomingMessage>((resolve, reject) => {
      req.once('response', resolve);
      req.on('error', reject);
    });
    response.catch(() => {});
    if (kind.misdeed === 'leaves mid-upload') {
      await new Promise<void>((resolve) => req.write(kind.body?.subarray(0, 100_000), () => resolve()));
      req.destroy();
      return { kind: 'left' };
    }
    req.end(kind.body);
    const res = await response;
    isAfterHead = true;
    return await readAnswer(res, kind);
  } catch (error) {
    if (signal.aborted) return { kind: 'hung' };
    return { kind: 'lost', isAfterHead, error: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}

async function readAnswer(res: IncomingMessage, { misdeed }: RequestKind): Promise<Ending> {
  const chunks: Buffer[] = [];
  for await (const chunk of res) {
    if (misdeed === 'leaves mid-download') return { kind: 'left' };
    if (misdeed === 'reads slowly') await delay(SLOW_READ_MS);
    chunks.push(chunk);
  }
  const code = res.headers['x-berth-error'];
  return {
    kind: 'answer',
    status: res.statusCode ?? 0,
    code: typeof code === 'string' ? code : null,
    body: Buffer.concat(chunks).toString('latin1'),
  };
}
