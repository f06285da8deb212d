// Bundles src/main.ts and everything it uses into dist/, which runs without node_modules. main.cjs opens the port; only
// then is command-line.cjs read, and a package when it is first wanted: what nobody wants costs neither time nor memory.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { listBundledPackages, renderLicences } from './bundled-packages.mjs';
import { withTableWords } from './table-words.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Stands for the id of the build, which is known when all its texts are; as long as that. */
const UNKNOWN_BUILD = '@@berth--build@@';

/** Each in a file of its own. Only what shares no module with the rest can be: it would get two of them. */
const PARTS = {
  'command-line': './commands/command-line.ts',
  recogniser: '../failures/recogniser/whole.ts',
  init: '../init/initialise.ts',
  pack: '../pack/pack-app.ts',
  rehearse: '../rehearse/run-rehearsal.ts',
  'http-proxy': 'http-proxy',
  ignore: 'ignore',
  pino: 'pino',
  'pino-pretty': 'pino-pretty',
  'tree-kill': 'tree-kill',
  yaml: 'yaml',
  yazl: 'yazl',
};

const nameOf = new Map(Object.entries(PARTS).map(([name, imported]) => [imported, name]));

const loadLater = {
  name: 'load-later',
  setup({ onResolve }) {
    onResolve({ filter: /.*/ }, ({ path, kind }) => {
      const name = kind === 'entry-point' ? undefined : nameOf.get(path);
      return name === undefined ? undefined : { path: `./${name}.cjs`, external: true };
    });
  },
};

/**
 * Of pino, berth has no transports, which run in worker threads, and no files to write: it takes each line itself. They alone would
 * cost half a mebibyte, and a millisecond of each start.
 */
const withoutUnused = {
  name: 'without-unused',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^((node:)?worker_threads|thread-stream|sonic-boom)$/ }, ({ path }) => ({
      path,
      namespace: 'unused',
    }));
    const contents = 'module.exports = class {}; module.exports.isMainThread = true;';
    onLoad({ filter: /.*/, namespace: 'unused' }, () => ({ contents }));
  },
};

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'linked',
  metafile: true,
  minifySyntax: true,
  minifyWhitespace: true,
  // Half a name less to read for each use: 4 ms of every start. The source maps have them.
  minifyIdentifiers: true,
  legalComments: 'linked',
  define: { BERTH_VERSION: JSON.stringify(version), BERTH_BUILD: JSON.stringify(UNKNOWN_BUILD) },
  // As require: import() would bring in the loader of ES modules and its lexer, which reads a file before V8 does.
  supported: { 'dynamic-import': false },
  plugins: [loadLater, withoutUnused, withTableWords],
  logLevel: 'warning',
};

/** What Node.js makes of the text of a module before it runs that (src/code-cache.ts). */
const AS_PART = {
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' },
  footer: { js: '})' },
};

rmSync('dist', { recursive: true, force: true });
const inputs = new Set();
for (const [out, imported] of Object.entries({ main: './main.ts', ...PARTS })) {
  const entryPoint = { out, in: imported.replace(/^\.{1,2}\//, 'src/') };
  const { metafile } = await build({
    ...shared,
    entryPoints: [entryPoint],
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
    ...(out === 'main' ? {} : AS_PART),
  });
  for (const input of Object.keys(metafile.inputs)) inputs.add(input);
}
// Which build it is, by all its texts: of that the compiled form of a part is (src/code-cache.ts), and what is kept of a config.
const texts = Object.keys({ main: '', ...PARTS }).map((name) => [
  `dist/${name}.cjs`,
  readFileSync(`dist/${name}.cjs`, 'utf8'),
]);
const hash = createHash('sha256');
for (const [, text] of texts) hash.update(text);
const id = hash.digest('hex').slice(0, 16);
for (const [file, text] of texts) writeFileSync(file, `${text.replaceAll(UNKNOWN_BUILD, id)}\n// build ${id}\n`);

// npm links it as a command. It is not bundled: an older Node.js, which could not read the rest, must be able to.
copyFileSync('src/berth.cjs', 'dist/berth.cjs');
chmodSync('dist/berth.cjs', 0o755);
// Nor is what compiles the rest for the Node.js that runs it. Without that a start is slower, and nothing else.
copyFileSync('src/compile.mjs', 'dist/compile.mjs');
spawnSync(process.execPath, ['dist/compile.mjs'], { stdio: 'ignore', timeout: 30_000 });

/** The packages whose code is in dist/. */
export const BUNDLED_PACKAGES = listBundledPackages(inputs);
writeFileSync('dist/licences.txt', renderLicences(BUNDLED_PACKAGES));
