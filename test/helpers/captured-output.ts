import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../fixtures/outputs/', import.meta.url));

/** What a real program printed when it failed; test/fixtures/outputs/capture/ says how it was made to. */
export interface CapturedOutput {
  readonly name: string;
  /** The program's version and the command line, as the capture wrote them. */
  readonly source: string;
  readonly lines: readonly string[];
}

/** Every captured output, by name. */
export function listCapturedOutputs(): CapturedOutput[] {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
  return names.sort().map((file) => {
    const [source = '', ...rest] = readFileSync(`${FOLDER}${file}`, 'utf8').split('\n---\n');
    return { name: file.slice(0, -'.txt'.length), source, lines: rest.join('\n---\n').replace(/\n$/, '').split('\n') };
  });
}
