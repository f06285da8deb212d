import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';

/** Of a response head: far more than a platform takes, so that its size can be told. */
const MOST_HEAD_BYTES = 1_048_576;
/** What is kept of a text, to be looked at. */
const MOST_TEXT_BYTES = 65_536;
const TEXT = /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|javascript))/i;

/** One request of the platform. */
export interface PlatformRequest {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly fields: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Buffer | null;
}

/** What came back. `lost`: no whole answer. */
export type Answer =
  | {
      readonly kind: 'whole';
      readonly status: number;
      readonly fields: Readonly<Record<string, string | string[] | undefined>>;
      readonly headBytes: number;
      readonly durationMs: number;
      /** The connection had carried a call before. */
      readonly isReused: boolean;
      /** The app says that it will close the connection, or speaks HTTP/1.0, in which that goes without saying. */
      readonly isLast: boolean;
      /** The connection of the call before was closed, and its answer had not said so. */
      readonly isAfterDrop: boolean;
      /** How the body begins, if it is a text as it stands; else empty. */
      readonly text: string;
    }
  | {
      readonly kind: 'lost';
      readonly reason: string;
      /** It was waited for as long as one may be. */
      readonly isLate: boolean;
      /** The answer had begun. */
      readonly isCut: boolean;
      readonly durationMs: number;
      readonly isReused: boolean;
    };

/** One connection of the platform to the app, kept open between calls for as long as the app lets it be. */
export class LineToApp {
  readonly #host: string;
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #socket: Socket | null = null;
  #closedAtMs: number | null = null;
  #isPromised = false;

  constructor(host: string, port: number) {
    this.#host = host;
    this.#port = port;
    // Node would close the connection by the timeout that the app announces; platforms do not.
    Object.assign(this.#agent, {
      keepSocketAlive: (socket: Socket) => {
        socket.unref();
        return true;
      },
    });
  }

  /** When the app closed the connection of the last call; null: it is open. */
  get closedAtMs(): number | null {
    return this.#closedAtMs;
  }

  /** Makes a call and reads its answer to the end. Never rejects. */
  async call(asked: PlatformRequest, limitMs: number): Promise<Answer> {
    const startedAtMs = performance.now();
    const req = this.#send(asked);
    const elapsed = (): number => performance.now() - startedAtMs;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      req.destroy();
    }, limitMs);
    const body = new Body();
    try {
      const res = await waitForHead(req);
      this.#watch(req.socket ?? res.socket);
      await body.read(res);
      const { statusCode = 0, headers } = res;
      const isAfterDrop = this.#isPromised && !req.reusedSocket;
      this.#isPromised = !isLast(res);
      return {
        kind: 'whole',
        status: statusCode,
        fields: headers,
        headBytes: toHeadBytes(res),
        durationMs: elapsed(),
        isReused: req.reusedSocket,
        isLast: isLast(res),
        isAfterDrop,
        text: body.text,
      };
    } catch (error) {
      const why = isLate ? `nothing more within ${limitMs / 1000} s` : describeLoss(error);
      const reason = body.progress === null ? why : `${body.progress}, and then ${why}`;
      return {
        kind: 'lost',
        reason,
        isLate,
        isCut: body.progress !== null,
        durationMs: elapsed(),
        isReused: req.reusedSocket,
      };
    } finally {
      clearTimeout(timer);
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  #send({ method, path, fields, body }: PlatformRequest): ClientRequest {
    const headers = Object.fromEntries(fields);
    const req = request({
      host: this.#host,
      port: this.#port,
      agent: this.#agent,
      method,
      path,
      headers: body === null ? headers : { ...headers, 'content-length': String(body.length) },
      maxHeaderSize: MOST_HEAD_BYTES,
      setHost: false,
    });
    // After the answer nobody listens any more.
    req.on('error', () => undefined);
    if (body === null) req.end();
    else req.end(body);
    return req;
  }

  #watch(socket: Socket | null): void {
    if (socket === null || socket === this.#socket) return;
    this.#socket = socket;
    this.#closedAtMs = null;
    const note = (): void => {
      if (this.#socket === socket) this.#closedAtMs ??= performance.now();
    };
    socket.once('end', note).once('close', note);
  }
}

/** The body of an answer, as far as it came. */
class Body {
  text = '';
  /** How much of it has come, in words; null: not even the head. */
  progress: string | null = null;

  async read(res: IncomingMessage): Promise<void> {
    const { headers } = res;
    const { 'content-length': length = null } = headers;
    const isText = TEXT.test(headers['content-type'] ?? '') && headers['content-encoding'] === undefined;
    let sizeBytes = 0;
    const note = (): void => {
      this.progress =
        length === null
          ? `${sizeBytes} bytes of its body came`
          : `${sizeBytes} of the ${length} bytes of its body came`;
    };
    note();
    for await (const chunk of res) {
      if (isText && sizeBytes < MOST_TEXT_BYTES)
        this.text += (chunk as Buffer).toString('latin1').slice(0, MOST_TEXT_BYTES);
      sizeBytes += (chunk as Buffer).length;
      note();
    }
  }
}

function waitForHead(req: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    req.once('response', resolve);
    req.once('error', reject);
    req.once('close', () => reject(new Error('the connection was closed')));
  });
}

function isLast({ httpVersion, headers }: IncomingMessage): boolean {
  const connection = String(headers.connection ?? '');
  return /\bclose\b/i.test(connection) || (httpVersion === '1.0' && !/keep-alive/i.test(connection));
}

function toHeadBytes({ rawHeaders, statusMessage = '' }: IncomingMessage): number {
  const fields = rawHeaders.reduce((sum, text) => sum + Buffer.byteLength(text, 'latin1') + 2, 0);
  return 'HTTP/1.1 200 '.length + statusMessage.length + 2 + fields + 2;
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens on the port',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was closed while the request was sent',
};

function describeLoss(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (code.startsWith('HPE_')) return `what came is no HTTP/1.1 (${message})`;
  return REASONS[code] ?? message;
}
