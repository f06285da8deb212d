import type { NodePackage } from './node-package.ts';
import { readCommand } from './script-line.ts';

/** What pm2 is told to start. */
export interface Pm2Script {
  readonly words: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly isCluster: boolean;
}

/** Names that pm2's file goes by. */
export const PM2_FILES = [
  'ecosystem.config.js',
  'ecosystem.config.cjs',
  'pm2.config.js',
  'pm2.json',
  'ecosystem.json',
  'process.json',
];

/**
 * The first app in pm2's file. That is a program, and none is run here: only texts that stand in it are read, as they are in
 * nearly all of them.
 */
export function findPm2Script({ folder, prefix }: NodePackage, file: string): Pm2Script | null {
  const text = (folder.read(prefix + file) ?? '').replace(/^\s*\/\/.*$/gm, '');
  const script = readText(text, 'script');
  if (script === null) return null;
  const args = readText(text, 'args') ?? '';
  const interpreter = readText(text, 'interpreter');
  const isScript = /\.[cm]?[jt]s$/.test(script) || script === '.';
  const line = `${interpreter !== null && interpreter !== 'none' ? `${interpreter} ` : isScript ? 'node ' : ''}${script} ${args}`;
  const command = readCommand(line);
  if (command === null) return null;
  const isCluster =
    /\bexec_mode['"]?\s*:\s*['"]cluster/.test(text) || /\binstances['"]?\s*:\s*(?:['"]?max|-1|[2-9])/.test(text);
  return { words: command.words, env: readEnv(text), isCluster };
}

function readText(text: string, key: string): string | null {
  return new RegExp(`\\b${key}['"]?\\s*:\\s*(['"\`])([^'"\`\\n]+)\\1`).exec(text)?.[2] ?? null;
}

/** What is for production beats what is for all. */
function readEnv(text: string): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const key of ['env', 'env_production']) {
    const block = new RegExp(`\\b${key}['"]?\\s*:\\s*\\{([^{}]*)\\}`).exec(text)?.[1] ?? '';
    for (const [, name, , quoted, plain] of block.matchAll(
      /['"]?(\w+)['"]?\s*:\s*(?:(['"`])([^'"`\n]*)\2|(\d+|true|false))/g,
    )) {
      env[name!] = quoted ?? plain ?? '';
    }
  }
  return env;
}
