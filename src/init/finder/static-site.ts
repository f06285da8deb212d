import type { AppFolder } from '../app-folder.ts';
import { listImageRoots } from './image-root.ts';
import { isExported } from './node/next.ts';
import { readNodePackage, toMissingInstall, toRunScript } from './node/node-package.ts';
import { findBuildScript } from './node/typescript.ts';

/** A folder of files, and what is known of how it came to be. */
export interface StaticSite {
  readonly kind: string;
  readonly evidence: string;
  /** The folder that is served, from the config's folder. */
  readonly root: string;
  /** One page that draws all others: it answers for every address that no file has. */
  readonly isSinglePage: boolean;
  readonly rank: number;
  readonly missing: string | null;
}

/** A tool that makes a folder of files out of sources. */
interface Generator {
  readonly kind: string;
  /** One of them is there. */
  readonly files?: readonly string[];
  /** In package.json. */
  readonly package?: RegExp;
  /** Where it puts what it makes, its own default first. */
  readonly roots: readonly string[];
  /** The command that makes it, where it has no script for that. */
  readonly build: string;
  /** What has a server by custom makes files alone if this holds. */
  readonly when?: (folder: AppFolder) => boolean;
}

const NPM = 'npm run build';

const GENERATORS: readonly Generator[] = [
  { kind: 'VitePress site', package: /^vitepress$/, roots: ['.vitepress/dist', 'docs/.vitepress/dist'], build: NPM },
  { kind: 'Docusaurus site', package: /^@docusaurus\/core$/, roots: ['build'], build: NPM },
  { kind: 'Gatsby site', package: /^gatsby$/, roots: ['public'], build: NPM },
  { kind: 'Eleventy site', package: /^@11ty\/eleventy$/, roots: ['_site'], build: 'npx eleventy' },
  { kind: 'Hexo site', package: /^hexo$/, roots: ['public'], build: 'npx hexo generate' },
  { kind: 'Create React App build', package: /^react-scripts$/, roots: ['build'], build: NPM },
  { kind: 'Vue CLI build', package: /^@vue\/cli-service$/, roots: ['dist'], build: NPM },
  {
    kind: 'Angular build',
    package: /^@angular\/core$/,
    roots: ['dist/*/browser', 'dist/browser', 'dist/*', 'dist'],
    build: NPM,
  },
  { kind: 'Vite build', package: /^vite$/, roots: ['dist', 'build'], build: NPM },
  { kind: 'Astro site', package: /^astro$/, roots: ['dist'], build: NPM },
  { kind: 'Next.js export', package: /^next$/, roots: ['out'], build: NPM, when: isExported },
  {
    kind: 'SvelteKit site',
    package: /^@sveltejs\/adapter-static$/,
    roots: ['build'],
    build: NPM,
    when: () => true,
  },
  { kind: 'VuePress site', package: /^vuepress$/, roots: ['docs/.vuepress/dist', '.vuepress/dist'], build: NPM },
  { kind: 'Rsbuild build', package: /^@rsbuild\/core$/, roots: ['dist'], build: NPM },
  { kind: 'Ember build', package: /^ember-cli$/, roots: ['dist'], build: NPM },
  { kind: 'Parcel build', package: /^parcel$/, roots: ['dist'], build: NPM },
  { kind: 'Jekyll site', files: ['_config.yml', '_config.yaml'], roots: ['_site'], build: 'jekyll build' },
  { kind: 'Hugo site', files: ['hugo.toml', 'hugo.yaml', 'archetypes/default.md'], roots: ['public'], build: 'hugo' },
  { kind: 'MkDocs site', files: ['mkdocs.yml'], roots: ['site'], build: 'mkdocs build' },
  {
    kind: 'Sphinx site',
    files: ['conf.py'],
    roots: ['_build/html'],
    build: 'make html',
    when: (folder) => /\bextensions\s*=|\bhtml_theme\s*=/.test(folder.read('conf.py') ?? ''),
  },
  { kind: 'Sphinx site', files: ['docs/conf.py'], roots: ['docs/_build/html'], build: 'make -C docs html' },
  { kind: 'mdBook', files: ['book.toml'], roots: ['book'], build: 'mdbook build' },
];

