import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { createLambdaEntry } from '../../../src/pack/lambda-web.ts';
import { ROOT } from '../../helpers/deployed-folder.ts';
import { findAlive, listDescendants, type Relative } from '../../helpers/descendants.ts';
import { createPrivateNetwork } from '../../helpers/private-network.ts';
import { type Answer, BridgedLine, send } from './bridged-line.ts';
import { PlatformLog } from './platform-log.ts';
import type { PlatformRequest, PlatformScript } from './script/platform-script.ts';

const BRIDGE = fileURLToPath(new URL('../../fixtures/network-bridge.mjs', import.meta.url));

/** On every machine all of 127.0.0.0/8 is its own, and only what listens on all addresses is met at this one. */
const FROM_OUTSIDE = '127.0.0.2';
const FROM_INSIDE = '127.0.0.1';

type From = PlatformScript['start']['from'];

/** An instance of a platform that a script plays, in a network of its own, and what berth and its app have written there. */
export interface PlayedPlatform extends AsyncDisposable {
  readonly log: PlatformLog;
  /** On a connection of its own, or on that of `line`; rejects if it comes to no answer. */
  call(request: PlatformRequest, line?: BridgedLine): Promise<Answer>;
  /** A connection that calls are made on, one after the other; from where the platform comes, unless it is said otherwise. */
  openLine(from?: From): BridgedLine;
  /** Connects and ends without a byte, as a probe of the port does. */
  probe(): Promise<void>;
  /** Tells the instance to end; resolves with how it did, and what is left of it. */
  stop(signal: NodeJS.Signals): Promise<{ readonly code: number | null; readonly left: readonly Relative[] }>;
}

/** Starts an instance as the platform does: its start file, its variables and no others. Resolves when it serves. */
export async function playPlatform(script: PlatformScript, config: string): Promise<PlayedPlatform> {
  const folder = deploy(script, config);
  const network = await createPrivateNetwork();
  const bridgePath = join(folder, 'tmp', 'bridge');
  const bridge = network.spawn(`node ${BRIDGE} ${bridgePath}`, folder);
  await once(bridge.stdout!, 'data');
  const child = network.spawn(toCommand(script, folder), folder);
  const ended = once(child, 'close');
  const log = new PlatformLog(child.stdout!);
  const openLine = (from: From = script.start.from): BridgedLine =>
    new BridgedLine(bridgePath, `${from === 'outside' ? FROM_OUTSIDE : FROM_INSIDE}:${script.start.port}`);
  const dispose = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
    await ended;
    bridge.kill();
    await network[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const event of ['ready', 'listening']) await log.waitFor((line) => line.includes(`"event":"${event}"`));
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    log,
    openLine,
    call: async (request, line) => {
      if (line !== undefined) return send(request, line);
      const own = openLine();
      return send(request, own).finally(() => own.destroy());
    },
    probe: async () => {
      const socket = connect(bridgePath);
      socket.write(`${FROM_INSIDE}:${script.start.port}\n`);
      socket.end();
      await once(socket.resume(), 'close');
    },
    stop: async (signal) => {
      const descendants = listDescendants(child.pid!);
      child.kill(signal);
      const [code] = await ended;
      return { code, left: findAlive(descendants) };
    },
    [Symbol.asyncDispose]: dispose,
  };
}

function deploy({ start }: PlatformScript, config: string): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'berth-platform-')));
  chmodSync(folder, 0o755);
  mkdirSync(join(folder, 'tmp'));
  writeFileSync(join(folder, 'berth.yaml'), config);
  cpSync(join(ROOT, 'bootstrap'), join(folder, start.file === 'scf_bootstrap' ? start.file : 'bootstrap'));
  symlinkSync(join(ROOT, 'dist'), join(folder, 'dist'));
  if (start.file === 'run.sh')
    writeFileSync(join(folder, start.file), '#!/bin/sh\nexec ./bootstrap\n', { mode: 0o755 });
  const { entry } = createLambdaEntry(new AppFolder(folder), 'dist/berth.cjs');
  if (start.file === 'index.js' && entry.kind === 'text') writeFileSync(join(folder, entry.path), entry.text);
  return folder;
}

function toCommand({ start, env, strayEnv = {} }: PlatformScript, folder: string): string {
  const usual = { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: join(folder, 'tmp') };
  const variables = Object.entries({ ...usual, ...strayEnv, ...env }).map(([name, value]) => `'${name}=${value}'`);
  return `env -i ${variables.join(' ')} ${start.file === 'index.js' ? 'node index.js' : `./${start.file}`}`;
}
