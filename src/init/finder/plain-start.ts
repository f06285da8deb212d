import type { AppFolder } from '../app-folder.ts';
import type { Finder, Finding, FoundConfig } from '../finding.ts';

type Find = (folder: AppFolder) => Finding | null;

const FINDS: readonly Find[] = [findPythonStart];

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
