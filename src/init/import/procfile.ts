import type { AppFolder } from '../app-folder.ts';
import type { Imported, Importer } from '../finding.ts';
import { type OtherProcess, PLAIN_SERVICE, toImported } from '../statement/service.ts';
import { readDotenv } from './dotenv.ts';

const LINE = /^\s*([\w-]+)\s*:\s*(\S.*?)\s*$/;

/** Nothing that belongs beside a server. */
const BY_HAND = /^(?:console|shell|rake|test|dev|assets|css|js|vite|webpack)$/;

/** A Procfile: `web` answers requests, `release` is done before, the rest runs beside it. */
export const importProcfile: Importer = (folder) => {
  const text = folder.read('Procfile');
  if (text !== null) return readProcfile(folder, 'Procfile', text, 100);
  const name = ['Procfile.dev', 'Procfile.local'].find((file) => folder.hasFile(file));
  const found = name === undefined ? null : readProcfile(folder, name, folder.read(name) ?? '', 35);
  return found === null
    ? null
    : { ...found, notes: [`${name} is there for work on the app, not for its service`, ...found.notes] };
};

/** The processes of a text in the format of a Procfile; null if none of them answers requests. */
export function readProcfile(folder: AppFolder, source: string, text: string, rank: number): Imported | null {
  const entries = readEntries(text);
  const local = readDotenv(folder);
  const web = entries.find(({ name }) => name === 'web') ?? (entries.length === 1 ? entries[0] : undefined);
  if (web === undefined) return null;
  const others = entries.filter((entry) => entry !== web);
  const byHand = others.filter(({ name }) => BY_HAND.test(name));
  const found = toImported(folder, {
    ...PLAIN_SERVICE,
    source,
    kind: 'Procfile',
    rank,
    name: web.name,
    command: web.command,
    port: { port: null, where: source, isTold: true },
    before: others.filter(({ name }) => name === 'release'),
    beside: others.filter((entry) => entry.name !== 'release' && !byHand.includes(entry)),
    // What starts a Procfile on the developer's machine reads `.env`, too.
    variables: { env: local?.env ?? {}, values: {} },
    notes: local?.notes ?? [],
    leftOut: [
      ...(local?.leftOut ?? []),
      ...byHand.map(({ name }) => ({ key: name, why: 'is started by hand, not beside the server' })),
    ],
  });
  // Without a value that it takes from there no line of the config names the file.
  return (local?.leftOut ?? []).length === 0 ? found : { ...found, config: { ...found.config, envFile: '.env' } };
}

/** The lines of a Procfile, in their order. */
export function readEntries(text: string): readonly OtherProcess[] {
  return text.replaceAll('\0', '').split('\n').flatMap(toEntry);
}

function toEntry(line: string): OtherProcess[] {
  const [, name, command] = LINE.exec(line) ?? [];
  return name === undefined || command === undefined ? [] : [{ name, command }];
}
