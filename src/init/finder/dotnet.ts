import type { AppFolder } from '../app-folder.ts';
import { toCommand } from '../command.ts';
import { readNativeProgram } from '../elf.ts';
import type { Finder, Finding } from '../finding.ts';
import { findDotnetAddress } from './dotnet-address.ts';
import { findDotnetProject } from './dotnet-project.ts';

const CONFIG = '.runtimeconfig.json';

/** What `dotnet publish` or a build made, the published first; else the project that is still to be published. */
export const findDotnet: Finder = (folder) => {
  const configs = folder.find((name) => name.endsWith(CONFIG) && !/(^|\/)(obj|refs?|wwwroot)\//.test(name), 6);
  const programs = configs
    .map((name) => toProgramFinding(folder, name))
    .filter((finding) => finding !== null)
    .toSorted((a, b) => b.rank - a.rank)
    .filter(({ rank }, _, [best]) => rank >= 70 || (best?.rank ?? 0) < 70);
  const single = configs.length > 0 ? null : findSingleFile(folder);
  const findings = [...programs, ...(single === null ? [] : [single])];
  const project = findings.some(({ rank }) => rank >= 70) ? null : findDotnetProject(folder);
  return [...findings, ...(project === null ? [] : [project])];
};

interface RuntimeConfig {
  readonly framework?: { readonly name?: string };
  readonly frameworks?: ReadonlyArray<{ readonly name?: string }>;
  readonly includedFrameworks?: ReadonlyArray<{ readonly name?: string; readonly version?: string }>;
}

function toProgramFinding(folder: AppFolder, configFile: string): Finding | null {
  const options = (folder.readJson(configFile)?.['runtimeOptions'] ?? {}) as RuntimeConfig;
  const program = configFile.slice(0, -CONFIG.length);
  const [at, name] = splitPath(program);
  const used = [options.framework, ...(options.frameworks ?? []), ...(options.includedFrameworks ?? [])];
  // Before .NET 5 a self-contained program does not name what it brings.
  const isWeb =
    used.some((framework) => framework?.name === 'Microsoft.AspNetCore.App') ||
    folder.hasFile(`${at}/Microsoft.AspNetCore.dll`);
  const isWhole = options.includedFrameworks !== undefined || folder.hasFile(`${at}/libcoreclr.so`);
  const rank = (isWeb ? 80 : 45) - findDistance(at);
  const kind = isWeb ? 'ASP.NET Core' : '.NET program';
  if (!isWhole && folder.hasFile(`${program}.dll`)) {
    // A build that was not published has its pages and settings in the folder of the project.
    const isPublished = !/(^|\/)bin\/(Debug|Release)\/[^/]+$/.test(at);
    const room = isPublished ? at : at.replace(/(^|\/)bin\/(Debug|Release)\/[^/]+$/, '') || '.';
    const dll = room === '.' ? `${program}.dll` : `${program}.dll`.slice(room.length + 1);
    const notes = isPublished
      ? []
      : ['This is a build that was not published: `dotnet publish -c Release -o out` makes one'];
    return toFinding(folder, {
      kind,
      program,
      room,
      words: ['dotnet', dll],
      rank: isPublished ? rank : rank - 15,
      notes,
    });
  }
  const native = readNativeProgram(folder, program);
  if (!isWhole || native?.system !== 'linux') return null;
  return toFinding(folder, {
    kind: `${kind}, self-contained`,
    program,
    room: at,
    words: [`./${name}`],
    rank,
    notes: [],
  });
}

/** One executable with everything in it: only what lies beside it tells that .NET made it. */
function findSingleFile(folder: AppFolder): Finding | null {
  const beside = ['.', 'out', 'publish', 'app'].filter((at) => folder.hasFile(`${at}/appsettings.json`));
  for (const at of beside) {
    const name = folder
      .list(at)
      .find((file) => readNativeProgram(folder, `${at}/${file}`)?.system === 'linux' && !file.includes('.so'));
    if (name === undefined) continue;
    const program = at === '.' ? name : `${at}/${name}`;
    const kind = 'ASP.NET Core, one file';
    return toFinding(folder, { kind, program, room: at, words: [`./${name}`], rank: 75, notes: [] });
  }
  return null;
}

interface Program {
  readonly kind: string;
  /** Without an ending, below the app's folder. */
  readonly program: string;
  /** Where it starts: ASP.NET Core looks there for its settings and pages. */
  readonly room: string;
  readonly words: readonly string[];
  readonly rank: number;
  readonly notes: readonly string[];
}

function toFinding(folder: AppFolder, { kind, program, room, words, rank, notes }: Program): Finding {
  const address = findDotnetAddress(folder, program, room);
  const isOff = words[0] !== 'dotnet' && !folder.isExecutable(program);
  return {
    kind,
    evidence: [words[0] === 'dotnet' ? `${program}${CONFIG}` : program, ...address.evidence].join(', '),
    config: {
      command: toCommand(words),
      ...address.config,
      ...(room === '.' ? {} : { workingDirectory: room }),
    },
    rank,
    notes: [...address.notes, ...notes],
    missing: isOff ? `chmod +x ${program}` : null,
  };
}

function splitPath(path: string): [folder: string, name: string] {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? ['.', path] : [path.slice(0, slash), path.slice(slash + 1)];
}

/** How far from the obvious place: here, then where publishing puts it, then the rest. */
function findDistance(at: string): number {
  if (at === '.') return 0;
  if (/(^|\/)(out|publish|app|dist|bin\/Release\/([^/]+\/)*publish)$/.test(at)) return at.includes('/') ? 2 : 1;
  return at.includes('Debug') ? 6 : 4;
}
