import { posix } from 'node:path';
import type { AppFolder } from '../../app-folder.ts';
import { parseIni } from '../../statement/ini.ts';

/** Stands for the folder of the app, which no text of a file can be taken for. */
export const HERE = '\0here\0';

/** One `[program:NAME]`: its keys, with what stands in `%(…)s` filled in. */
export interface Program {
  readonly name: string;
  readonly keys: Readonly<Record<string, string>>;
}

/** What a supervisord.conf starts, with the files that it includes. */
export interface SupervisorFile {
  /** The file, and those it includes. */
  readonly sources: readonly string[];
  readonly programs: readonly Program[];
  /** `[supervisord]`: what holds for all. */
  readonly common: Readonly<Record<string, string>>;
  /** Sections of other kinds. */
  readonly others: readonly string[];
}

/** Reads a supervisord.conf of a folder and its includes; null if nothing is started by it. */
export function readSupervisorFile(folder: AppFolder, source: string): SupervisorFile | null {
  const sections = parseSupervisor(folder.read(source) ?? '');
  const included = listIncluded(folder, source, sections['include']?.['files'] ?? '');
  const all = [
    [source, sections] as const,
    ...included.map((file) => [file, parseSupervisor(folder.read(file) ?? '')] as const),
  ];
  const programs = all.flatMap(([file, own]) =>
    Object.entries(own)
      .filter(([name]) => /^(?:program|fcgi-program):/.test(name))
      .map(([name, keys]) => toProgram(name.replace(/^[\w-]+:/, ''), keys, posix.dirname(file))),
  );
  const others = all.flatMap(([, own]) => Object.keys(own)).filter((name) => /^(?:eventlistener|group):/.test(name));
  if (programs.length === 0) return null;
  return { sources: all.map(([file]) => file), programs, common: sections['supervisord'] ?? {}, others };
}

/** Values may go on in lines that begin with a blank, and end at a `;` with a blank before it. */
function parseSupervisor(text: string): Record<string, Record<string, string>> {
  const lines = text
    .replaceAll('\0', '')
    .split(/\r?\n/)
    .map((line) => line.replace(/\s;.*$/, ''));
  const joined = lines
    .filter((line) => !/^\s*[;#]/.test(line))
    .join('\n')
    .replace(/\n[ \t]+(?=\S)/g, ' ');
  const sections = Object.entries(parseIni(joined)).map(([name, section]) => [
    name,
    Object.fromEntries(Object.entries(section).map(([key, values]) => [key, values.at(-1) ?? ''])),
  ]);
  return Object.fromEntries(sections) as Record<string, Record<string, string>>;
}

function listIncluded(folder: AppFolder, source: string, patterns: string): string[] {
  const parent = posix.dirname(source);
  return patterns.split(/\s+/).flatMap((pattern) => {
    // Absolute ones are folders of an image: those of the same name stand beside it.
    const path = pattern.startsWith('/')
      ? posix.join(parent, posix.basename(posix.dirname(pattern)), posix.basename(pattern))
      : posix.join(parent, pattern);
    if (pattern === '' || path.startsWith('..')) return [];
    const [begin = '', end = ''] = posix.basename(path).split('*', 2);
    const inFolder = posix.dirname(path);
    const names = folder
      .list(inFolder)
      .filter((name) => (pattern.includes('*') ? name.startsWith(begin) && name.endsWith(end) : name === begin));
    return names.map((name) => posix.join(inFolder, name));
  });
}

function toProgram(name: string, keys: Readonly<Record<string, string>>, here: string): Program {
  const filled = Object.entries(keys).map(([key, value]) => [key, fill(value, name, here)] as const);
  return { name, keys: Object.fromEntries(filled) };
}

/** `%(here)s` is the folder of the file; a variable becomes berth's reference to it later, as a shell's would. */
function fill(value: string, name: string, here: string): string {
  return value.replace(/%\((\w+)\)\d*[sd]|%%/g, (match, key: string | undefined) => {
    if (key === undefined) return '%';
    if (key === 'here') return here === '.' ? HERE : `${HERE}/${here}`;
    if (key.startsWith('ENV_')) return `\0${key.slice(4)}\0`;
    if (/^(?:program_name|group_name)$/.test(key)) return name;
    return key === 'process_num' ? '0' : match;
  });
}
