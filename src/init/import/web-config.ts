import { XMLParser } from 'fast-xml-parser';
import type { Importer, LeftOut } from '../finding.ts';
import { splitPlainWords } from '../statement/plain-words.ts';
import { PLAIN_SERVICE, type StatedCommand, toImported } from '../statement/service.ts';
import { type Tree, toList, toText, toTree } from '../statement/tree.ts';
import { toVariables } from '../statement/variable.ts';

const WHY: Readonly<Record<string, string>> = {
  startupTimeLimit: '`startup.deadline` limits the start',
  startupRetryCount: '`restart.budget` limits restarts',
  requestTimeout: '`proxy.timeouts` limits requests',
  shutdownTimeLimit: '`gracePeriod` and `stop.drain` limit the stop',
  rapidFailsPerMinute: '`restart.budget` limits restarts',
  processesPerApplication: 'one of it is started: a platform starts more instances',
  forwardWindowsAuthToken: 'there is none here',
};

/** A web.config of IIS: the program behind HttpPlatformHandler, the ASP.NET Core module, or iisnode. */
export const importWebConfig: Importer = (folder) => {
  const source = folder.list().find((name) => /^web\.config$/i.test(name));
  const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '', parseAttributeValue: false });
  let server: Tree = {};
  try {
    const root = toTree(toTree(parser.parse(folder.read(source ?? '') ?? ''))['configuration']);
    const located = toList(root['location']).map((one) => toTree(toTree(one)['system.webServer']));
    server = Object.assign({}, ...located, toTree(root['system.webServer']));
  } catch {
    return null;
  }
  const start = readStart(server);
  if (source === undefined || start === null) return null;
  const { own, command, env } = start;
  const stated = Object.fromEntries(
    toList(toTree(own['environmentVariables'])['environmentVariable']).map((one) => [
      toText(toTree(one)['name']) ?? '',
      toPath(toText(toTree(one)['value']) ?? ''),
    ]),
  );
  const variables = toVariables(stated);
  const told = Object.fromEntries(
    Object.entries(variables.env).map(([name, value]) => [name, value.replaceAll(PORT, `\${port}`)]),
  );
  return toImported(folder, {
    ...PLAIN_SERVICE,
    source,
    kind: 'web.config',
    rank: 75,
    command,
    variables: { ...variables, env: { ...told, ...env } },
    port: { port: null, where: source, isTold: true },
    leftOut: listLeftOut(own),
  });
};

interface Start {
  readonly own: Tree;
  readonly command: StatedCommand;
  readonly env: Readonly<Record<string, string>>;
}

function readStart(server: Tree): Start | null {
  const platform = toTree(server['httpPlatform']);
  const core = toTree(server['aspNetCore']);
  const own = toText(platform['processPath']) === null ? core : platform;
  const program = toText(own['processPath']);
  if (program !== null) {
    const command = `${toProgram(program)} ${splitArguments(toText(own['arguments']) ?? '').join(' ')}`.trim();
    return { own, command, env: own === core ? { ASPNETCORE_URLS: `http://127.0.0.1:\${port}` } : {} };
  }
  const handlers = toList(toTree(server['handlers'])['add']).map(toTree);
  const script = handlers.find(({ modules }) => modules === 'iisnode')?.['path'];
  return typeof script === 'string' ? { own: toTree(server['iisnode']), command: ['node', script], env: {} } : null;
}

/** What IIS puts the port of the app in. */
const PORT = '%PORT%';

/** A path of Windows as one of the folder: what IIS calls `%home%\site\wwwroot` is the folder itself. */
function toPath(text: string): string {
  return text
    .replace(/%(?:HTTP_PLATFORM_PORT|ASPNETCORE_PORT)%/gi, PORT)
    .replace(/%home%\\site\\wwwroot\\|^[a-z]:\\home\\site\\wwwroot\\/gi, '')
    .replace(/(?<=^|[\s"])\.\\/g, '')
    .replace(/\\(?=[\w.%*-])/g, '/');
}

function toProgram(text: string): string {
  const path = toPath(text.replaceAll('"', '')).replace(/\.exe$/i, '');
  const name = path.split('/').at(-1)!;
  // A program of the system stands in a folder of its own there.
  const isOwn = !/^(?:[a-z]:|%)/i.test(path) && path.includes('/');
  return isOwn
    ? `./${path}`
    : /^(?:python|java|node|dotnet|php|ruby|go|perl|caddy)[\d.]*$/i.test(name) || /^(?:[a-z]:|%)/i.test(path)
      ? name.toLowerCase()
      : `./${name}`;
}

function splitArguments(text: string): string[] {
  const words = splitPlainWords(text.replaceAll('\\', '\\\\')).map(toPath);
  return words.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word.replaceAll(PORT, '$PORT') : `"${word.replaceAll(PORT, '$PORT')}"`,
  );
}

function listLeftOut(own: Tree): LeftOut[] {
  const known = /^(?:processPath|arguments|environmentVariables|stdout|hostingModel)/;
  return Object.keys(own).flatMap((key) =>
    known.test(key) ? [] : [{ key, why: WHY[key] ?? 'has no counterpart here' }],
  );
}
