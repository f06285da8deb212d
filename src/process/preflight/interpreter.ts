import { extname } from 'node:path';

const BY_ENDING: Readonly<Record<string, string>> = {
  '.py': 'python3',
  '.js': 'node',
  '.mjs': 'node',
  '.cjs': 'node',
  '.rb': 'ruby',
  '.pl': 'perl',
  '.php': 'php',
  '.sh': 'sh',
  '.bash': 'bash',
  '.jar': 'java -jar',
  '.dll': 'dotnet',
};

/** What runs a file by its ending, as it is written in front of it; null if the ending says nothing. */
export function nameInterpreter(file: string): string | null {
  return BY_ENDING[extname(file).toLowerCase()] ?? null;
}
