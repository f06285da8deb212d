import { randomBytes } from 'node:crypto';
import { type Answer, LineToApp, type PlatformRequest } from './line-to-app.ts';
import type { Place } from './place.ts';
import type { RehearsalPlan } from './plan.ts';
import type { Profile } from './profile.ts';

/** A call that was made, and what became of it. */
export interface CallMade {
  readonly request: PlatformRequest;
  readonly answer: Answer;
}

/** What is asked, all else being as the platform does it. */
export interface Wish {
  readonly method: string;
  readonly path: string;
  readonly body?: Buffer;
  /** The value of the platform's control header, where it has one. */
  readonly control: string;
  readonly fields?: ReadonlyArray<readonly [string, string]>;
  readonly limitMs?: number;
  /** Another domain than that of the visitors. */
  readonly host?: string;
}

/** Calls the app as its platform does, and keeps what came of it. */
export class PlatformClient {
  /** All calls but lifecycle hooks, in the order of their ends. */
  readonly calls: CallMade[] = [];
  readonly #profile: Profile;
  readonly #address: string;
  readonly #port: number;
  readonly #host: string;
  readonly #limitMs: number;
  readonly #lines: LineToApp[] = [];

  constructor(profile: Profile, { address, port }: Pick<Place, 'address' | 'port'>, { app, times }: RehearsalPlan) {
    this.#profile = profile;
    this.#address = address;
    this.#port = port;
    this.#host = app.host;
    this.#limitMs = times.callMs;
  }

  open(): LineToApp {
    const line = new LineToApp(this.#address, this.#port);
    this.#lines.push(line);
    return line;
  }

  /** Makes a call on a connection. Never rejects. */
  async call(line: LineToApp, wish: Wish): Promise<CallMade> {
    const made = await this.#make(line, wish);
    this.calls.push(made);
    return made;
  }

  /** A lifecycle hook, on a connection of its own. */
  async callHook(method: string, path: string, limitMs: number): Promise<Answer> {
    const line = this.open();
    const { answer } = await this.#make(line, { method, path, control: path, limitMs });
    line.close();
    return answer;
  }

  close(): void {
    for (const line of this.#lines) line.close();
  }

  async #make(
    line: LineToApp,
    { method, path, body, control, fields = [], limitMs, host = this.#host }: Wish,
  ): Promise<CallMade> {
    const id = mintId();
    const { controlHeader } = this.#profile;
    const told = controlHeader === null ? [] : [[controlHeader, control] as const];
    const request = {
      id,
      method,
      path,
      fields: [['host', host] as const, ...this.#profile.toFields(id), ...told, ...fields],
      body: body ?? null,
    };
    return { request, answer: await line.call(request, limitMs ?? this.#limitMs) };
  }
}

/** In the form of Function Compute 3.0. */
function mintId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `1-${seconds}-${randomBytes(4).toString('hex')}-${randomBytes(6).toString('hex')}`;
}
