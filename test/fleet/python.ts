import { join } from 'node:path';
import { execa } from 'execa';

/** Installs what `requirements.txt` names into `.venv`, by Debian's interpreter. */
export async function installRequirements(folder: string): Promise<void> {
  await execa('/usr/bin/python3', ['-m', 'venv', '.venv'], { cwd: folder });
  const python = join(folder, '.venv/bin/python');
  await execa(python, ['-m', 'pip', 'install', '--quiet', '-r', 'requirements.txt'], { cwd: folder });
}
