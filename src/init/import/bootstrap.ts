import { DEFAULT_PORT } from '../../core/port-rule.ts';
import { isBerthStart, MOVED_START_FILE, START_FILE } from '../../core/start-file.ts';
import type { AppFolder } from '../app-folder.ts';
import type { FoundConfig, Importer } from '../finding.ts';
import { type FixedPort, toFixedPort } from '../port-literal.ts';
import { findScriptShell } from '../statement/shell-script.ts';
import { findFixedPort, findNamedPort, TOLD_PORT } from '../written-port.ts';

/** More of a program is not read for the name of a variable. */
const MOST_BYTES = 64 * 1_048_576;

/** In a start script the number alone is the port: `python3 -m http.server 9000`. */
const NAMES_DEFAULT_PORT = new RegExp(`(?<![\\w.-])${DEFAULT_PORT}(?![\\w.])`);

/** The app's own start file for Function Compute, moved or to be moved, and started as it is. */
export const importBootstrap: Importer = (folder) => {
  const name = findOwnStart(folder);
  const start = name === null ? null : readStartFile(folder, name, MOVED_START_FILE);
  if (name === null || start === null) return null;
  const { config, notes = [] } = start;
  const evidence = name === START_FILE ? `${START_FILE}, which becomes ${MOVED_START_FILE}` : name;
  const kind = "the app's own bootstrap";
  return { kind, evidence, source: name, rank: 110, config, notes, missing: null, leftOut: [] };
};

/** The app's start file; null if there is none, or no place for it to go. */
function findOwnStart(folder: AppFolder): string | null {
  const isMoved = folder.hasFile(MOVED_START_FILE);
  const text = folder.read(START_FILE);
  if (text === null || isBerthStart(text)) return isMoved ? MOVED_START_FILE : null;
  return isMoved ? null : START_FILE;
}

/** What a start file means for a config. */
interface Start {
  readonly config: FoundConfig;
  readonly notes?: readonly string[];
}

/** Reads a start file in its folder; `started` is what it is called when it is started. Null if it serves nothing. */
export function readStartFile(folder: AppFolder, name: string, started: string): Start | null {
  const bytes = folder.readBytes(name, MOST_BYTES);
  const text = bytes?.toString('latin1') ?? '';
  // Lambda's custom runtimes ask for their events, and listen nowhere.
  if (bytes === null || text.includes('AWS_LAMBDA_RUNTIME_API')) return null;
  const isScript = !bytes.subarray(0, 4_096).includes(0);
  const command = isScript && !folder.isExecutable(name) ? `bash ${started}` : `./${started}`;
  return isScript ? readScript(folder, text, { started, command }) : readProgram(text, { started, command });
}

/** A start file by its name when it is started, and the command for it. */
interface Named {
  readonly started: string;
  readonly command: string;
}

function readProgram(text: string, { started, command }: Named): Start {
  if (TOLD_PORT.test(text) || !text.includes(`:${DEFAULT_PORT}`)) return { config: { command, port: 'auto' } };
  const { config, notes } = toFixedPort(DEFAULT_PORT, started);
  return { config: { command, ...config }, notes };
}

/** The script says the port itself, or what it starts does; the platform's own variable is as good as `$PORT`. */
function readScript(folder: AppFolder, text: string, named: Named): Start {
  const { command } = named;
  const script = text.replace(/^\s*#.*$/gm, '');
  const own = NAMES_DEFAULT_PORT.test(script) ? DEFAULT_PORT : findFixedPort(script);
  if (TOLD_PORT.test(script)) return { config: { command, port: 'auto' } };
  if (own === DEFAULT_PORT) return replacePort(text, own, named);
  if (own !== null) return { config: { command, port: own } };
  const found = findNamedPort(folder, script);
  if (found !== null && found.port !== null) {
    const { config, notes } = toFixedPort(found.port, found.file);
    return { config: { command, ...config }, notes };
  }
  return { config: { command, port: 'auto', ...(found?.env === undefined ? {} : { env: found.env }) } };
}

/** A shell runs a copy that has berth's port in the place of the platform's. */
function replacePort(text: string, port: number, { started, command }: Named): Start {
  const shell = findScriptShell(text);
  const isUtf8 = !Buffer.from(text, 'latin1').toString('utf8').includes('\ufffd');
  if (shell === null || !isUtf8 || /BASH_SOURCE/.test(text)) {
    const { config, notes }: FixedPort = toFixedPort(port, started);
    return { config: { command, ...config }, notes };
  }
  const replace = { [String(port)]: `\${port}` };
  return {
    // `$0` stays that of the script.
    config: {
      command: [shell, '-c', `. "\${file.start}"`, `./${started}`],
      port: 'auto',
      files: { start: { from: started, replace } },
    },
    notes: [`${started} names the platform's port ${port}: it is started as a copy that names the app's own`],
  };
}
