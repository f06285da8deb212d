import { posix } from 'node:path';
import { type NodePackage, readNodePackage, toRunScript } from './node-package.ts';
import { toBunStart, toNodeCommand, toTypeScriptStart } from './program.ts';
import { readScriptLine, type ScriptCommand } from './script-line.ts';
import { type NodeStart, toNodeStart } from './start.ts';
import { isForeignServer, isForWork, toToolStart } from './tool.ts';
import { findMember } from './workspace.ts';
import { type Unwrapped, unwrap } from './wrapper.ts';

/** What a script of package.json starts in the end. */
export interface ScriptStart {
  /** The package that it starts: another one, if the script goes to its folder. */
  readonly node: NodePackage;
  /** null: only a shell can tell. */
  readonly start: NodeStart | null;
  /** It went by a program that is there for work on the app. */
  readonly isDevelopment: boolean;
}

/** Wrappers in wrappers end somewhere; a script that starts itself does not. */
const MOST_STEPS = 12;

interface Walk {
  node: NodePackage;
  command: ScriptCommand;
  isDevelopment: boolean;
  readonly env: Record<string, string>;
  readonly notes: string[];
  /** What scripts do before they start the app. */
  readonly before: string[];
}

/**
 * Follows a script to the program that it starts: through other scripts, and through programs that only start another one.
 * null if there is no such script, or it only starts what is for work on the app.
 */
export function findScriptStart(node: NodePackage, name: string): ScriptStart | null {
  const walk: Walk = { node, command: { words: [], env: {} }, isDevelopment: false, env: {}, notes: [], before: [] };
  const opaque = { node, start: null, isDevelopment: false };
  if (!enterScript(walk, name)) return node.scripts[name]?.trim() ? opaque : null;
  for (let step = 0; step < MOST_STEPS; step++) {
    if (enterMember(walk)) continue;
    const inner = unwrap(walk.command, walk.node);
    if (inner === null) return toScriptStart(walk);
    if (!enter(walk, inner)) return opaque;
  }
  return opaque;
}

/** Goes on with what a wrapper starts. False: nobody knows what that is. */
function enter(walk: Walk, { command, script, note, isDevelopment }: Unwrapped): boolean {
  if (note !== undefined) walk.notes.push(note);
  walk.isDevelopment ||= isDevelopment === true;
  if (script !== undefined) return enterScript(walk, script);
  walk.command = command ?? walk.command;
  return command != null;
}

function toScriptStart(walk: Walk): ScriptStart | null {
  const { node, command, isDevelopment } = walk;
  if (isForWork(command.words) || isForeignServer(node, command.words)) return null;
  return { node, start: toStart(walk), isDevelopment };
}

/** Goes on with the last command of a script. False: there is none. */
function enterScript(walk: Walk, name: string): boolean {
  const { before, last } = readScriptLine(walk.node.scripts[name] ?? '');
  if (last === null) return false;
  const pre = walk.node.scripts[`pre${name}`];
  for (const part of pre === undefined ? before : [pre, ...before]) enterPart(walk, part);
  Object.assign(walk.env, walk.command.env);
  walk.command = last;
  return true;
}

/** What stands before the command: a folder to go to, a variable to set, or something that is done first. */
function enterPart(walk: Walk, part: string): void {
  const folder = /^cd\s+(?!-)['"]?([^'"\s]+)['"]?$/.exec(part)?.[1];
  const [, name, value] = /^(?:export|set)\s+([A-Za-z_]\w*)=['"]?(.*?)['"]?\s*$/.exec(part) ?? [];
  if (folder !== undefined) goTo(walk, folder);
  else if (name !== undefined) walk.env[name] = value ?? '';
  else walk.before.push(part);
}

function goTo(walk: Walk, folder: string): void {
  const path = posix.join(walk.node.prefix, folder);
  if (path.startsWith('..')) return;
  const prefix = path === '.' || path === './' ? '' : `${path.replace(/\/$/, '')}/`;
  const root = walk.node.folder.hasFolder(`${prefix}node_modules`) || !walk.node.isWorkspace ? prefix : walk.node.root;
  walk.node = readNodePackage(walk.node.folder, prefix, root) ?? { ...walk.node, prefix };
}

/** `npm start --prefix server`, `yarn workspace api start`, `pnpm --filter api start`: the script of another package. */
function enterMember(walk: Walk): boolean {
  const { words, env } = walk.command;
  if (!/^(?:npm|pnpm|yarn)$/.test(words[0] ?? '')) return false;
  const at = words.findIndex((word) =>
    /^(?:--prefix|-C|--dir|--cwd|-w|--workspace|--filter|-F|workspace)(?:=|$)/.test(word),
  );
  if (at === -1) return false;
  const [flag = '', ownValue] = words[at]!.split('=');
  const value = ownValue ?? words[at + 1] ?? '';
  const rest = words.filter((_, i) => i !== at && (ownValue !== undefined || i !== at + 1));
  if (/^(?:--prefix|-C|--dir|--cwd)$/.test(flag)) goTo(walk, value);
  else {
    const member = findMember(walk.node, value);
    if (member === null) return false;
    walk.node = member;
  }
  walk.command = { words: rest, env };
  return true;
}

function toStart(walk: Walk): NodeStart | null {
  const { node, command, notes, before } = walk;
  const { words } = command;
  const env = { ...walk.env, ...command.env };
  const full = { words, env };
  const start = /^node(?:js)?$/.test(words[0] ?? '')
    ? toNodeCommand(node, full)
    : words[0] === 'bun'
      ? toBunStart(node, full)
      : (toTypeScriptStart(node, full) ?? toToolStart(node, full) ?? toPlainStart(node, full));
  if (start === null) return null;
  const builds = before.filter(isBuild);
  const others = before.filter((part) => !isBuild(part));
  const first = others.map(
    (part) =>
      `the script first runs \`${part}\`, which is not part of this: let it be done before, or by a \`oneshot\` process`,
  );
  // The script itself says how what is not there is made.
  const isMade = builds.length > 0 && start.missing.length === 0 && !start.isDoubtful;
  if (isMade) first.push(`the script first runs \`${builds.join(' && ')}\`: let that be done before`);
  const missing = start.isDoubtful && builds.length > 0 ? builds.map((part) => toTyped(node, part)) : start.missing;
  return {
    ...start,
    missing,
    isDoubtful: start.isDoubtful && builds.length === 0,
    notes: [...start.notes, ...notes, ...first],
  };
}

/** A program that is none of npm's: a start script of the app, `python3 server.py`. */
function toPlainStart({ folder, prefix }: NodePackage, { words, env }: ScriptCommand): NodeStart | null {
  const [file = ''] = words;
  if (file.includes('/') && !folder.hasFile(posix.join(prefix, file))) return null;
  return toNodeStart(words, { env });
}

function isBuild(part: string): boolean {
  return /\b(?:build|compile|tsc|babel|swc|webpack|esbuild|tsup|rollup|rimraf|clean|prebuild|transpile)\b|^(?:rm|mkdir|cp|echo|npm (?:i|ci|install)|yarn(?: install)?$|pnpm (?:i|install))\b/.test(
    part,
  );
}

function toTyped(node: NodePackage, part: string): string {
  const script = /^(?:npm|pnpm|yarn|bun)(?: run)? (\S+)$/.exec(part)?.[1];
  if (script !== undefined && node.scripts[script] !== undefined) return toRunScript(node, script);
  return /^(?:tsc|babel|swc|webpack|tsup|rollup)\b/.test(part) ? `npx ${part}` : part;
}
