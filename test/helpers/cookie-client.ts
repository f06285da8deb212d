import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'undici';

/** An answer with its body read. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** `x-request-id`, or `''`. */
  readonly requestId: string;
  readonly body: Buffer;
  readonly text: string;
}

/** The connection ended inside an answer's body: the client was told by a reset that the answer is not whole. */
export class CutOffAnswer extends Error {
  readonly requestId: string;

  constructor(requestId: string, cause: unknown) {
    super(`the answer to ${requestId} was cut off`, { cause });
    this.requestId = requestId;
  }
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Sent as a browser sends a form; makes the method POST. */
  readonly form?: Readonly<Record<string, string>>;
}

/** A client that keeps cookies and follows no redirect by itself. */
export interface CookieClient extends AsyncDisposable {
  readonly origin: string;
  /** Sends one request to a path, or to a URL of this origin; any other URL is an error. */
  ask(target: string, question?: Question): Promise<Answer>;
  /** Asks, and then follows redirects as a browser does, at most ten. Every one must stay on this origin. */
  follow(target: string, question?: Question): Promise<Answer>;
}

/**
 * Creates a client for `http://127.0.0.1:PORT`, with connections of its own that its disposal closes. With a public origin
 * it speaks as the platform's gateway does, which is reached there and has ended TLS.
 */
export function createCookieClient(port: number, publicOrigin?: string): CookieClient {
  const origin = publicOrigin ?? `http://127.0.0.1:${port}`;
  const dispatcher = new Agent({ connections: 16 });
  const cookies = new Map<string, string>();

  async function ask(target: string, question: Question = {}): Promise<Answer> {
    const url = new URL(target, origin);
    if (url.origin !== origin) throw new Error(`${target} leads away from ${origin}`);
    const form = question.form === undefined ? undefined : new URLSearchParams(question.form).toString();
    const gateway = { host: url.host, 'x-forwarded-proto': url.protocol.slice(0, -1) };
    const headers: Record<string, string> = { ...(publicOrigin === undefined ? {} : gateway), ...question.headers };
    if (cookies.size > 0) headers['cookie'] = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    const method = question.method ?? (form === undefined ? 'GET' : 'POST');
    const address = new URL(url.pathname + url.search, `http://127.0.0.1:${port}`);
    const res = await request(address, { dispatcher, method, headers, body: form ?? question.body ?? null });
    keepCookies(cookies, res.headers['set-cookie']);
    const requestId = String(res.headers['x-request-id'] ?? '');
    try {
      const body = Buffer.from(await res.body.arrayBuffer());
      return { status: res.statusCode, headers: res.headers, requestId, body, text: body.toString() };
    } catch (error) {
      throw new CutOffAnswer(requestId, error);
    }
  }

  return {
    origin,
    ask,
    follow: async (target, question) => {
      let url = new URL(target, origin);
      let answer = await ask(url.href, question);
      for (let hops = 0; answer.status >= 300 && answer.headers.location !== undefined; hops++) {
        if (hops === 10) throw new Error(`${target} redirects without end`);
        url = new URL(answer.headers.location, url);
        answer = await ask(url.href);
      }
      return answer;
    },
    [Symbol.asyncDispose]: () => dispatcher.destroy(),
  };
}

function keepCookies(cookies: Map<string, string>, fields: string | string[] | undefined): void {
  for (const field of [fields ?? []].flat()) {
    const pair = field.split(';', 1)[0] ?? '';
    const at = pair.indexOf('=');
    if (/;\s*max-age=0\b/i.test(field)) cookies.delete(pair.slice(0, at));
    else cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}
