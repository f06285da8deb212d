import type { Finding } from '../../finding.ts';
import { toUnlikeliness } from './app-object.ts';
import { findPortWay, type PortWay } from './port.ts';
import type { PythonProject } from './project.ts';
import { toStart } from './script-start.ts';
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

const SERVES =
  /\b(?:\w*HTTPServer|TCPServer|ThreadingTCPServer|WSGIServer|make_server|serve_forever|run_app|quickstart|run_simple|listenTCP|start_server|TCPSite)\(|\.(?:listen|bind|run|launch|start|run_server)\(|\b(?:serve|run)\(|cherrypy\.engine\.start/;
/** What is about a server whatever it is imported with. */
const LISTENS = /\b(?:asyncio\.start_server|loop\.create_server|sock\w*\.listen|server\w*\.listen)\(/;
const NETWORK =
  /^[ \t]*(?:from|import)[ \t]+(?:http\.server|socketserver|wsgiref|xmlrpc|tornado|aiohttp|cherrypy|bottle|dash|nicegui|flask|twisted|web|gevent|eventlet|websockets|uvicorn|hypercorn|waitress|cheroot|werkzeug|sanic|robyn|fastapi|quart|SimpleHTTPServer|BaseHTTPServer|SimpleXMLRPCServer|grpc)\b/m;

/** A program that listens by itself: `python server.py`. */
export function findScript(project: PythonProject): readonly Finding[] {
  const scripts = project.sources.filter(
    (source) => (NETWORK.test(source.code) && SERVES.test(source.code)) || LISTENS.test(source.code) || isTold(source),
  );
  const runnable = scripts.filter(isStarted).toSorted((a, b) => toUnlikeliness(a) - toUnlikeliness(b));
  // One that is served by what is not known here still has the name of a program.
  const source =
    runnable[0] ?? project.sources.find(({ path }) => /^(?:server|app|main|run|application)\.py$/.test(path));
  return source === undefined ? [] : [toFinding(project, source)];
}

/** Whether it serves by what is not known here: it says at its end where. */
function isTold(source: PythonSource): boolean {
  const main = findMainBlock(source);
  return main !== null && SERVES.test(main) && findPortWay(main) !== null;
}

/** Whether the file does something when it is run, and not only defines. */
function isStarted(source: PythonSource): boolean {
  return findMainBlock(source) !== null || source.path.endsWith('__main__.py') || isServingAtTop(source);
}

/** Whether it serves as soon as it is imported: no other server can be told of what is in it. */
export function isServingAtTop({ code }: PythonSource): boolean {
  const calls = code
    .split('\n')
    .filter((line) => /^\w/.test(line) && !/^(?:def|class|async|from|import|if)\b/.test(line));
  return calls.some((line) => SERVES.test(line) || /^(?:main|run|start|serve)\(/.test(line));
}

function toFinding(project: PythonProject, source: PythonSource): Finding {
  const framework = [...NAMES].find(([name]) => isImporting(source, name));
  const way = findWay(project, source);
  const usual = findUsual(source);
  const { config, note } = toStart(project, source, way ?? usual);
  return {
    kind: framework?.[1] ?? 'Python',
    evidence: source.path,
    config,
    rank: (way ?? usual) === null ? 35 : framework === undefined ? 45 : 70,
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

/** What its framework does where nothing is said: Dash, alone of them, asks PORT first. */
function findUsual(source: PythonSource): PortWay | null {
  if (isImporting(source, 'dash')) return { by: 'variable', name: 'PORT' };
  const port = DEFAULT_PORTS.find(([name]) => isImporting(source, name))?.[1];
  return port === undefined ? null : { by: 'literal', port, text: '' };
}
