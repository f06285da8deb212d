import type { Finding } from '../../finding.ts';
import { type Launch, toConfig } from './launch.ts';
import type { PythonProject } from './project.ts';
import { findServer, type Server, toArguments, toNotes } from './server.ts';
import type { PythonSource } from './source.ts';

/** Django, by its manage.py. */
export function findDjango(project: PythonProject): readonly Finding[] {
  const manage = project.sources.find(
    ({ path, code }) => /(?:^|\/)manage\.py$/.test(path) && code.includes('DJANGO_SETTINGS_MODULE'),
  );
  if (manage === undefined) return [];
  const root = manage.path.includes('/') ? manage.path.slice(0, manage.path.lastIndexOf('/')) : '.';
  const settings = findSettings(project, manage, root);
  const { server, evidence } = chooseServer(project, root, settings);
  const needs = server === null ? ['django'] : ['django', server.packageName];
  const serving = server === null ? DEVELOPMENT : toArguments(server, project.folder, root);
  const launch: Launch = { args: serving, root, needs };
  return [
    {
      kind: `Django with ${server?.name ?? 'its development server'}`,
      evidence: [manage.path, evidence].filter((one) => one !== null).join(', '),
      config: toConfig(project, launch),
      rank: 85,
      notes: [
        ...listPitfalls(project, settings, root),
        ...(server === null ? [NO_SERVER] : toNotes(server, project.folder, root)),
      ],
      missing: project.toMissing(needs),
    },
  ];
}

const DEVELOPMENT = ['manage.py', 'runserver', '--noreload', `127.0.0.1:\${port}`];

const NO_SERVER = 'runserver is made for development: with gunicorn in the requirements, init writes that instead';

/** The settings that manage.py names, and what they are taken from. */
function findSettings({ sources }: PythonProject, manage: PythonSource, root: string): readonly PythonSource[] {
  const module = /DJANGO_SETTINGS_MODULE['"]\s*,\s*['"]([\w.]+)['"]/.exec(manage.code)?.[1] ?? '';
  const base = `${root === '.' ? '' : `${root}/`}${module.replaceAll('.', '/')}`;
  const folder = base.slice(0, base.lastIndexOf('/') + 1);
  const isSettings = ({ path }: PythonSource): boolean =>
    path === `${base}.py` || path === `${base}/__init__.py` || (/\/settings\//.test(path) && path.startsWith(folder));
  return sources.filter(isSettings);
}

interface Choice {
  readonly server: Server | null;
  /** The file it is told of. */
  readonly evidence: string | null;
}

function chooseServer(project: PythonProject, root: string, settings: readonly PythonSource[]): Choice {
  const code = settings.map((one) => one.code).join('\n');
  const isSocket = /['"](?:channels|daphne)['"]/.test(code);
  const protocols = isSocket ? (['asgi', 'wsgi'] as const) : (['wsgi', 'asgi'] as const);
  for (const protocol of protocols) {
    const set = new RegExp(`^${protocol.toUpperCase()}_APPLICATION\\s*=\\s*['"]([\\w.]+)\\.(\\w+)['"]`, 'm').exec(code);
    const file = findEntry(project, root, protocol);
    const module = set?.[1] ?? file?.replace(/\.py$/, '').replaceAll('/', '.');
    if (module === undefined || file === null) continue;
    const server = findServer(project, protocol, { module, name: set?.[2] ?? 'application', isFactory: false });
    if (server !== null) return { server, evidence: root === '.' ? file : `${root}/${file}` };
  }
  return { server: null, evidence: null };
}

/** The file wsgi.py or asgi.py that startproject writes, from the folder of manage.py. */
function findEntry({ sources }: PythonProject, root: string, protocol: 'wsgi' | 'asgi'): string | null {
  const base = root === '.' ? '' : `${root}/`;
  const pattern = new RegExp(`^(?:[^/]+/){0,2}${protocol}\\.py$`);
  const files = sources.filter(({ path }) => path.startsWith(base)).map(({ path }) => path.slice(base.length));
  return files.find((file) => pattern.test(file)) ?? null;
}

function listPitfalls(project: PythonProject, settings: readonly PythonSource[], root: string): readonly string[] {
  const code = settings.map((one) => one.code).join('\n');
  const base = root === '.' ? '' : `${root}/`;
  const notes: string[] = [];
  if (/^ALLOWED_HOSTS\s*=\s*\[\s*\]/m.test(code)) {
    notes.push(
      'ALLOWED_HOSTS is empty: calls under any other name than localhost get 400; put the name of the function into it',
    );
  }
  if (/^STATIC_ROOT\s*=/m.test(code)) {
    notes.push(
      `static files are served from STATIC_ROOT: run \`${project.toPython(['django'])} ${base}manage.py collectstatic\` before you deploy`,
    );
  } else if (!project.has('whitenoise')) {
    notes.push('static files are served by the development server alone: whitenoise serves them from the app');
  }
  if (/sqlite3/.test(code)) notes.push("sqlite's file lies in the app's folder, which most platforms make read-only");
  if (project.has('celery')) notes.push("celery's workers are processes of their own, and are not started here");
  return notes;
}
