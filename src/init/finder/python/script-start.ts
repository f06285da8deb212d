import { DEFAULT_PORT } from '../../../core/port-rule.ts';
import type { FoundConfig } from '../../finding.ts';
import { toFixedPort } from '../../port-literal.ts';
import { type Launch, toConfig } from './launch.ts';
import type { PortWay } from './port.ts';
import type { PythonProject } from './project.ts';
import type { PythonSource } from './source.ts';

/** What berth sets by itself. */
const TOLD: ReadonlySet<string> = new Set(['PORT', 'FC_SERVER_PORT', 'FC_CUSTOM_LISTEN_PORT']);

/** How a script is started, and what is to be said of it. */
export interface Start {
  readonly config: FoundConfig;
  readonly note: string | null;
}

/** The config for a script that learns its port in this way; null: it was not seen how. */
export function toStart(project: PythonProject, source: PythonSource, way: PortWay | null): Start {
  const launch = toLaunch(source);
  if (way === null) {
    const note =
      'where its port comes from was not seen in the source: berth tells it in PORT; a fixed one is written as `port`';
    return { config: toConfig(project, launch), note };
  }
  switch (way.by) {
    case 'words':
      return { config: toConfig(project, { ...launch, args: [...launch.args, ...way.words] }), note: null };
    case 'variable': {
      const env = TOLD.has(way.name) ? {} : { [way.name]: `\${port}` };
      return { config: toConfig(project, { ...launch, env }), note: null };
    }
    case 'literal':
      if (way.port !== DEFAULT_PORT) return { config: toConfig(project, { ...launch, port: way.port }), note: null };
      return isMovable(project, source, way.text)
        ? replacePort(project, { source, root: launch.root, text: way.text })
        : moveBerth(project, launch, source.path);
  }
}

/** A package is run by its name, a file from its own folder; one in `src` from above it, as people do. */
function toLaunch(source: PythonSource): Launch {
  const { path } = source;
  if (path.endsWith('/__main__.py')) {
    return { args: ['-m', source.module.replace(/\.__main__$/, '')], root: source.root };
  }
  const [top] = source.module.split('.');
  const isInPackage =
    top !== source.module && new RegExp(`^[ \\t]*(?:from|import)[ \\t]+(?:\\.|${top}\\b)`, 'm').test(source.code);
  if (isInPackage) return { args: ['-m', source.module], root: source.root };
  const root = source.root.replace(/(?:^|\/)src$/, '') || '.';
  return { args: [root === '.' ? path : path.slice(root.length + 1)], root };
}

/** Whether a copy elsewhere would do the same. */
function isMovable({ folder }: PythonProject, { path }: PythonSource, text: string): boolean {
  const whole = folder.read(path) ?? '';
  // What is no UTF-8 would not be copied as it is.
  const isCopied = whole.includes(text) && !/\ufffd|__file__/.test(whole);
  return !path.endsWith('/__main__.py') && text !== '' && isCopied;
}

interface Literal {
  readonly source: PythonSource;
  readonly root: string;
  readonly text: string;
}

/** The platform's port is berth's: a copy of the file, made at the start, has another one in its place. */
function replacePort(project: PythonProject, { source, root, text }: Literal): Start {
  const replaced = text.replace(/\b9000\b/, `\${port}`);
  const { env = {}, ...config } = toConfig(project, { args: [`\${file.app}`], root });
  const place = `\${configDir}${source.root === '.' ? '' : `/${source.root}`}`;
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
function moveBerth(project: PythonProject, launch: Launch, file: string): Start {
  const { config, notes } = toFixedPort(DEFAULT_PORT, file);
  return { config: { ...toConfig(project, { ...launch, port: DEFAULT_PORT }), ...config }, note: notes.join('; ') };
}
