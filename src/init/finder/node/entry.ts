import { findStandaloneServer } from './next.ts';
import type { NodePackage } from './node-package.ts';
import { toBunStart, toScriptStart } from './program.ts';
import { isListening } from './source-port.ts';
import { type NodeStart, toNodeStart } from './start.ts';
import { findCompiled, findUncompiled } from './typescript.ts';

/** Where servers begin, by custom, the likeliest first. */
const NAMES = ['server', 'app', 'index', 'main'];
const FOLDERS = ['', 'src/', 'server/', 'dist/', 'build/', 'lib/'];

/** What a build has made: it runs wherever it is copied to. */
const BUILDS: ReadonlyArray<readonly [file: string, kind: string, env: Readonly<Record<string, string>>]> = [
  ['.output/server/index.mjs', 'Nuxt or Nitro, as it was built', { HOST: '127.0.0.1' }],
  ['server/index.mjs', 'Nuxt or Nitro, as it was built', { HOST: '127.0.0.1' }],
  ['dist/server/entry.mjs', 'Astro, as it was built', { HOST: '127.0.0.1' }],
];

/** What tells a server from any other program. */
const SERVES =
  /\.listen\s*\(|\bcreateServer\b|\bserve\s*\(|\b(?:express|fastify|koa|hapi|hono|restify|polka|sails|egg)\b|NestFactory|^export default (?:app|\{)|\.start\s*\(/im;

/** The file that an app begins with, where no script says so: its `main`, `bin/www`, a name that servers go by. */
export function findEntryStart(node: NodePackage): NodeStart | null {
  const { folder, prefix, main } = node;
  if (folder.hasFile(`${prefix}star.json`) && folder.hasFile(`${prefix}main.js`)) return toMeteorStart(node);
  for (const [file, kind, env] of BUILDS) {
    if (folder.hasFile(prefix + file)) return toNodeStart(['node', file], { kind, env });
  }
  const standalone = findStandaloneServer(node);
  if (standalone !== null) return standalone;
  const start = main === null || /ts$/.test(main) ? null : toScriptStart(node, main);
  if (start !== null && !start.isDoubtful && isServer(node, start.entry)) return start;
  if (folder.hasFile(`${prefix}bin/www`)) return toScriptStart(node, 'bin/www');
  return findByName(node);
}

function findByName(node: NodePackage): NodeStart | null {
  const { folder, prefix } = node;
  for (const base of FOLDERS) {
    for (const name of NAMES) {
      for (const end of ['.js', '.mjs', '.cjs', '.ts', '.mts']) {
        const file = base + name + end;
        if (!folder.hasFile(prefix + file) || !isServer(node, prefix + file)) continue;
        if (node.program === 'bun') return toBunStart(node, { words: ['bun', file], env: {} });
        const compiled = /ts$/.test(end) ? findCompiled(node, file) : file;
        if (compiled === null) continue;
        return { ...toScriptStart(node, compiled), entry: prefix + file };
      }
    }
  }
  return null;
}

function isServer(node: NodePackage, file: string | null): boolean {
  const source = file ?? (node.main === null ? null : findUncompiled(node, node.main));
  return source !== null && (SERVES.test(node.folder.read(source) ?? '') || isListening(node.folder, source));
}

/** What `meteor build` makes. */
function toMeteorStart({ folder, prefix }: NodePackage): NodeStart {
  const isInstalled = folder.hasFolder(`${prefix}programs/server/node_modules`);
  return toNodeStart(['node', 'main.js'], {
    kind: 'Meteor, as it was built',
    env: {
      ROOT_URL: `\${env.ROOT_URL:-http://localhost}`,
      MONGO_URL: `\${env.MONGO_URL:-mongodb://127.0.0.1:27017/meteor}`,
      HTTP_FORWARDED_COUNT: '1',
    },
    missing: isInstalled ? [] : ['(cd programs/server && npm install)'],
  });
}
