import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a real program printed when it failed; test/fixtures/outputs/capture/ says how it was made to. */
export interface CapturedOutput {
  readonly name: string;
  /** The program's version and the command line, as the capture wrote them. */
  readonly source: string;
  readonly lines: readonly string[];
}

/** Every captured output, by name: of programs that failed, or of healthy ones that were told to end. */
export function listCapturedOutputs(kind: 'outputs' | 'healthy' = 'outputs'): CapturedOutput[] {
  const folder = fileURLToPath(new URL(`../fixtures/${kind}/`, import.meta.url));
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  return names.sort().map((file) => {
    const [source = '', ...rest] = readFileSync(`${folder}${file}`, 'utf8').split('\n---\n');
    return { name: file.slice(0, -'.txt'.length), source, lines: rest.join('\n---\n').replace(/\n$/, '').split('\n') };
  });
}
