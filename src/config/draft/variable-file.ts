import { existsSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import type { Draft } from './draft.ts';
import { interpolate } from './interpolate.ts';
import { readNamedFile } from './named-file.ts';
import { createResolver } from './resolver.ts';

const PATH = ['envFile'];
const KIND = { name: 'file of variables', expected: 'lines of NAME=value' };

/** What a config takes its variables from. */
export interface Variables {
  /** berth's own environment, and what the file has besides. */
  readonly env: NodeJS.ProcessEnv;
  /** The file, be it there or not; null: the config names none. */
  readonly file: string | null;
}

/**
 * Reads the file that `envFile` names. A variable of the environment beats that of the file, and a file that is not there has
 * none: on a platform the settings of the function take its place. What cannot be read is reported.
 */
export async function readVariables(draft: Draft, configDir: string, env: NodeJS.ProcessEnv): Promise<Variables> {
  if (!draft.has(PATH)) return { env, file: null };
  interpolate(draft, isEnvFile, createResolver(env, configDir, null));
  const name = draft.getText(PATH);
  const file = name === null || name === '' ? null : resolvePath(configDir, name);
  if (file === null || !existsSync(file)) return { env, file };
  const text = readNamedFile(draft, PATH, KIND, configDir)?.text ?? '';
  // Most configs have no such file: their start does without the parser.
  const { parse } = await import('dotenv');
  return { env: { ...parse(text), ...env }, file };
}

/** True for the path of the file's own name, which is final when it has been read. */
export function isEnvFile(path: ReadonlyArray<string | number>): boolean {
  return path.length === 1 && path[0] === 'envFile';
}
