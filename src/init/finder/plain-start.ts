import { toShellLine } from '../../core/shell-word.ts';
import type { AppFolder } from '../app-folder.ts';
import type { Finder, Finding, FoundConfig } from '../finding.ts';

type Find = (folder: AppFolder) => Finding | null;

const FINDS: readonly Find[] = [findPythonStart, findJar, findDotnet];

/** The obvious way to start the app of a folder, where no finder of its language knows better. */
export const findPlainStart: Finder = (folder) => FINDS.map((find) => find(folder)).filter((found) => found !== null);

function toFinding(kind: string, evidence: string, rank: number, config: FoundConfig): Finding {
  return { kind, evidence, rank, config, notes: [], missing: null };
}

function findPythonStart(folder: AppFolder): Finding | null {
  if (folder.hasFile('manage.py')) {
    const command = `python3 -u manage.py runserver --noreload 127.0.0.1:\${port}`;
    return toFinding('Django', 'manage.py', 60, { command, port: 'auto' });
  }
  const file = ['server.py', 'app.py', 'main.py'].find((name) => folder.hasFile(name));
  if (file === undefined) return null;
  return toFinding('Python', file, 40, { command: `python3 -u ${file}`, port: 8080 });
}

function findJar(folder: AppFolder): Finding | null {
  const jar = findOnly(folder, (name) => name.endsWith('.jar') && !/-(sources|javadoc|tests|plain)\.jar$/.test(name));
  if (jar === null) return null;
  // The property of Spring Boot; other programs leave it alone.
  const command = `java -Dserver.port=\${port} -jar ${toShellLine([jar])}`;
  return toFinding('Java', jar, 50, { command, port: 'auto' });
}

function findDotnet(folder: AppFolder): Finding | null {
  const dll = findOnly(folder, (name) => name.endsWith('.runtimeconfig.json'))?.replace(
    /\.runtimeconfig\.json$/,
    '.dll',
  );
  if (dll === undefined || !folder.hasFile(dll)) return null;
  const command = `dotnet ${toShellLine([dll])} --urls http://127.0.0.1:\${port}`;
  return toFinding('.NET', dll, 80, { command, port: 'auto' });
}

/** Two of a kind are not obvious. */
function findOnly(folder: AppFolder, isWanted: (name: string) => boolean): string | null {
  const [first, second] = folder.list().filter(isWanted);
  return first !== undefined && second === undefined ? first : null;
}
