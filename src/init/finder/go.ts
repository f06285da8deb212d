import type { AppFolder } from '../app-folder.ts';
import { toCommand } from '../command.ts';
import type { Finder, Finding } from '../finding.ts';
import { readGoBuild } from './go-build.ts';
import { describeMisfit, type FoundProgram, listPrograms, toNativeFinding } from './native-program.ts';
import { findSourcePort, type SourcePort } from './source-port.ts';

const MOST_MAINS = 5;
const SERVES = /net\/http"|gin-gonic|labstack\/echo|gofiber|go-chi|gorilla\/mux|beego|fasthttp|net"/;
const NOT_SERVED = /(^|\/)(examples?|tools?|scripts?|hack|testdata|internal\/tools|migrations?)(\/|$)/;

/** A program that Go has built, else the packages that can be built into one. */
export const findGo: Finder = (folder) => {
  const built = listPrograms(folder, ['.', 'bin', 'build', 'out', 'dist']).filter(({ native }) =>
    native.sections.has('.go.buildinfo'),
  );
  const fitting = built.filter((program) => describeMisfit(program) === null);
  if (fitting.length > 0) return fitting.map((program) => toBuiltFinding(folder, program));
  const unbuilt = listMains(folder).map((at) => toUnbuiltFinding(folder, at, built[0] ?? null));
  return unbuilt.length > 0 ? unbuilt : built.map((program) => toBuiltFinding(folder, program));
};

function toBuiltFinding(folder: AppFolder, program: FoundProgram): Finding {
  const { file, native } = program;
  const { version, path, modules } = readGoBuild(folder, file, native);
  const mains = listMains(folder);
  const at = mains.find((main) => path?.endsWith(`/${main}`)) ?? mains[0] ?? null;
  const port = findPort(folder, at);
  const misfit = describeMisfit(program);
  const isServer = port !== null || modules.some((name) => SERVES.test(name));
  return toNativeFinding(folder, {
    kind: 'Go program',
    evidence: `${file} (${[version ?? 'built by Go', path].filter((part) => part !== null).join(', ')})`,
    file,
    port,
    rank: misfit === null ? (isServer ? 80 : 65) : 30,
    notes: misfit === null ? [] : [misfit],
  });
}

function toUnbuiltFinding(folder: AppFolder, at: string, misfit: FoundProgram | null): Finding {
  const port = findPort(folder, at);
  const file = ['app', 'server', 'berth-app'].find((name) => !folder.hasFolder(name)) ?? 'a.out';
  const hasModule = folder.hasFile('go.mod');
  const isMain = SERVES.test(readPackage(folder, at)) || port !== null;
  return toNativeFinding(folder, {
    kind: 'Go project',
    evidence: hasModule ? (at === '.' ? 'go.mod' : `go.mod, ${at}`) : listGoFiles(folder, at).join(', '),
    file,
    port,
    rank: (isMain ? 75 : 50) - (at === '.' ? 0 : 1),
    notes: misfit === null ? [] : [describeMisfit(misfit)!],
    missing: toCommand([
      'go',
      'build',
      '-o',
      file,
      ...(hasModule ? [at === '.' ? '.' : `./${at}`] : listGoFiles(folder, at)),
    ]),
  });
}

/** Folders with a `func main` of their own, the likeliest server first. */
function listMains(folder: AppFolder): string[] {
  const files = folder.find((name) => name.endsWith('.go') && !name.endsWith('_test.go'), 4);
  const folders = [...new Set(files.map((file) => (file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '.')))];
  const mains = folders.filter((at) => !NOT_SERVED.test(at) && /^func main\(\)/m.test(readPackage(folder, at)));
  const weigh = (at: string) =>
    (at === '.' ? 4 : 0) +
    (/(^|\/)(server|api|web|app|http|main|serve)$/.test(at) ? 2 : 0) +
    (SERVES.test(readPackage(folder, at)) ? 3 : 0);
  return mains.toSorted((a, b) => weigh(b) - weigh(a)).slice(0, MOST_MAINS);
}

function listGoFiles(folder: AppFolder, at: string): string[] {
  const files = folder.list(at).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'));
  const mains = files.map((name) => (at === '.' ? name : `${at}/${name}`));
  return mains.filter((name) => /^package main\b/m.test(folder.read(name) ?? ''));
}

function readPackage(folder: AppFolder, at: string): string {
  return listGoFiles(folder, at)
    .map((name) => folder.read(name) ?? '')
    .filter((text) => !/^\/\/(go:build| \+build) ignore/m.test(text))
    .join('\n');
}

/** In the package itself, then in what it shares with others; never in another program of the same module. */
function findPort(folder: AppFolder, at: string | null): SourcePort | null {
  const [, port] = /^\s*httpport\s*=\s*(\d+)/im.exec(folder.read('conf/app.conf') ?? '') ?? [];
  if (port !== undefined) return { kind: 'literal', port: Number(port), file: 'conf/app.conf' };
  const isOwn = (name: string) => (at === '.' ? !name.includes('/') : at !== null && name.startsWith(`${at}/`));
  const isShared = (name: string) => !/^cmd\//.test(name) && !NOT_SERVED.test(name);
  const found = findSourcePort(folder, ['go'], isOwn) ?? findSourcePort(folder, ['go'], isShared);
  if (found !== null) return found;
  const sources = folder.find((name) => name.endsWith('.go') && isShared(name), 4);
  // Gin reads PORT itself, where nobody tells it a port.
  const isGin = sources.some((name) => /\.Run\(\)/.test(folder.read(name) ?? ''));
  return isGin ? { kind: 'variable', name: 'PORT', value: `\${port}`, file: 'gin' } : null;
}
