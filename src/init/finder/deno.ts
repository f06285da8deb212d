import { parse } from 'yaml';
import type { AppFolder } from '../app-folder.ts';
import type { Finder, Finding } from '../finding.ts';
import { toNodeFinding } from './node/node-finding.ts';
import { type NodePackage, toPlainPackage } from './node/node-package.ts';
import { readScriptLine } from './node/script-line.ts';
import { findSource } from './node/source-port.ts';
import { type NodeStart, toNodeStart } from './node/start.ts';

const CONFIGS = ['deno.json', 'deno.jsonc'];
const TASKS = ['start:prod', 'start', 'serve', 'preview', 'server', 'dev'];
const ENTRIES = [
  'main.ts',
  'mod.ts',
  'server.ts',
  'app.ts',
  'index.ts',
  'src/main.ts',
  'main.js',
  'server.js',
  'main.tsx',
];

/** Apps that Deno runs: by the tasks of deno.json, or a program that is Deno's by what it calls. */
export const findDeno: Finder = (folder) => {
  const name = CONFIGS.find((file) => folder.hasFile(file));
  const node = toPlainPackage(folder);
  const tasks = name === undefined ? {} : readTasks(folder, name);
  const findings: Finding[] = [];
  for (const task of TASKS.filter((one) => tasks[one] !== undefined)) {
    const start = toTaskStart(node, tasks, task);
    if (start === null) continue;
    const evidence = `the task \`${task}\` of ${name}: ${tasks[task]}`;
    findings.push(toNodeFinding(node, start, { evidence, rank: task === 'dev' ? 70 : 100 }));
  }
  if (findings.length > 0) return findings;
  const entry = ENTRIES.find((file) => isDeno(folder.read(file), name !== undefined));
  if (entry === undefined) return [];
  const words = [findProgram(folder), 'run', '--allow-net', '--allow-env', '--allow-read', entry];
  const start = toNodeStart(words, { runtime: 'Deno', entry });
  return [toNodeFinding(node, start, { evidence: entry, rank: name === undefined ? 50 : 70 })];
};

/** npm brings it too. */
function findProgram(folder: AppFolder): string {
  return folder.isExecutable('node_modules/.bin/deno') ? 'node_modules/.bin/deno' : 'deno';
}

function isDeno(text: string | null, hasConfig: boolean): boolean {
  if (text === null) return false;
  return /\bDeno\.(?:serve|listen|env)\b/.test(text) || (hasConfig && /\bserve\s*\(|\.listen\s*\(/.test(text));
}

/** It may have comments, and commas before a closing bracket, which YAML allows too. */
function readTasks(folder: AppFolder, name: string): Readonly<Record<string, string>> {
  const text = (folder.read(name) ?? '').replace(/^\s*\/\/.*$/gm, '').replaceAll('\t', ' ');
  try {
    const tasks = Object.entries((parse(text)?.tasks ?? {}) as Record<string, unknown>);
    const commands = tasks.map(([task, value]) => [task, (value as { command?: unknown } | null)?.command ?? value]);
    return Object.fromEntries(commands.filter(([, command]) => typeof command === 'string'));
  } catch {
    return {};
  }
}

/** Follows `deno task x` to what it runs. */
function toTaskStart(
  node: NodePackage,
  tasks: Readonly<Record<string, string>>,
  name: string,
  steps = 5,
): NodeStart | null {
  const { last } = readScriptLine(tasks[name] ?? '');
  if (last === null || steps === 0 || last.words[0] !== 'deno') return null;
  const [, verb = '', ...args] = last.words;
  const task = /^task$/.test(verb) ? args.find((arg) => !arg.startsWith('-')) : undefined;
  if (task !== undefined) return toTaskStart(node, tasks, task, steps - 1);
  if (verb !== 'run' && verb !== 'serve') return null;
  const program = findProgram(node.folder);
  const kept = args.filter((arg) => !/^--(?:watch|watch-hmr|watch-exclude|inspect|inspect-brk)(?:=|$)/.test(arg));
  const file = kept.find((arg) => !arg.startsWith('-')) ?? '';
  const entry = findSource(node.folder, file);
  if (verb === 'serve') {
    const own = kept.filter((arg) => !/^--(?:port|host)=/.test(arg));
    return toNodeStart([program, 'serve', '--host=127.0.0.1', `--port=\${port}`, ...own], {
      runtime: 'Deno',
      env: last.env,
      entry,
    });
  }
  return toNodeStart([program, verb, ...kept], { runtime: 'Deno', env: last.env, entry: entry ?? file });
}
