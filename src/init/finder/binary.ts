import type { AppFolder } from '../app-folder.ts';
import type { Finder, Finding } from '../finding.ts';
import {
  describeMisfit,
  type FoundProgram,
  listPrograms,
  type NativeStart,
  toNativeFinding,
} from './native-program.ts';
import { findSourcePort } from './source-port.ts';

/** A language that is compiled, whose programs look like any other. */
interface Compiled {
  readonly kind: string;
  /** A file that every project of it has. */
  readonly marker: RegExp;
  readonly endings: readonly string[];
  readonly places: readonly string[];
  readonly build: string;
  /** The program's path once it is built; null if that cannot be told. */
  readonly nameProgram: (folder: AppFolder, marker: string) => string | null;
  readonly tellPort?: (text: string) => Partial<NativeStart> | null;
}

const nameBefore = (ending: RegExp, at: string) => (_: AppFolder, marker: string) =>
  `${at}${marker.replace(ending, '')}`;

const LANGUAGES: readonly Compiled[] = [
  {
    kind: 'Crystal',
    marker: /^shard\.yml$/,
    endings: ['cr'],
    places: ['bin'],
    build: 'shards build --release',
    nameProgram: (folder, marker) => {
      const text = folder.read(marker) ?? '';
      const name = /^targets:\s*\n\s+([\w-]+):/m.exec(text)?.[1] ?? /^name:\s*([\w-]+)/m.exec(text)?.[1];
      return name === undefined ? null : `bin/${name}`;
    },
    tellPort: (text) =>
      /^\s+kemal:/m.test(text)
        ? { port: 'told', args: ['-b', '127.0.0.1', '-p', `\${port}`], env: { KEMAL_ENV: 'production' } }
        : null,
  },
  {
    kind: 'Swift',
    marker: /^Package\.swift$/,
    endings: ['swift'],
    places: ['.build/release'],
    build: 'swift build -c release',
    nameProgram: (folder, marker) => {
      const name = /executableTarget\(\s*name:\s*"([^"]+)"/.exec(folder.read(marker) ?? '')?.[1];
      return name === undefined ? null : `.build/release/${name}`;
    },
    tellPort: (text) =>
      text.includes('vapor/vapor')
        ? { port: 'told', args: ['serve', '--env', 'production', '--hostname', '127.0.0.1', '--port', `\${port}`] }
        : null,
  },
  {
    kind: 'Haskell',
    marker: /\.cabal$|^package\.yaml$/,
    endings: ['hs'],
    places: ['bin'],
    build: 'cabal install --installdir=bin --install-method=copy',
    nameProgram: (folder, marker) => {
      const name = /^executable\s+([\w-]+)/m.exec(folder.read(marker) ?? '')?.[1];
      return name === undefined ? null : `bin/${name}`;
    },
  },
  {
    kind: 'Nim',
    marker: /\.nimble$/,
    endings: ['nim'],
    places: [],
    build: 'nimble build -d:release',
    nameProgram: (folder, marker) => {
      const name = /^bin\s*=\s*@\["([^"]+)"/m.exec(folder.read(marker) ?? '')?.[1];
      return name ?? nameBefore(/\.nimble$/, '')(folder, marker);
    },
  },
  {
    kind: 'C or C++',
    marker: /^CMakeLists\.txt$/,
    endings: ['c', 'cc', 'cpp', 'h', 'hpp'],
    places: ['build', 'build/bin'],
    build: 'cmake -B build -DCMAKE_BUILD_TYPE=Release && cmake --build build',
    nameProgram: (folder, marker) => {
      const name = /add_executable\s*\(\s*([\w-]+)/i.exec(folder.read(marker) ?? '')?.[1];
      return name === undefined ? null : `build/${name}`;
    },
  },
];

const NOT_ALONE = ['Cargo.toml', 'appsettings.json'];

/** A lone program in machine code, and projects of the rarer compiled languages. */
export const findBinary: Finder = (folder) => {
  const [language, marker] = findLanguage(folder);
  if (language === null && NOT_ALONE.some((name) => folder.hasFile(name))) return [];
  if (folder.list().some((name) => name.endsWith('.runtimeconfig.json') || name.startsWith('erts-'))) return [];
  // Go's are the concern of its own finder.
  const programs = listPrograms(folder, ['.', 'bin', ...(language?.places ?? ['build', 'out', 'dist'])]).filter(
    ({ native }) => !native.sections.has('.go.buildinfo'),
  );
  const built = language?.nameProgram(folder, marker);
  const fitting = programs.filter((program) => describeMisfit(program) === null);
  const named = fitting.filter(({ file }) => file === built || file.split('/').at(-1) === built?.split('/').at(-1));
  if (named.length > 0) return named.slice(0, 1).map((program) => toFinding(folder, program, language, marker));
  if (language !== null && built !== null && built !== undefined) return [toUnbuilt(folder, language, marker, built)];
  const found = fitting.length > 0 ? fitting : programs;
  return found.slice(0, 3).map((program) => toFinding(folder, program, language, marker, found.length));
};

function findLanguage(folder: AppFolder): readonly [Compiled, string] | readonly [null, ''] {
  for (const language of LANGUAGES) {
    const marker = folder.list().find((name) => language.marker.test(name));
    if (marker !== undefined) return [language, marker];
  }
  return [null, ''];
}

const findPort = (folder: AppFolder, language: Compiled | null) =>
  findSourcePort(folder, language?.endings ?? ['c', 'cc', 'cpp', 'zig', 'd', 'pas']);

function toFinding(
  folder: AppFolder,
  program: FoundProgram,
  language: Compiled | null,
  marker: string,
  count = 1,
): Finding {
  const misfit = describeMisfit(program);
  const { file } = program;
  return toNativeFinding(folder, {
    kind: language === null ? 'program' : `${language.kind} program`,
    evidence: [file, ...(marker === '' ? [] : [marker])].join(', '),
    file,
    port: findPort(folder, language),
    rank: misfit === null ? (language === null ? 42 : 70) - count : 25,
    notes: misfit === null ? [] : [misfit],
    ...(language?.tellPort?.(folder.read(marker) ?? '') ?? {}),
  });
}

function toUnbuilt(folder: AppFolder, language: Compiled, marker: string, file: string): Finding {
  const port = findPort(folder, language);
  const told = language.tellPort?.(folder.read(marker) ?? '') ?? null;
  return toNativeFinding(folder, {
    kind: `${language.kind} project`,
    evidence: marker,
    file,
    port,
    rank: told !== null ? 75 : port === null ? 35 : 60,
    missing: language.build,
    ...told,
  });
}
