import { dirname, join, posix } from 'node:path';
import { AppFolder } from '../app-folder.ts';
import { inPlace } from '../command.ts';
import { findOnPath } from '../finder/python/interpreter.ts';
import { readPythonProject } from '../finder/python/project.ts';
import type { StartLine } from './start-line.ts';

/** Programs that packages bring, and the modules that do the same: `waitress-serve` is `python -m waitress`. */
const PROGRAMS: Readonly<Record<string, readonly [packageName: string, module: string]>> = {
  gunicorn: ['gunicorn', 'gunicorn'],
  uvicorn: ['uvicorn', 'uvicorn'],
  hypercorn: ['hypercorn', 'hypercorn'],
  daphne: ['daphne', 'daphne'],
  'waitress-serve': ['waitress', 'waitress'],
  flask: ['flask', 'flask'],
  fastapi: ['fastapi', 'fastapi'],
  streamlit: ['streamlit', 'streamlit'],
  celery: ['celery', 'celery'],
  alembic: ['alembic', 'alembic.config'],
};
const PYTHON = /^python3?$/;

/** The programs of a script where a command begins, or of a command that starts one. */
const IN_SCRIPT = /(^|&&\s*|;\s*)((?:exec\s+)?)(python3?|[a-z]+(?:-serve)?)(?=\s|$)/g;

/** Commands with their programs where the packages of the app are, and what must be typed before they are there. */
export interface PythonLines {
  readonly lines: readonly StartLine[];
  /** null: nothing, or none of the lines is Python's. */
  readonly missing: string | null;
}

/**
 * Lets lines that start Python, or what one of its packages brings, do so with the interpreter that has the app's packages: the one
 * of its environment, the machine's, or the one that `missing` makes. A path that a line names stays.
 */
export function withPython(folder: AppFolder, place: string, lines: readonly StartLine[]): PythonLines {
  const programs = lines.flatMap(({ words }) => listPrograms(words));
  if (programs.length === 0) return { lines, missing: null };
  const project = readPythonProject(place === '' ? folder : new AppFolder(join(folder.path, place)));
  if (project === null) return { lines, missing: null };
  // A server that is installed by itself runs what needs nothing else.
  const isServedAsItIs = programs.every((name) => findOnPath(name) !== null);
  if (!project.needsPackages && isServedAsItIs) return { lines, missing: null };
  const extra = [...new Set(programs.flatMap((name) => PROGRAMS[name]?.[0] ?? []))];
  const missing = project.toMissing(extra);
  const python = project.toPython(extra);
  const toWords = (program: string): readonly string[] => toProgram(program, python, missing !== null);
  return {
    lines: lines.map((line) => ({ ...line, words: replace(line.words, toWords) })),
    missing: missing === null ? null : inPlace(missing, place),
  };
}

function listPrograms(words: readonly string[]): readonly string[] {
  const [program = '', flag, value = ''] = words;
  if (flag === '-c') return [...value.matchAll(IN_SCRIPT)].map((match) => match[3]!).filter(isPythons);
  if (!isPythons(program)) return [];
  return PYTHON.test(program) && flag === '-m' && isPythons(value) ? [program, value] : [program];
}

function isPythons(program: string): boolean {
  return PYTHON.test(program) || Object.hasOwn(PROGRAMS, program);
}

function replace(words: readonly string[], toWords: (program: string) => readonly string[]): readonly string[] {
  const [program = '', flag, script = '', ...rest] = words;
  if (flag === '-c') {
    const replaced = script.replace(IN_SCRIPT, (whole, front: string, exec: string, name: string) =>
      isPythons(name) ? front + exec + toWords(name).join(' ') : whole,
    );
    return [program, flag, replaced, ...rest];
  }
  return isPythons(program) ? [...toWords(program), ...words.slice(1)] : words;
}

function toProgram(program: string, python: string, isToBeMade: boolean): readonly string[] {
  if (PYTHON.test(program)) return [python];
  if (isToBeMade) return [posix.join(posix.dirname(python), program)];
  const found = findOnPath(program);
  // What PATH has is of the same Python.
  if (found !== null && (python === 'python3' || dirname(found) === dirname(python))) return [program];
  return [python, '-m', PROGRAMS[program]![1]];
}
