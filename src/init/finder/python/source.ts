import type { AppFolder } from '../../app-folder.ts';
import { listVendored } from './vendored.ts';

/** One file of the app in Python. */
export interface PythonSource {
  /** From the folder of the app. */
  readonly path: string;
  /** Where Python has to be started so that `module` is found: a folder from the folder of the app, or `.`. */
  readonly root: string;
  /** As `import` names it: `shop.api`. */
  readonly module: string;
  /** Its text without comments and without what stands in triple quotes. */
  readonly code: string;
}

/** More files are not read: the entry of an app stands near its top. */
const MOST_FILES = 300;
const NOT_THE_APP =
  /(?:^|\/)(?:tests?|testing|migrations|docs?|examples?|scripts|alembic|benchmarks?)\/|^config\/(?!settings\/)[^/]+\//;
const NOT_AN_ENTRY = /(?:^|\/)(?:test_[^/]*|[^/]*_test|conftest|setup|noxfile|fabfile|tasks)\.py$/;

/** The Python files that may say how the app is started, the nearest to the top first. */
export function readSources(folder: AppFolder): readonly PythonSource[] {
  const vendored = listVendored(folder);
  const isWanted = (path: string): boolean =>
    path.endsWith('.py') && !NOT_THE_APP.test(path) && !NOT_AN_ENTRY.test(path) && !vendored.has(path.split('/')[0]!);
  return folder
    .find(isWanted)
    .slice(0, MOST_FILES)
    .map((path) => {
      const code = toCode(folder.read(path) ?? '');
      const root = findRoot(folder, path, code);
      return { path, root, module: toModule(root === '.' ? path : path.slice(root.length + 1)), code };
    });
}

/** Whether the file imports a package, by the name it is imported by. */
export function isImporting({ code }: PythonSource, name: string): boolean {
  const escaped = name.replaceAll('.', '\\.');
  return new RegExp(
    `^[ \\t]*(?:from[ \\t]+${escaped}\\b|import[ \\t]+(?:[\\w.]+[ \\t]*,[ \\t]*)*${escaped}\\b)`,
    'm',
  ).test(code);
}

/** The block under `if __name__ == '__main__':`; null without one. */
export function findMainBlock({ code }: PythonSource): string | null {
  return /^if[ (]+__name__ ?(?:==|in) ?[^:\n]*__main__[^:\n]*:(.*(?:\r?\n(?:[ \t]+.*)?)*)/m.exec(code)?.[1] ?? null;
}

function toModule(path: string): string {
  return path
    .replace(/\.py$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.');
}

/** A package counts from above itself; a folder that is none, and whose files import each other by bare names, is a root. */
function findRoot(folder: AppFolder, path: string, code: string): string {
  const parts = path.split('/').slice(0, -1);
  let depth = parts.length;
  while (depth > 0 && folder.hasFile([...parts.slice(0, depth), '__init__.py'].join('/'))) depth--;
  const root = parts.slice(0, depth).join('/');
  if (root === '') return '.';
  if (depth < parts.length) return root;
  const isNamespace = new RegExp(`^[ \\t]*(?:from|import)[ \\t]+(?:\\.|${parts[0]}\\.)`, 'm').test(code);
  if (isNamespace) return '.';
  const siblings = folder.list(root).map((name) => name.replace(/\.py$/, ''));
  const imported = [...code.matchAll(/^[ \t]*(?:from|import)[ \t]+(\w+)/gm)].map((match) => match[1]!);
  const isHome = ['requirements.txt', 'pyproject.toml', 'Pipfile'].some((name) => folder.hasFile(`${root}/${name}`));
  return root === 'src' || isHome || imported.some((name) => siblings.includes(name)) ? root : '.';
}

const TOKEN =
  /#[^\n]*|[rRbBuUfF]{0,2}(?:"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$))|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g;

/** The text without comments and without what stands in triple quotes; its lines stay where they are. */
export function toCode(text: string): string {
  return text.replaceAll(TOKEN, (token) => {
    if (token.startsWith('#')) return '';
    return /^\w{0,2}(?:"""|''')/.test(token) ? `''${token.replaceAll(/[^\n]/g, '')}` : token;
  });
}
