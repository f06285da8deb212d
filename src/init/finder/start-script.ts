import { splitShellWords } from '../../core/shell-word.ts';
import type { AppFolder } from '../app-folder.ts';
import { toCommand } from '../command.ts';
import type { Finder, Finding } from '../finding.ts';
import { toFixedPort } from '../port-literal.ts';

const NAMES = [
  ...['start.sh', 'run.sh', 'entrypoint.sh', 'docker-entrypoint.sh', 'startup.sh', 'server.sh', 'start', 'run'],
  ...[
    'bin/start.sh',
    'bin/run.sh',
    'bin/start',
    'bin/server',
    'scripts/start.sh',
    'script/server',
    'docker/entrypoint.sh',
  ],
];
const PORT_NUMBER =
  /(?:--?(?:port|p|http-port|server\.port)[= ]|\bPORT=|(?:0\.0\.0\.0|127\.0\.0\.1|localhost|\*):|\s:)(\d{2,5})\b/;

/** Scripts that people start their app with, and the target of a Makefile: where no language says more. */
export const findStartScript: Finder = (folder) => {
  const scripts = NAMES.filter((name) => folder.hasFile(name)).flatMap((name) => toScriptFinding(folder, name) ?? []);
  const target = toTargetFinding(folder);
  return [...scripts.slice(0, 3), ...(target === null ? [] : [target])];
};

function toScriptFinding(folder: AppFolder, file: string): Finding | null {
  const text = folder.read(file) ?? '';
  const shell =
    /^#!\s*(?:\/usr\/bin\/env\s+|(?:\/\w+)*\/)(\w+)/.exec(text)?.[1] ?? (file.endsWith('.sh') ? 'sh' : null);
  if (shell === null || !/^(ba|da|k|z|a)?sh$/.test(shell)) return null;
  // It passes on what it is given, and has nothing to start by itself.
  const isWrapper = /^exec "\$@"/m.test(text) && !/^\s*(set --|if \[ .*\$# )/m.test(text);
  return toFinding(
    folder.isExecutable(file) && text.startsWith('#!') ? [file.includes('/') ? file : `./${file}`] : [shell, file],
    { kind: 'start script', evidence: file, text, rank: isWrapper ? 15 : 35 - NAMES.indexOf(file) / 10 },
  );
}

/** The recipe itself, where it is one plain command: make would stand between berth and it. */
function toTargetFinding(folder: AppFolder): Finding | null {
  const text =
    ['Makefile', 'makefile', 'GNUmakefile'].map((name) => folder.read(name)).find((found) => found !== null) ?? '';
  for (const target of ['run', 'start', 'serve']) {
    const [, needed = '', recipe] = new RegExp(`^${target}:([^=\\n]*)\\n((?:\\t.*\\n?)+)`, 'm').exec(text) ?? [];
    if (recipe === undefined) continue;
    const lines = recipe
      .split('\n')
      .map((line) => line.replace(/^\t[@-]*/, '').trim())
      .filter((line) => line !== '');
    const [line = ''] = lines;
    const words = lines.length === 1 && !line.includes('$') ? splitShellWords(line) : null;
    const command = words?.kind === 'words' && words.words.length > 0 ? words.words : ['make', target];
    const finding = toFinding(command, { kind: 'Makefile', evidence: `its target ${target}`, text: recipe, rank: 30 });
    const isThere = command[0] === 'make' || !command[0]!.includes('/') || folder.hasFile(command[0]!);
    return isThere ? finding : { ...finding, missing: ['make', ...needed.trim().split(/\s+/)].join(' ').trim() };
  }
  return null;
}

interface Seen {
  readonly kind: string;
  readonly evidence: string;
  readonly text: string;
  readonly rank: number;
}

function toFinding(words: readonly string[], { kind, evidence, text, rank }: Seen): Finding {
  const code = text.replace(/^\s*#.*$/gm, '');
  const number = /\$\{?PORT\b/.test(code) ? undefined : PORT_NUMBER.exec(code)?.[1];
  const listens = number === undefined ? null : toFixedPort(Number(number), evidence);
  const note = 'Its port was not seen: if it does not read $PORT, write the number it listens on as port';
  return {
    kind,
    evidence,
    config: { command: toCommand(words), ...(listens?.config ?? { port: 'auto' as const }) },
    rank,
    notes: listens?.notes ?? (/\$\{?PORT\b/.test(code) ? [] : [note]),
    missing: null,
  };
}