/** Those of package.json that also have servers: their build is one way of several. */
const WITH_SERVER =
  /^(next|nuxt|@astrojs\/(?!sitemap|mdx|rss|check|react|vue|svelte|tailwind).*|@nestjs\/core|express|fastify|koa|@remix-run\/.*|@sveltejs\/kit|@builder\.io\/qwik-city|@qwik\.dev\/router|@angular\/ssr|@react-router\/(serve|node))$/;

/** Where a page is looked for that no tool is known to have made. */
const ROOTS = [
  '.',
  'public',
  'dist',
  'build',
  'out',
  '_site',
  'site',
  'www',
  'html',
  'htdocs',
  'public_html',
  'static',
  'docs',
];

/** What a folder serves as files, if anything. */
export function findStaticSite(folder: AppFolder): StaticSite | null {
  const names = readPackages(folder);
  const hasServer = names.some((name) => WITH_SERVER.test(name));
  const generator = GENERATORS.find(
    (it) => isMade(folder, names, it) && (it.when === undefined ? !hasServer : it.when(folder)),
  );
  if (generator !== undefined) return toBuild(folder, generator);
  const root = [...ROOTS, ...listImageRoots(folder)].find((name) => isPage(folder.read(`${name}/index.html`)));
  const evidence = root === '.' ? 'index.html' : `${root}/index.html`;
  if (root === undefined) return null;
  return { kind: 'static site', evidence, root, isSinglePage: false, rank: 20, missing: null };
}

function isMade(folder: AppFolder, names: readonly string[], generator: Generator): boolean {
  if (generator.package !== undefined) return names.some((name) => generator.package!.test(name));
  return generator.files?.some((name) => folder.hasFile(name)) === true;
}

function toBuild(folder: AppFolder, { kind, roots: usual, build, package: made }: Generator): StaticSite {
  const roots = [...(made === undefined ? [] : readOutput(folder)), ...usual];
  const built = roots.flatMap((root) => fill(folder, root)).find((root) => folder.hasFile(`${root}/index.html`));
  const root = built ?? roots.find((name) => !name.includes('*')) ?? '.';
  const pages = folder.list(root).filter((name) => name.endsWith('.html') && name !== '404.html');
  return {
    kind,
    evidence:
      made === undefined ? `${root}/index.html` : `package.json${built === undefined ? '' : `, ${root}/index.html`}`,
    root,
    isSinglePage: kind.endsWith('build') && pages.length <= 1,
    rank: built === undefined ? 30 : 70,
    missing: built === undefined ? toBuildLine(folder, build) : null,
  };
}

/** Where the config of Vite or Angular puts it. */
function readOutput(folder: AppFolder): string[] {
  const vite = ['js', 'ts', 'mjs', 'mts'].map((end) => folder.read(`vite.config.${end}`) ?? '').join('\n');
  const angular = folder.read('angular.json') ?? '';
  const places = [
    /\boutDir\s*:\s*['"`](?:\.\/)?([\w./-]+)['"`]/.exec(vite),
    /"outputPath"\s*:\s*"([^"]+)"/.exec(angular),
  ];
  const named = places.flatMap((match) => match?.[1] ?? []).filter((path) => !path.startsWith('.'));
  return named.flatMap((path) => (angular === '' ? [path] : [`${path}/browser`, path]));
}

/** The whole line to type: its packages, then its own script for it. */
function toBuildLine(folder: AppFolder, command: string): string {
  const node = readNodePackage(folder);
  if (node === null) return command;
  const script = findBuildScript(node);
  return [toMissingInstall(node) ?? [], script === null ? command : toRunScript(node, script)].flat().join(' && ');
}

function fill(folder: AppFolder, root: string): string[] {
  const at = root.indexOf('*');
  if (at < 0) return [root];
  const parent = root.slice(0, at - 1);
  const names = folder.list(parent).filter((name) => folder.hasFolder(`${parent}/${name}`));
  return names.map((name) => root.replace('*', name));
}

/** Not a source that a tool has still to make a page of. */
function isPage(text: string | null): boolean {
  return text !== null && !/%PUBLIC_URL%|<%=|src="\/?src\/\w+\.(tsx?|jsx)"/.test(text);
}

function readPackages(folder: AppFolder): string[] {
  const manifest = folder.readJson('package.json');
  const groups = [manifest?.['dependencies'], manifest?.['devDependencies']];
  return groups.flatMap((group) => (typeof group === 'object' && group !== null ? Object.keys(group) : []));
}
