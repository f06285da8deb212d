import type { AppFolder } from '../app-folder.ts';

/** A folder whose files everybody may read, as a web server is told of it. */
export interface ServedFolder {
  /** From the config's folder; `.` is that folder itself. */
  readonly root: string;
  /** A regular expression (PCRE) over the decoded path of a request, `/` first: what is answered as if it were not there. */
  readonly refused: string;
}

/** What others are told by these is nobody's business: how the app is deployed, and what it is made of. */
const DEPLOYMENT = [
  ...['Procfile', 'Dockerfile[^/]*', 'Containerfile', 'Makefile', 'Vagrantfile', 'Jenkinsfile', 'supervisord\\.conf'],
  ...[
    '(docker-)?compose[^/]*\\.ya?ml',
    's\\.ya?ml',
    'template\\.ya?ml',
    'serverless\\.ya?ml',
    'fly\\.toml',
    'app\\.ya?ml',
  ],
  ...[
    'composer\\.(json|lock|phar)',
    'package(-lock)?\\.json',
    'yarn\\.lock',
    'pnpm-lock\\.yaml',
    'Gemfile(\\.lock)?',
    'web\\.config',
  ],
  ...['nginx\\.conf', 'httpd\\.conf', 'Caddyfile', 'wp-config[^/]*'],
];

/** Where berth itself may lie. */
const PROGRAM_FOLDERS = ['dist', 'berth'];

/** What a PHP app keeps beside its pages, and a server would hand out as text. */
const PHP_SOURCES = '\\.(inc|ini|sql|sqlite3?|db|log|bak|old|orig|save|phps|twig|tpl|neon|dist|sh|pem)$';

/**
 * Sees to it that neither berth's own files nor those that tell how the app is made are served: dotfiles everywhere, and where
 * the config's folder itself is served, the config, `bootstrap`, berth's `dist`, and the folders of packages.
 */
export function toServedFolder(folder: AppFolder, root: string, isPhp = false): ServedFolder {
  const refused = ['/\\.(?!well-known(/|$))', ...(isPhp ? [PHP_SOURCES] : [])];
  if (root === '.') {
    refused.push(
      `^/(berth\\.[^/]*|${folder.hasFolder('bootstrap') ? '' : 'bootstrap|'}bootstrap\\.app|${DEPLOYMENT.join('|')})(/|$)`,
    );
    refused.push(...findPackageFolders(folder).map((name) => `^/${name}(/|$)`));
  }
  for (const name of PROGRAM_FOLDERS) {
    if (root === '.' || root === name) refused.push(refuseProgram(folder, name, root));
  }
  return { root, refused: refused.join('|') };
}

/** A folder of the app's own is served, save for what berth may have put into it. */
function refuseProgram(folder: AppFolder, name: string, root: string): string {
  const isOwn = folder.list(name).some((file) => !/\.cjs($|\.)|^bootstrap$/.test(file));
  if (!isOwn) return `^/${name}(/|$)`;
  return `^${root === name ? '' : `/${name}`}/([^/]*.cjs(..*)?|bootstrap)(/|$)`;
}

/** `vendor` may also hold what pages load, and many a page loads from `node_modules`. */
function findPackageFolders(folder: AppFolder): string[] {
  const isComposers =
    folder.hasFile('vendor/autoload.php') || !folder.hasFolder('vendor') || folder.hasFolder('vendor/bundle');
  const pages = ['index.html', 'index.php'].map((name) => folder.read(name) ?? '');
  const isLoaded = pages.some((page) => page.includes('node_modules/'));
  return [...(isComposers ? ['vendor'] : []), ...(isLoaded ? [] : ['node_modules'])];
}
