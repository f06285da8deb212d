import { DEFAULT_PORT } from '../../core/port-rule.ts';
import type { AppFolder } from '../app-folder.ts';

import type { FoundConfig } from '../finding.ts';
import { toFixedPort } from '../port-literal.ts';

/** How an ASP.NET Core app is told where to listen. */
export interface DotnetAddress {
  readonly config: Pick<FoundConfig, 'port' | 'env' | 'listen'>;
  readonly evidence: readonly string[];
  readonly notes: readonly string[];
}

const HERE = `http://127.0.0.1:\${port}`;
/** A port of the kernel's choice, that nobody calls. */
const NOWHERE = 'http://127.0.0.1:0';
/** Longer assemblies are not looked through: a web app's own is a few hundred KiB. */
const MOST_ASSEMBLY_BYTES = 16_777_216;
const IN_CODE =
  /\bUseUrls\s*\(|\bListenAnyIP\s*\(|\bListenLocalhost\s*\(|\.Listen\s*\(|\bUrls\.Add\s*\(|\.Run\s*\(\s*"http/;

/**
 * ASPNETCORE_URLS is the weakest of all: `urls` in appsettings.json beats it, addresses in the code beat both, and endpoints
 * of Kestrel in the configuration beat these. A variable named as a setting beats the file, so each has its answer.
 */
export function findDotnetAddress(folder: AppFolder, program: string, room: string): DotnetAddress {
  const at = room === '.' ? '' : `${room}/`;
  const files = ['appsettings.Production.json', 'appsettings.json'].map((name) => `${at}${name}`);
  for (const file of files) {
    const settings = readJsonWithComments(folder, file);
    const endpoints = Object.keys(getChild(getChild(settings, 'Kestrel'), 'Endpoints'));
    if (endpoints.length > 0) return overrideEndpoints(endpoints, file);
  }
  const code = findInCode(folder, program, at);
  if (code !== null) {
    if (code.isOwnPort) return { ...toFixedPort(DEFAULT_PORT, code.file), evidence: [code.name] };
    const notes = [
      `${code.name} in ${code.file} beats ASPNETCORE_URLS; an endpoint of Kestrel in the environment beats both`,
    ];
    return { config: toEnv({ Kestrel__Endpoints__Berth__Url: HERE }), evidence: [code.name], notes };
  }
  const urls = files.find((file) => typeof findKey(readJsonWithComments(folder, file), 'urls') === 'string');
  if (urls === undefined) return { config: toEnv({ ASPNETCORE_URLS: HERE }), evidence: [], notes: [] };
  const notes = [`\`urls\` in ${urls} beats ASPNETCORE_URLS; the variable URLS beats it`];
  return { config: toEnv({ URLS: HERE }), evidence: [`urls in ${urls}`], notes };
}

function toEnv(env: Readonly<Record<string, string>>): DotnetAddress['config'] {
  return { port: 'auto', env };
}

/** The plain one gets the port; those that stand beside it, TLS mostly, are put out of the way. */
function overrideEndpoints(names: readonly string[], file: string): DotnetAddress {
  const plain =
    names.find((name) => /^http$/i.test(name)) ?? names.find((name) => !/https|tls|ssl/i.test(name)) ?? names[0];
  const env = Object.fromEntries(
    names.map((name) => [`Kestrel__Endpoints__${name}__Url`, name === plain ? HERE : NOWHERE]),
  );
  return {
    config: toEnv(env),
    evidence: [`Kestrel:Endpoints in ${file}`],
    notes: [
      `Kestrel:Endpoints in ${file} beat ASPNETCORE_URLS; a variable with an endpoint's own name beats them`,
      ...(names.length > 1 ? [`Only ${plain} is called; the others listen on a port that nobody knows`] : []),
    ],
  };
}

interface InCode {
  readonly name: string;
  readonly file: string;
  /** An endpoint that is opened besides those of the configuration, and would be in berth's way. */
  readonly isOwnPort: boolean;
}

/** In the sources beside it, else in the assembly: names of methods stand there as they are. */
function findInCode(folder: AppFolder, program: string, at: string): InCode | null {
  const sources = ['Program.cs', 'Startup.cs', 'Program.fs', 'Program.vb'].flatMap((name) => [`${at}${name}`, name]);
  for (const file of new Set(sources)) {
    const text = (folder.read(file) ?? '').replace(/^\s*(\/\/|').*$/gm, '');
    const found = IN_CODE.exec(text)?.[0];
    const isOwnPort = /\bListen\w*\s*\([^()]*\b9000\b/.test(text);
    if (found !== undefined) return { name: found.replace(/^\.|\s*\(.*$/g, ''), file, isOwnPort };
  }
  const assembly = folder.readBytes(`${program}.dll`, MOST_ASSEMBLY_BYTES);
  if (assembly === null) return null;
  const name = ['UseUrls', 'ListenAnyIP', 'ListenLocalhost'].find((method) => assembly.includes(`\0${method}\0`));
  if (name !== undefined) return { name, file: `${program}.dll`, isOwnPort: false };
  // An address for all interfaces is one to listen on; texts are UTF-16 there.
  const isAddress = ['http://*:', 'http://+:', 'http://0.0.0.0:', 'http://[::]:'].some((text) =>
    assembly.includes(Buffer.from(text, 'utf16le')),
  );
  return isAddress ? { name: 'an address', file: `${program}.dll`, isOwnPort: false } : null;
}

/** .NET's reader allows comments and commas at the end. */
function readJsonWithComments(folder: AppFolder, name: string): unknown {
  const text = folder.read(name)?.replace(/^\uFEFF/, '') ?? 'null';
  try {
    return JSON.parse(text.replace(/^\s*\/\/.*$/gm, '').replace(/,(\s*[}\]])/g, '$1'));
  } catch {
    return null;
  }
}

function getChild(value: unknown, name: string): object {
  const child = findKey(value, name);
  return typeof child === 'object' && child !== null ? child : {};
}

/** Keys of .NET's configuration know no case. */
function findKey(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
