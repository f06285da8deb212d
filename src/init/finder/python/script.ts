import type { Finding, FoundConfig } from '../../finding.ts';
import { toUnlikeliness } from './app-object.ts';
import { type Launch, toConfig } from './launch.ts';
import { findPortWay, type PortWay } from './port.ts';
import type { PythonProject } from './project.ts';
import { findMainBlock, isImporting, type PythonSource } from './source.ts';

/** Where they listen if nothing else is said. */
const DEFAULT_PORTS: ReadonlyArray<readonly [string, number]> = [
  ['aiohttp', 8080],
  ['bottle', 8080],
  ['cherrypy', 8080],
  ['nicegui', 8080],
  ['web', 8080],
  ['flask', 5000],
  ['quart', 5000],
  ['fastapi', 8000],
  ['uvicorn', 8000],
  ['sanic', 8000],
];
const NAMES: ReadonlyMap<string, string> = new Map([
  ['tornado', 'Tornado'],
  ['aiohttp', 'aiohttp'],
  ['cherrypy', 'CherryPy'],
  ['bottle', 'Bottle'],
  ['dash', 'Dash'],
  ['nicegui', 'NiceGUI'],
  ['flask', 'Flask'],
  ['twisted', 'Twisted'],
  ['web', 'web.py'],
]);
/** Berth's own port, and that of the platforms' samples. */
const PLATFORM_PORT = 9000;

const SERVES =
  /\b(?:\w*HTTPServer|TCPServer|ThreadingTCPServer|WSGIServer|make_server|serve_forever|run_app|quickstart|run_simple|listenTCP|start_server|TCPSite)\(|\.(?:listen|bind|run|launch|start|run_server)\(|\b(?:serve|run)\(|cherrypy\.engine\.start/;
const NETWORK =
  /^[ \t]*(?:from|import)[ \t]+(?:http\.server|socketserver|wsgiref|xmlrpc|socket|asyncio|tornado|aiohttp|cherrypy|bottle|dash|nicegui|flask|twisted|web|gevent|eventlet|websockets|uvicorn|hypercorn|waitress|cheroot|werkzeug|sanic|robyn|fastapi|quart|SimpleHTTPServer|BaseHTTPServer|SimpleXMLRPCServer|grpc)\b/m;

/** A program that listens by itself: `python server.py`. */
export function findScript(project: PythonProject): readonly Finding[] {
  const scripts = project.sources.filter(({ code }) => NETWORK.test(code) && SERVES.test(code));
  const runnable = scripts.filter(isStarted).toSorted((a, b) => toUnlikeliness(a) - toUnlikeliness(b));
  const [source] = runnable;
  return source === undefined ? [] : [toFinding(project, source)];
}

/** Whether the file does something when it is run, and not only defines. */
function isStarted(source: PythonSource): boolean {
  if (findMainBlock(source) !== null || source.path.endsWith('__main__.py')) return true;
  return (
    source.code
      .split('\n')
      .some((line) => /^\S/.test(line) && SERVES.test(line) && !/^(?:def|class|async|@|from|import)\b/.test(line)) ||
    /^with .*(?:Server)\(.*\).*:/m.test(source.code)
  );
}

function toFinding(project: PythonProject, source: PythonSource): Finding {
  const framework = [...NAMES].find(([name]) => isImporting(source, name));
  const way = findWay(project, source);
  const usual = DEFAULT_PORTS.find(([name]) => isImporting(source, name))?.[1];
  const { config, note } = toStart(project, source, way ?? (usual === undefined ? null : toUsual(source, usual)));
  return {
    kind: framework === undefined ? 'Python' : `${framework[1]}, by its own file`,
    evidence: source.path,
    config,
    rank: way === null ? 35 : framework === undefined ? 45 : 70,
    notes: note === null ? [] : [note],
    missing: project.toMissing([]),
  };
}

/** In the file itself, else in what it imports of the app. */
function findWay({ sources }: PythonProject, source: PythonSource): PortWay | null {
  const own = findPortWay(source.code);
  if (own !== null) return own;
  const imported = sources.filter(
    (other) => other !== source && other.root === source.root && isImporting(source, other.module),
  );
  for (const { code } of imported) {
    const way = findPortWay(code);
    if (way !== null && way.by !== 'words') return way;
  }
  return null;
}

/** Dash, alone of those with a port of their own, asks PORT first. */
function toUsual(source: PythonSource, port: number): PortWay {
  return isImporting(source, 'dash') ? { by: 'variable', name: 'PORT' } : { by: 'literal', port, text: '' };
}

interface Start {
  readonly config: FoundConfig;
  readonly note: string | null;
}

function toStart(project: PythonProject, source: PythonSource, way: PortWay | null): Start {
  const isPackage = source.path.endsWith('/__main__.py');
  const root = isPackage || source.root !== '.' ? source.root : '.';
  const file = root === '.' ? source.path : source.path.slice(root.length + 1);
  const args = isPackage ? ['-m', source.module.replace(/\.__main__$/, '')] : [file];
  const launch: Launch = { args, root };
  if (way === null) {
    const note =
      'where its port comes from was not seen in the source: berth tells it in PORT; a fixed one is written as `port`';
    return { config: toConfig(project, launch), note };
  }
  if (way.by === 'words')
    return { config: toConfig(project, { ...launch, args: [...args, ...way.words] }), note: null };
  if (way.by === 'variable') {
    // These three berth sets by itself.
    const isTold = ['PORT', 'FC_SERVER_PORT', 'FC_CUSTOM_LISTEN_PORT'].includes(way.name);
    return {
      config: toConfig(project, { ...launch, ...(isTold ? {} : { env: { [way.name]: `\${port}` } }) }),
      note: null,
    };
  }
  if (way.port !== PLATFORM_PORT) return { config: toConfig(project, { ...launch, port: way.port }), note: null };
  return isPackage || way.text === '' || /__file__/.test(source.code)
    ? moveBerth(project, launch)
    : replacePort(project, { source, file, root, text: way.text });
}

interface Literal {
  readonly source: PythonSource;
  readonly file: string;
  readonly root: string;
  readonly text: string;
}

/** The platform's port is berth's: a copy of the file, made at the start, has another one in its place. */
function replacePort(project: PythonProject, { source, root, text }: Literal): Start {
  const replaced = text.replace(/\b9000\b/, `\${port}`);
  const { env = {}, ...config } = toConfig(project, { args: [`\${file.app}`], root });
  const place = `\${configDir}${root === '.' ? '' : `/${root}`}`;
  const path = [place, env['PYTHONPATH']].filter((one) => one !== undefined).join(':');
  return {
    config: {
      ...config,
      env: { ...env, PYTHONPATH: path },
      files: { app: { from: source.path, replace: { [text]: replaced } } },
    },
    note: `${source.path} has berth's own port 9000 written into it: a copy with a free one is started instead`,
  };
}

/** Where a copy would not find what lies beside it, berth goes elsewhere. */
function moveBerth(project: PythonProject, launch: Launch): Start {
  return {
    config: { ...toConfig(project, { ...launch, port: PLATFORM_PORT }), listen: { port: 8080 } },
    note: "the app has the platform's usual port 9000 written into it: set the platform's listening port to 8080, where berth listens",
  };
}
