// A built checkout of berth, this one or another that it is compared with.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** How builds call what carries calls to the app: the key of today, and the one of builds from before it. */
const TRANSPORT_LINES = {
  h1: ['upstream: { transport: h1 }', 'proxy: { engine: wire }'],
  'node-client': ['upstream: { transport: node-client }', 'proxy: { engine: http-proxy }'],
};

/** The bundle in a checkout's `dist/`. A build of another age is asked once which of its keys it knows. */
export class BerthBuild {
  #checkout;
  #lines = new Map();

  constructor(checkout) {
    this.#checkout = resolve(checkout);
  }

  get bundle() {
    return join(this.#checkout, 'dist/berth.cjs');
  }

  /** What would have to be made before it can run; null: nothing. */
  get missing() {
    if (existsSync(this.bundle)) return null;
    return `${join(basename(this.#checkout), 'dist/berth.cjs')} (npm run build)`;
  }

  /** Writes a config that this build takes: `body`, and the transport by the name this build has for it. */
  writeConfig(file, body, transport) {
    const known = this.#lines.get(transport);
    if (known !== undefined) return writeFileSync(file, `${body}\n${known}\n`);
    const complaints = [];
    for (const line of TRANSPORT_LINES[transport]) {
      writeFileSync(file, `${body}\n${line}\n`);
      const { status, stderr } = spawnSync(process.execPath, [this.bundle, 'check', '--config', file]);
      if (status === 0) return void this.#lines.set(transport, line);
      complaints.push(stderr.toString());
    }
    throw new Error(`${this.bundle} takes no config for ${transport}:\n${complaints.join('')}`);
  }
}
