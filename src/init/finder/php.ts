import type { AppFolder } from '../app-folder.ts';
import type { Finder } from '../finding.ts';
import { readRequirements } from './composer.ts';
import { listImageRoots } from './image-root.ts';
import { findPhpFrameworks } from './php-framework.ts';
import { type PhpSite, toFindings } from './php-server.ts';
import { isServerScript } from './php-worker.ts';

/** Where people put what is served, as frameworks and hosts have taught them. */
const ROOTS = ['public', 'web', 'webroot', 'htdocs', 'public_html', 'www', 'html', 'httpdocs', 'pub'];

/** PHP sites: those of a framework by their marks, others by their front controller, plain ones by their pages. */
export const findPhp: Finder = (folder) => {
  const framework = findPhpFrameworks(folder);
  const site =
    framework ?? findFrontController(folder) ?? findPlain(folder) ?? findServedByImage(folder) ?? findLonePage(folder);
  if (site === null) return [];
  return toFindings(folder, { ...site, missing: join(findComposerStep(folder), site.missing) });
};

function join(first: string | null, second: string | null): string | null {
  return first !== null && second !== null ? `${first} && ${second}` : (first ?? second);
}

/** The packages of composer.json, where the app cannot do without them and they are not there. */
function findComposerStep(folder: AppFolder): string | null {
  const { packages, vendor } = readRequirements(folder);
  return packages.length > 0 && !folder.hasFile(`${vendor}/autoload.php`) ? 'composer install --no-dev' : null;
}

function findFrontController(folder: AppFolder): PhpSite | null {
  const root = ROOTS.find((name) => folder.hasFile(`${name}/index.php`));
  if (root === undefined) return null;
  return {
    kind: 'PHP site',
    evidence: `${root}/index.php`,
    root,
    frontController: 'index.php',
    rank: 65,
    notes: [],
    missing: null,
  };
}

function findPlain(folder: AppFolder): PhpSite | null {
  if (!folder.hasFile('index.php')) return null;
  const rules = folder.read('.htaccess');
  const isFront = rules !== null && /^\s*(RewriteRule|FallbackResource)\b.*index\.php/im.test(rules);
  return {
    kind: 'PHP site',
    evidence: rules === null ? 'index.php' : 'index.php, .htaccess',
    root: '.',
    frontController: isFront ? 'index.php' : null,
    rank: 60,
    notes: [],
    missing: null,
  };
}

function findServedByImage(folder: AppFolder): PhpSite | null {
  const root = listImageRoots(folder).find((name) => folder.hasFile(`${name}/index.php`));
  if (root === undefined) return null;
  const evidence = `${root}/index.php`;
  return { kind: 'PHP site', evidence, root, frontController: null, rank: 60, notes: [], missing: null };
}

/** Pages without an index: the only one is what `/` shows. */
function findLonePage(folder: AppFolder): PhpSite | null {
  const pages = folder.list().filter((name) => name.endsWith('.php') && !name.startsWith('berth.'));
  const [first, second] = pages;
  if (first === undefined || pages.some((name) => isScript(folder, name))) return null;
  return {
    kind: 'PHP page',
    evidence: pages.slice(0, 3).join(', '),
    root: '.',
    frontController: null,
    index: second === undefined ? [first, 'index.html'] : ['index.html'],
    rank: second === undefined ? 40 : 30,
    notes: second === undefined ? [] : [`no page stands at /: there are /${pages.slice(0, 3).join(', /')}`],
    missing: null,
  };
}

/** Such as a server of its own, or a tool for the command line. */
function isScript(folder: AppFolder, name: string): boolean {
  const text = folder.read(name) ?? '';
  return (
    isServerScript(text) ||
    text.startsWith('#!') ||
    /\bvendor\/autoload\.php/.test(text) ||
    /\$argv\b|PHP_SAPI|php_sapi_name/.test(text)
  );
}
