// Bundles src/main.ts and everything it uses into dist/, which runs without node_modules: berth.cjs opens the port, and
// only then is command-line.cjs read, which is a hundred times larger.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const LATER = './commands/command-line.ts';

const loadLater = {
  name: 'load-later',
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/commands\/command-line\.ts$/ }, () => ({ path: './command-line.cjs', external: true }));
  },
};

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'linked',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'linked',
  define: { BERTH_VERSION: JSON.stringify(version) },
  // As require: import() would bring in the loader of ES modules and its lexer, which reads a file before V8 does.
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
};

await build({ ...shared, entryPoints: ['src/main.ts'], outfile: 'dist/berth.cjs', plugins: [loadLater] });
await build({ ...shared, entryPoints: [`src/${LATER}`], outfile: 'dist/command-line.cjs' });
