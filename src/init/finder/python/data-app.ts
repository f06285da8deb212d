import type { Finding } from '../../finding.ts';
import { toUnlikeliness } from './app-object.ts';
import { type Launch, toConfig } from './launch.ts';
import type { PythonProject } from './project.ts';
import { isImporting, type PythonSource } from './source.ts';

/** A program that runs a script, or a notebook, as a page. */
interface Runner {
  readonly name: string;
  readonly packageName: string;
  /** As the script imports it; null: it is a notebook. */
  readonly imported: string | null;
  /** What the script calls, where importing it says too little. */
  readonly calls?: RegExp;
  toLaunch(script: string): Omit<Launch, 'root'>;
  readonly notes?: readonly string[];
}

const PORT = `\${port}`;
const ORIGIN = 'any origin may open its WebSocket: name the public one instead of * before you deploy';

const RUNNERS: readonly Runner[] = [
  {
    name: 'Streamlit',
    packageName: 'streamlit',
    imported: 'streamlit',
    toLaunch: (script) => ({
      args: [
        ...['-m', 'streamlit', 'run', script, '--server.port', PORT, '--server.address', '127.0.0.1'],
        ...['--server.headless', 'true', '--browser.gatherUsageStats', 'false'],
      ],
    }),
    notes: ['each visitor holds a WebSocket: the platform must allow them, and one instance must serve many calls'],
  },
  {
    name: 'Chainlit',
    packageName: 'chainlit',
    imported: 'chainlit',
    toLaunch: (script) => ({
      args: ['-m', 'chainlit', 'run', script, '--headless', '--host', '127.0.0.1', '--port', PORT],
    }),
  },
  {
    name: 'Gradio',
    packageName: 'gradio',
    imported: 'gradio',
    calls: /\.launch\(/,
    toLaunch: (script) => ({
      args: [script],
      env: { GRADIO_SERVER_PORT: PORT, GRADIO_SERVER_NAME: '127.0.0.1', GRADIO_ANALYTICS_ENABLED: 'False' },
    }),
  },
  {
    name: 'Shiny',
    packageName: 'shiny',
    imported: 'shiny',
    toLaunch: (script) => ({ args: ['-m', 'shiny', 'run', '--host', '127.0.0.1', '--port', PORT, script] }),
  },
  {
    name: 'marimo',
    packageName: 'marimo',
    imported: 'marimo',
    toLaunch: (script) => ({
      args: ['-m', 'marimo', 'run', script, '--headless', '--host', '127.0.0.1', '--port', PORT],
    }),
  },
  {
    name: 'Panel',
    packageName: 'panel',
    imported: 'panel',
    calls: /\.servable\(/,
    toLaunch: (script) => ({
      args: ['-m', 'panel', 'serve', script, '--address', '127.0.0.1', '--port', PORT, '--allow-websocket-origin=*'],
    }),
    notes: [ORIGIN],
  },
  {
    name: 'Bokeh',
    packageName: 'bokeh',
    imported: 'bokeh',
    calls: /\bcurdoc\(/,
    toLaunch: (script) => ({
      args: ['-m', 'bokeh', 'serve', script, '--address', '127.0.0.1', '--port', PORT, '--allow-websocket-origin=*'],
    }),
    notes: [ORIGIN],
  },
  {
    name: 'Voilà',
    packageName: 'voila',
    imported: null,
    toLaunch: (script) => ({
      args: ['-m', 'voila', script, '--no-browser', '--Voila.ip=127.0.0.1', `--port=${PORT}`],
    }),
  },
];
const WELL_KNOWN = /^(?:streamlit_app|app|main|Home|Hello|home|index|dashboard|demo)\.(?:py|ipynb)$/;

/** Scripts that a program of their framework runs as a page: Streamlit, Gradio and their like. */
export function findDataApps(project: PythonProject): readonly Finding[] {
  return RUNNERS.flatMap((runner) => {
    const script = findScript(project, runner);
    return script === null ? [] : [toFinding(project, runner, script)];
  });
}

function findScript(project: PythonProject, { imported, calls, packageName }: Runner): string | null {
  if (imported === null) {
    return project.has(packageName) ? (project.folder.find((path) => path.endsWith('.ipynb'), 1)[0] ?? null) : null;
  }
  const users = project.sources.filter(
    (source) =>
      isImporting(source, imported) && !/(?:^|\/)pages\//.test(source.path) && (calls?.test(source.code) ?? true),
  );
  return users.toSorted((a, b) => toPlace(a) - toPlace(b))[0]?.path ?? null;
}

function toPlace(source: PythonSource): number {
  const isKnown = WELL_KNOWN.test(source.path.split('/').at(-1)!);
  return toUnlikeliness(source) - (isKnown ? 10 : 0) - (source.path.endsWith('streamlit_app.py') ? 5 : 0);
}

/** They are started from where the requirements are: what they open by a relative path is meant from there. */
function toFinding(project: PythonProject, runner: Runner, script: string): Finding {
  const { home } = project;
  const isBelow = home !== '.' && script.startsWith(`${home}/`);
  const launch = runner.toLaunch(isBelow ? script.slice(home.length + 1) : script);
  return {
    kind: runner.name,
    evidence: script,
    config: toConfig(project, { ...launch, root: isBelow ? home : '.', needs: [runner.packageName] }),
    rank: 82,
    notes: runner.notes ?? [],
    missing: project.toMissing([runner.packageName]),
  };
}
