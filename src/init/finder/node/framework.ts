import { findNextStart } from './next.ts';
import { type NodePackage, toRunScript } from './node-package.ts';
import { toInstalledProgram, toScriptStart } from './program.ts';
import { type NodeStart, toNodeStart } from './start.ts';
import { isNuxt2, toNestStart, toToolStart } from './tool.ts';
import { findBuildScript } from './typescript.ts';

/** A framework whose server is a file that its build makes. */
interface Built {
  readonly kind: string;
  /** Any of these packages. */
  readonly packages: readonly string[];
  /** What the build makes, the first that is there. */
  readonly outputs: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
  readonly isDeployed?: boolean;
}

const LOOPBACK = { HOST: '127.0.0.1' };

const BUILT: readonly Built[] = [
  { kind: 'Nuxt', packages: ['nuxt', 'nuxt3', 'nuxt-edge'], outputs: ['.output/server/index.mjs'], env: LOOPBACK },
  {
    kind: 'SvelteKit',
    packages: ['@sveltejs/adapter-node'],
    outputs: ['build/index.js'],
    // Without it, forms that are sent to an app that is not reached by https are refused as another site's.
    env: { ...LOOPBACK, PROTOCOL_HEADER: 'x-forwarded-proto' },
  },
  { kind: 'Astro', packages: ['@astrojs/node'], outputs: ['dist/server/entry.mjs'], env: LOOPBACK },
  {
    kind: 'AdonisJS',
    packages: ['@adonisjs/core'],
    outputs: ['build/bin/server.js', 'build/server.js', 'bin/server.js'],
    env: LOOPBACK,
    notes: ['it needs what stands in .env, APP_KEY first of all: name it under `env`'],
    isDeployed: true,
  },
  { kind: 'Analog', packages: ['@analogjs/platform'], outputs: ['dist/analog/server/index.mjs'], env: LOOPBACK },
  {
    kind: 'Nitro',
    packages: ['nitropack', 'nitro', 'vinxi', '@solidjs/start', '@tanstack/react-start', '@tanstack/start'],
    outputs: ['.output/server/index.mjs'],
    env: LOOPBACK,
  },
];

/** The server of the framework that an app is written with; null if there is none, or the app's own files start it. */
export function findFrameworkStart(node: NodePackage): NodeStart | null {
  const has = (name: string): boolean => node.allDependencies.has(name);
  if (has('next')) return findNextStart(node);
  if (has('@nestjs/core')) return toNestStart(node);
  if (has('nuxt') && isNuxt2(node)) return toToolStart(node, { words: ['nuxt', 'start'], env: {} });
  const built = BUILT.find(({ packages }) => packages.some(has));
  if (built !== undefined) return toBuiltStart(node, built);
  if (has('@sveltejs/kit')) return toSvelteStart(node);
  if (has('@builder.io/qwik-city') || has('@qwik.dev/router')) return toQwikStart(node);
  if (has('@react-router/serve'))
    return toServeStart(node, 'React Router', 'react-router-serve', '@react-router/serve');
  if (has('@remix-run/serve')) return toServeStart(node, 'Remix', 'remix-serve', '@remix-run/serve');
  if (has('@angular/ssr') || has('@nguniversal/express-engine')) return findAngularStart(node);
  if (has('@strapi/strapi')) return toStrapiStart(node);
  return null;
}

function toBuiltStart(
  node: NodePackage,
  { kind, outputs, env = {}, notes = [], isDeployed = false }: Built,
): NodeStart | null {
  const output = outputs.find((file) => node.folder.hasFile(node.prefix + file)) ?? outputs[0]!;
  return { ...toScriptStart(node, output, { kind, env, notes }), entry: null, isDeployed };
}

/** React Router's and Remix's own small server. */
function toServeStart(node: NodePackage, kind: string, program: string, packageName: string): NodeStart {
  const places = ['build/server/index.js', 'build/index.js', 'build/server/nodejs/index.js'];
  const output = places.find((file) => node.folder.hasFile(node.prefix + file));
  const build = findBuildScript(node);
  const words = [...toInstalledProgram(node, program, packageName), output ?? places[0]!];
  const missing = output === undefined && build !== null ? [toRunScript(node, build)] : [];
  return toNodeStart(words, { kind, env: LOOPBACK, missing });
}

function toStrapiStart(node: NodePackage): NodeStart {
  const build = findBuildScript(node);
  const isBuilt = ['dist/build', 'build', 'node_modules/@strapi/admin/dist/server/server/build'].some((path) =>
    node.folder.hasFolder(node.prefix + path),
  );
  return toNodeStart([...toInstalledProgram(node, 'strapi', '@strapi/strapi'), 'start'], {
    kind: 'Strapi',
    env: LOOPBACK,
    missing: isBuilt || build === null ? [] : [toRunScript(node, build)],
  });
}

/** SvelteKit makes a server for Node.js only with its adapter for it; with the one for files there is none. */
function toSvelteStart(node: NodePackage): NodeStart | null {
  if (node.allDependencies.has('@sveltejs/adapter-static')) return null;
  const install = `${node.program === 'npm' ? 'npm install --save-dev' : `${node.program} add -D`} @sveltejs/adapter-node`;
  const notes = [
    'SvelteKit makes no server for Node.js yet: let its config import the adapter from @sveltejs/adapter-node, and build it again',
  ];
  return toNodeStart(['node', 'build/index.js'], {
    kind: 'SvelteKit',
    notes,
    missing: [install, toRunScript(node, 'build')],
  });
}

/** Qwik City makes a server only with an adapter for one, which also brings the script that starts it. */
function toQwikStart(node: NodePackage): NodeStart | null {
  const places = node.folder.list(`${node.prefix}adapters`);
  if (places.length > 0) return null;
  const notes = ['Qwik City makes no server for Node.js yet: its adapter for Express brings one'];
  const missing = [toRunScript(node, 'qwik add express'), toRunScript(node, 'build')];
  return toNodeStart(['node', 'server/entry.express.js'], { kind: 'Qwik City', notes, missing });
}

function findAngularStart(node: NodePackage): NodeStart | null {
  const { folder, prefix } = node;
  const apps = folder.list(`${prefix}dist`).map((name) => `dist/${name}/server/server.mjs`);
  const server = apps.find((file) => folder.hasFile(prefix + file));
  const script = Object.values(node.scripts).find((text) => /^node dist\/\S+\/server\/\S+$/.test(text));
  const output = server ?? script?.replace(/^node /, '');
  return output === undefined
    ? null
    : { ...toScriptStart(node, output, { kind: 'Angular with server rendering' }), entry: null };
}
