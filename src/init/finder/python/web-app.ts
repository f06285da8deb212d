import { parse as parseDotenv } from 'dotenv';
import type { Finding } from '../../finding.ts';
import { type AppObject, findAppObjects } from './app-object.ts';
import { type Launch, toConfig } from './launch.ts';
import { findPortWay } from './port.ts';
import type { PythonProject } from './project.ts';
import { isServingAtTop } from './script.ts';
import { findOwnServer, findServer, type Server, type Target, toArguments, toNotes, toUsualServer } from './server.ts';
import { findMainBlock, isImporting } from './source.ts';

/** Apps that are an object which a server is told of: Flask, FastAPI and their like. */
export function findWebApps(project: PythonProject): readonly Finding[] {
  const [app] = findAppObjects(project).filter((one) => !isScript(project, one));
  return app === undefined ? [] : [toFinding(project, app)];
}

/** Whether the app is better started by its own file: that is more than a server, and no server for production is there. */
function isScript(project: PythonProject, app: AppObject): boolean {
  const { framework, source } = app;
  // What FastHTML calls there does nothing when it is imported.
  if (framework.name !== 'FastHTML' && isServingAtTop(source)) return true;
  if (findServer(project, framework.protocol, toTarget(project, app)) !== null) return false;
  if (findOwnServer(app, toTarget(project, app)) !== null) return false;
  const main = findMainBlock(source);
  if (framework.name === 'Dash') return true;
  if (framework.name === 'Bottle') return main !== null;
  if (main === null) return false;
  if (framework.name !== 'Flask') return /\b(?:serve|run|make_server|serve_forever)\(/.test(main);
  return findPortWay(main)?.by === 'variable' || /\bsocketio\.run\(/.test(main) || hasMoreThanRun(main);
}

function hasMoreThanRun(main: string): boolean {
  const lines = main.split('\n').map((line) => line.trim());
  const own = lines.filter((line) => /^(?!\w+\.run\(|print\(|pass\b|logging\.)[a-z_][\w.]*\(/.test(line));
  return own.length > 0 && !/^\w+\.run\([^)]*$/m.test(main.trim());
}

function toFinding(project: PythonProject, app: AppObject): Finding {
  const { framework, source } = app;
  const target = toTarget(project, app);
  const own = findOwnServer(app, target);
  // Their apps may lean on what only their own server does.
  const isBound = framework.name === 'Sanic' || framework.name === 'Emmett';
  const server = isBound ? own : (findServer(project, framework.protocol, target) ?? own);
  const evidence = `${app.name} in ${source.path}`;
  if (server === null && framework.name === 'Flask') return toFlaskRun(project, app, evidence);
  return serve(project, app, { server: server ?? toUsualServer(framework.protocol, target), evidence });
}

function serve(
  project: PythonProject,
  { framework, source }: AppObject,
  by: { server: Server; evidence: string },
): Finding {
  const { name, packageName, ready } = by.server;
  const launch: Launch = {
    args: toArguments(by.server, project.folder, source.root),
    root: source.root,
    needs: [packageName],
    ...(ready === undefined ? {} : { ready }),
  };
  return {
    kind: `${framework.name} with ${name}`,
    evidence: by.evidence,
    config: toConfig(project, launch),
    rank: 80,
    notes: toNotes(by.server, project.folder, source.root),
    missing: project.toMissing([packageName]),
  };
}

function toFlaskRun(project: PythonProject, { source, name, isFactory }: AppObject, evidence: string): Finding {
  const files = ['.flaskenv', '.env'].map((file) => parseDotenv(project.folder.read(file) ?? ''));
  const isDebugged = files.some((one) => one['FLASK_DEBUG'] !== undefined || one['FLASK_ENV'] === 'development');
  const env = {
    FLASK_APP: `${source.module}:${name}${isFactory ? '()' : ''}`,
    ...(isDebugged ? { FLASK_DEBUG: '0' } : {}),
  };
  return {
    kind: 'Flask with its own server',
    evidence,
    config: toConfig(project, {
      args: ['-m', 'flask', 'run', '--host', '127.0.0.1', '--port', `\${port}`],
      root: source.root,
      env,
    }),
    rank: 80,
    notes: ['flask run is made for development: with gunicorn in the requirements, init writes that instead'],
    missing: project.toMissing([]),
  };
}

function toTarget(project: PythonProject, { source, name, isFactory, framework }: AppObject): Target {
  const isSocket = framework.name === 'Flask' && project.sources.some((one) => isImporting(one, 'flask_socketio'));
  return { module: source.module, name, isFactory, ...(isSocket ? { workerArgs: toSocketWorker(project) } : {}) };
}

/** Flask-SocketIO holds a connection for each client: it needs a worker that has room for many. */
function toSocketWorker(project: PythonProject): readonly string[] {
  if (project.has('gevent-websocket')) return ['-k', 'geventwebsocket.gunicorn.workers.GeventWebSocketWorker'];
  return project.has('eventlet') ? ['-k', 'eventlet'] : ['--threads', '100'];
}
