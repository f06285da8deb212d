import { readFileSync } from 'node:fs';
import { parseRunFlags } from '../commands/flag.ts';
import { findEarlyListen } from '../config/source/early-listen.ts';
import { findConfigFile } from '../config/source/find-config.ts';
import { FrontDoor } from './front-door.ts';

/** A front door that is open, and nobody behind it yet. */
export interface EarlyDoor {
  readonly door: FrontDoor;
  readonly port: number;
  /** performance.now() when it was open. */
  readonly openedAtMs: number;
}

/**
 * Opens the port before the rest of berth is even loaded, if it is certain where it has to be. Null in every case of
 * doubt and for every error: whoever comes after it looks again, by the full rules, and says what is wrong.
 */
export async function openEarlyDoor(args: readonly string[], env: NodeJS.ProcessEnv): Promise<EarlyDoor | null> {
  try {
    const { values, positionals } = parseRunFlags(args);
    const isRun = positionals.length === 0 || positionals[0] === 'run';
    if (!isRun || values.help === true || values.version === true) return null;
    const file = findConfigFile(values.config ?? null, env, process.argv[1] ?? '');
    const sources = { portFlag: values.port ?? null, hasSetFlags: values.set !== undefined, env };
    const listen = findEarlyListen(readFileSync(file, 'utf8'), sources);
    if (listen === null) return null;
    const door = new FrontDoor();
    const port = await door.listen(listen);
    return { door, port, openedAtMs: performance.now() };
  } catch {
    return null;
  }
}
