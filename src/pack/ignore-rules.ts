import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ignore from 'ignore';

/** The files with such rules, the first that is there counts alone. */
export const RULE_FILES = ['.berthignore', '.fcignore', '.dockerignore'] as const;

/** Of nobody's app. A rule such as `!.git` takes one of them in all the same. */
const NEVER_MEANT = ['.git', '.svn', '.hg', '.DS_Store', ...RULE_FILES.map((name) => `/${name}`)];

/** What of a folder does not go into the package. */
export interface IgnoreRules {
  /** The file that they were read from; null: there is none. */
  readonly file: string | null;
  leavesOut(path: string, isFolder: boolean): boolean;
}

/** Reads the rules of a folder, those of gitignore(5). `own`: paths that are left out whatever the rules say. */
export async function readIgnoreRules(folder: string, own: ReadonlySet<string>): Promise<IgnoreRules> {
  for (const file of RULE_FILES) {
    const text = await readFile(join(folder, file), 'utf8').catch(() => null);
    if (text !== null) return createRules(file, file === '.dockerignore' ? anchor(text) : text, own);
  }
  return createRules(null, '', own);
}

function createRules(file: string | null, text: string, own: ReadonlySet<string>): IgnoreRules {
  const rules = ignore({ allowRelativePaths: true })
    .add([...NEVER_MEANT])
    .add(text.replace(/^\uFEFF/, ''));
  return {
    file,
    leavesOut: (path, isFolder) => own.has(path) || rules.ignores(isFolder ? `${path}/` : path),
  };
}

/** Docker reads a name from the root of the context, where git means it in every folder. */
function anchor(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^(!?)\s*(?:\.?\/)?(?=[^#\s!/])/, '$1/'))
    .join('\n');
}
