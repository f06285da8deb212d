import { XMLParser } from 'fast-xml-parser';
import type { AppFolder } from '../app-folder.ts';
import { toCommand } from '../command.ts';
import type { Finding } from '../finding.ts';
import { findDotnetAddress } from './dotnet-address.ts';

const OUT = 'out';

/** A web project that is still to be published; the nearest of several. */
export function findDotnetProject(folder: AppFolder): Finding | null {
  const files = folder.find((name) => /\.(cs|fs|vb)proj$/.test(name), 3);
  const file = files.find((name) => isWebProject(folder.read(name) ?? '') && !/tests?\//i.test(name));
  if (file === undefined) return null;
  const slash = file.lastIndexOf('/');
  const room = slash < 0 ? '.' : file.slice(0, slash);
  const name = readAssemblyName(folder.read(file) ?? '') ?? file.slice(slash + 1).replace(/\.\w+proj$/, '');
  const address = findDotnetAddress(folder, `${room}/${name}`, room);
  const isAlone = files.length === 1 && room === '.' && !folder.list().some((entry) => /\.slnx?$/.test(entry));
  return {
    kind: 'ASP.NET Core project',
    evidence: [file, ...address.evidence].join(', '),
    config: { command: toCommand(['dotnet', `${name}.dll`]), ...address.config, workingDirectory: OUT },
    rank: 75,
    notes: address.notes,
    missing: `dotnet publish ${isAlone ? '' : `${toCommand([file])} `}-c Release -o ${OUT}`,
  };
}

/** Others make libraries, tests or programs without a server. */
function isWebProject(text: string): boolean {
  return text.includes('Microsoft.NET.Sdk.Web"') || /Microsoft\.AspNetCore\.(All|App)"/.test(text);
}

function readAssemblyName(text: string): string | null {
  try {
    const parsed = new XMLParser({ parseTagValue: false }).parse(text) as { Project?: { PropertyGroup?: unknown } };
    const groups = [parsed.Project?.PropertyGroup ?? []].flat() as Array<{ AssemblyName?: unknown }>;
    const name = groups.map(({ AssemblyName }) => AssemblyName).find((value) => typeof value === 'string');
    return typeof name === 'string' && !name.includes('$') ? name : null;
  } catch {
    return null;
  }
}
