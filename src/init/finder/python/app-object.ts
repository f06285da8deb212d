import type { PythonProject } from './project.ts';
import { findMainBlock, isImporting, type PythonSource } from './source.ts';

/** A framework whose apps are an object that some server is told of. */
export interface Framework {
  readonly name: string;
  /** As it is imported. */
  readonly imported: string;
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

/** What stands around another comes first. `maker` is followed by its arguments. */
const FRAMEWORKS: readonly Framework[] = [
  toFramework('asgi', 'Socket.IO', 'socketio', 'ASGIApp'),
  toFramework('asgi', 'FastAPI', 'fastapi', 'FastAPI'),
  toFramework('asgi', 'Litestar', 'litestar', 'Litestar'),
  toFramework('asgi', 'Quart', 'quart', 'Quart'),
  toFramework('asgi', 'BlackSheep', 'blacksheep', 'Application'),
  toFramework('asgi', 'Sanic', 'sanic', 'Sanic'),
  toFramework('asgi', 'FastHTML', 'fasthtml', '(?:fast_app|FastHTML)'),
  toFramework('asgi', 'FastMCP', 'fastmcp', '(?:http_app|streamable_http_app|sse_app)'),
  toFramework('asgi', 'MCP', 'mcp', '(?:streamable_http_app|sse_app)'),
  toFramework('asgi', 'Connexion', 'connexion', '(?:FlaskApp|AsyncApp|FlaskApi|App)'),
  toFramework('asgi', 'Emmett', 'emmett', 'App'),
  toFramework('asgi', 'Emmett', 'emmett55', 'App'),
  toFramework('asgi', 'Esmerald', 'esmerald', 'Esmerald'),
  toFramework('asgi', 'Ravyn', 'ravyn', 'Ravyn'),
  toFramework('asgi', 'Lilya', 'lilya', 'Lilya'),
  toFramework('asgi', 'Responder', 'responder', 'API'),
  toFramework('asgi', 'Muffin', 'muffin', 'Application'),
  toFramework('asgi', 'Strawberry', 'strawberry.asgi', 'GraphQL'),
  toFramework('asgi', 'Ariadne', 'ariadne.asgi', 'GraphQL'),
  toFramework('asgi', 'Starlette', 'starlette', 'Starlette'),
  toFramework('asgi', 'Falcon', 'falcon.asgi', 'App'),
  toFramework('asgi', 'Falcon', 'falcon', String.raw`(?<=falcon\.asgi\.)App`),
  toFramework('wsgi', 'Falcon', 'falcon', '(?:App|API)'),
  toFramework('wsgi', 'Flask', 'flask', 'Flask'),
  // What is made of Flask is started as it is.
  toFramework('wsgi', 'Flask', 'apiflask', 'APIFlask'),
  toFramework('wsgi', 'Flask', 'flask_openapi3', 'OpenAPI'),
  toFramework('wsgi', 'Flask', 'flask_appbuilder', 'Flask'),
  toFramework('wsgi', 'Flask', 'eve', 'Eve'),
  { ...toFramework('wsgi', 'Dash', 'dash', ''), maker: String.raw`(?<=\.)server\b(?![.(])` },
  toFramework('wsgi', 'Bottle', 'bottle', '(?:Bottle|default_app)'),
  toFramework('wsgi', 'Django', 'django', 'get_wsgi_application'),
  toFramework('wsgi', 'Pyramid', 'pyramid', 'make_wsgi_app'),
];
const WELL_KNOWN = ['wsgi', 'asgi', 'app', 'main', 'application', 'server', 'run', 'api', 'index', 'web'];

function toFramework(protocol: Framework['protocol'], name: string, imported: string, maker: string): Framework {
  return { name, imported, protocol, maker: `${maker}\\(` };
}

/** The apps of a project, the most likely first; one a framework. */
export function findAppObjects(project: PythonProject): readonly AppObject[] {
  const bare = project.sources.flatMap((source) => findBareApp(source) ?? []);
  return [...FRAMEWORKS.flatMap((framework) => findApp(project, framework) ?? []), ...bare];
}

/** A function that speaks the protocol itself, under one of the names that servers look for. */
function findBareApp(source: PythonSource): AppObject | null {
  const wsgi = /^def (app|application)\(\w+,[ \t]*start_response\)/m.exec(source.code)?.[1];
  const asgi = /^async def (app|application)\(scope,[ \t]*receive,[ \t]*send\)/m.exec(source.code)?.[1];
  const name = wsgi ?? asgi;
  if (name === undefined) return null;
  const framework = wsgi === undefined ? toFramework('asgi', 'ASGI', '', '') : toFramework('wsgi', 'WSGI', '', '');
  return { framework, source, name, isFactory: false };
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
      .flatMap((source) => toObject(framework, source, `${name}\\(`) ?? []),
  );
  const usable = factories.filter(({ source, name }) => isCallableWithout(source, name));
  return made[0] ?? called[0] ?? usable[0] ?? null;
}

/** The name that a call of `maker` is given to at the top of a module. */
function toObject(framework: Framework, source: PythonSource, maker: string): AppObject | null {
  const pattern = new RegExp(
    `^(\\w+)(?:,[ \\t]*\\w+)*[ \\t]*(?::[ \\t]*[\\w.]+[ \\t]*)?=[ \\t]*(?:[\\w.]+\\()*(?:\\w+\\.)*${maker}`,
    'm',
  );
  const name = pattern.exec(source.code)?.[1];
  return name === undefined ? null : { framework, source, name, isFactory: false };
}

/** The function that a call of the maker stands in. */
function findFactory(framework: Framework, source: PythonSource): AppObject | null {
  const call = new RegExp(
    `^[ \\t]+(?:return[ \\t]+|\\w+[ \\t]*(?::[ \\t]*[\\w.]+[ \\t]*)?=[ \\t]*)(?:\\w+\\.)*${framework.maker}`,
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
