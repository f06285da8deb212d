import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A start command found in a folder, and what gave it away. */
export interface StartCommand {
  /** As berth.yaml writes it. */
  readonly command: string;
  readonly evidence: string;
  /** True if the program takes its port from $PORT or the command names `${port}`; false: it may have one of its own. */
  readonly isPortTold: boolean;
}

type Finder = (folder: string, files: readonly string[]) => StartCommand | null;

const FINDERS: readonly Finder[] = [findNodeStart, findPythonStart, findJar, findDotnet, findPhp];

/** The obvious way to start the app in a folder, or null; only what is there is believed, nothing is run. */
export function findStartCommand(folder: string): StartCommand | null {
  const files = readdirSync(folder).toSorted();
  for (const find of FINDERS) {
    const found = find(folder, files);
    if (found !== null) return found;
  }
  return null;
}

function findNodeStart(folder: string, files: readonly string[]): StartCommand | null {
  if (!files.includes('package.json')) return null;
  const start = readStartScript(join(folder, 'package.json'));
  if (start !== null) {
    // npm stands between berth and the server and ends with its own status: better named directly where it can be.
    const isPlain = /^node\s+[^&|;<>$`'"\\]+$/.test(start);
    return {
      command: isPlain ? start : 'npm start',
      evidence: `the start script of package.json: ${start}`,
      isPortTold: true,
    };
  }
  return files.includes('server.js') ? { command: 'node server.js', evidence: 'server.js', isPortTold: true } : null;
}

function readStartScript(file: string): string | null {
  try {
    const start: unknown = JSON.parse(readFileSync(file, 'utf8'))?.scripts?.start;
    return typeof start === 'string' && start.trim() !== '' ? start.trim() : null;
  } catch {
    // A package.json that npm could not read either gives nothing away.
    return null;
  }
}

function findPythonStart(_folder: string, files: readonly string[]): StartCommand | null {
  if (files.includes('manage.py')) {
    const command = `python3 -u manage.py runserver --noreload 127.0.0.1:\${port}`;
    return { command, evidence: 'manage.py (Django)', isPortTold: true };
  }
  const file = ['server.py', 'app.py', 'main.py'].find((name) => files.includes(name));
  return file === undefined ? null : { command: `python3 -u ${file}`, evidence: file, isPortTold: false };
}

function findJar(_folder: string, files: readonly string[]): StartCommand | null {
  const jar = findOnly(files, (name) => name.endsWith('.jar') && !/-(sources|javadoc|tests|plain)\.jar$/.test(name));
  // The property of Spring Boot; other programs leave it alone.
  return jar === null
    ? null
    : { command: `java -Dserver.port=\${port} -jar ${quote(jar)}`, evidence: jar, isPortTold: false };
}

function findDotnet(_folder: string, files: readonly string[]): StartCommand | null {
  const config = findOnly(files, (name) => name.endsWith('.runtimeconfig.json'));
  const dll = config?.replace(/\.runtimeconfig\.json$/, '.dll');
  if (dll === undefined || !files.includes(dll)) return null;
  return { command: `dotnet ${quote(dll)} --urls http://127.0.0.1:\${port}`, evidence: dll, isPortTold: true };
}

function findPhp(_folder: string, files: readonly string[]): StartCommand | null {
  if (!files.includes('index.php')) return null;
  return { command: `php -S 127.0.0.1:\${port}`, evidence: 'index.php', isPortTold: true };
}

/** Two of a kind are not obvious. */
function findOnly(files: readonly string[], isWanted: (name: string) => boolean): string | null {
  const [first, second] = files.filter(isWanted);
  return first !== undefined && second === undefined ? first : null;
}

function quote(name: string): string {
  return /^[\w.+-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
}
