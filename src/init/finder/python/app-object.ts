import type { PythonProject } from './project.ts';
import { findMainBlock, isImporting, type PythonSource } from './source.ts';

/** A framework whose apps are an object that some server is told of. */
export interface Framework {
  readonly name: string;
  /** As it is imported. */
  readonly imported: string;
  /** As it is installed. */
  readonly packageName: string;
  readonly protocol: 'wsgi' | 'asgi';
  /** What makes the object, as a part of a regular expression. */
  readonly maker: string;
}

/** Where the app of a framework is. */
export interface AppObject {
  readonly framework: Framework;
  readonly source: PythonSource;
  /** The object in the module, or the function that makes it. */
  readonly name: string;
  readonly isFactory: boolean;
}

const WRAPPERS = String.raw`(?:socketio|engineio)\.ASGIApp`;

/** What stands around another comes first. */
const FRAMEWORKS: readonly Framework[] = [
  { name: 'Socket.IO', imported: 'socketio', packageName: 'python-socketio', protocol: 'asgi', maker: WRAPPERS },
  { name: 'FastAPI', imported: 'fastapi', packageName: 'fastapi', protocol: 'asgi', maker: 'FastAPI' },
  { name: 'Litestar', imported: 'litestar', packageName: 'litestar', protocol: 'asgi', maker: 'Litestar' },
  { name: 'Quart', imported: 'quart', packageName: 'quart', protocol: 'asgi', maker: 'Quart' },
  { name: 'BlackSheep', imported: 'blacksheep', packageName: 'blacksheep', protocol: 'asgi', maker: 'Application' },
  { name: 'Sanic', imported: 'sanic', packageName: 'sanic', protocol: 'asgi', maker: 'Sanic' },
  { name: 'Starlette', imported: 'starlette', packageName: 'starlette', protocol: 'asgi', maker: 'Starlette' },
  { name: 'Falcon', imported: 'falcon.asgi', packageName: 'falcon', protocol: 'asgi', maker: 'App' },
  { name: 'Falcon', imported: 'falcon', packageName: 'falcon', protocol: 'asgi', maker: String.raw`falcon\.asgi\.App` },
  { name: 'Falcon', imported: 'falcon', packageName: 'falcon', protocol: 'wsgi', maker: '(?:App|API)' },
  { name: 'Flask', imported: 'flask', packageName: 'flask', protocol: 'wsgi', maker: 'Flask' },
  { name: 'Bottle', imported: 'bottle', packageName: 'bottle', protocol: 'wsgi', maker: '(?:Bottle|default_app)' },
  { name: 'Pyramid', imported: 'pyramid', packageName: 'pyramid', protocol: 'wsgi', maker: 'make_wsgi_app' },
];
const WELL_KNOWN = ['wsgi', 'asgi', 'app', 'main', 'application', 'server', 'run', 'api', 'index', 'web'];

/** The apps of a project, the most likely first; one a framework. */
export function findAppObjects(project: PythonProject): readonly AppObject[] {
  return FRAMEWORKS.flatMap((framework) => findApp(project, framework) ?? []);
}

/** How likely the app is in a file, the lower the likelier: by its name, its depth, and whether it is meant to be run. */
export function toUnlikeliness(source: PythonSource): number {
  const name = source.path
    .replace(/(?:\/__init__)?\.py$/, '')
    .split('/')
    .at(-1)!;
  const place = WELL_KNOWN.indexOf(name);
  const depth = source.path.split('/').length;
  return depth * 4 + (place === -1 ? 10 : place) - (findMainBlock(source) === null ? 0 : 3);
}

function findApp({ sources }: PythonProject, framework: Framework): AppObject | null {
  const users = sources
    .filter((source) => isImporting(source, framework.imported))
    .toSorted((a, b) => toUnlikeliness(a) - toUnlikeliness(b));
  const made = users.flatMap((source) => toObject(framework, source, framework.maker) ?? []);
  const factories = users.flatMap((source) => findFactory(framework, source) ?? []);
  const called = factories.flatMap(({ name }) =>
    sources
      .toSorted((a, b) => toUnlikeliness(a) - toUnlikeliness(b))
      .flatMap((source) => toObject(framework, source, name) ?? []),
  );
  const usable = factories.filter(({ source, name }) => isCallableWithout(source, name));
  return made[0] ?? called[0] ?? usable[0] ?? null;
}

/** The name that a call of `maker` is given to at the top of a module. */
function toObject(framework: Framework, source: PythonSource, maker: string): AppObject | null {
  const pattern = new RegExp(`^(\\w+)[ \\t]*(?::[ \\t]*[\\w.]+[ \\t]*)?=[ \\t]*(?:\\w+\\.)*${maker}\\(`, 'm');
  const name = pattern.exec(source.code)?.[1];
  return name === undefined ? null : { framework, source, name, isFactory: false };
}

/** The function that a call of the maker stands in. */
function findFactory(framework: Framework, source: PythonSource): AppObject | null {
  const call = new RegExp(
    `^[ \\t]+(?:return[ \\t]+|\\w+[ \\t]*(?::[ \\t]*[\\w.]+[ \\t]*)?=[ \\t]*)(?:\\w+\\.)*${framework.maker}\\(`,
    'm',
  );
  const at = call.exec(source.code)?.index;
  if (at === undefined) return null;
  const above = [...source.code.slice(0, at).matchAll(/^(?:(?:async )?def (\w+)|[^\s)])/gm)].at(-1);
  const name = above?.[1];
  return name === undefined || name === 'main' ? null : { framework, source, name, isFactory: true };
}

/** Whether a function needs no argument. */
function isCallableWithout({ code }: PythonSource, name: string): boolean {
  const parameters = new RegExp(`^def ${name}\\(([^)]*)\\)`, 'm').exec(code)?.[1];
  if (parameters === undefined) return false;
  return parameters
    .split(',')
    .map((one) => one.trim())
    .every((one) => one === '' || one.startsWith('*') || one.includes('='));
}
