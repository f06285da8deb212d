import { toCommand } from '../../command.ts';
import type { Finding } from '../../finding.ts';
import { parseIni } from '../../statement/ini.ts';
import { findOnPath } from './interpreter.ts';
import { toConfig } from './launch.ts';
import type { PythonProject } from './project.ts';

/** What the app's own config of a server says of its start: uWSGI's, Paste's. */
export function findStated(project: PythonProject): readonly Finding[] {
  return [...findUwsgi(project), ...findPaste(project)];
}

function findUwsgi(project: PythonProject): readonly Finding[] {
  const { folder } = project;
  const isUwsgi = (path: string): boolean => path.endsWith('.ini') && /^\s*\[uwsgi\]/m.test(folder.read(path) ?? '');
  const file = folder.find(isUwsgi, 1)[0];
  if (file === undefined) return [];
  const stated = parseIni(folder.read(file) ?? '')['uwsgi'] ?? {};
  const port = toPort((stated['http-socket'] ?? stated['http'])?.at(-1));
  const isLiteral = port !== null && port !== 9000;
  const program = findUwsgiProgram(project);
  const isMaster = stated['master'] === undefined ? ['--master'] : [];
  const address = isLiteral ? [] : ['--http-socket', `127.0.0.1:\${port}`];
  return [
    {
      kind: 'uWSGI',
      evidence: file,
      config: {
        command: toCommand([program.path, '--ini', file, ...address, ...isMaster, '--die-on-term']),
        port: isLiteral ? port : 'auto',
      },
      rank: program.isThere ? 90 : 70,
      notes: [
        ...(stated['daemonize'] === undefined
          ? []
          : [`daemonize in ${file} sends its log into a file: leave it out, and berth has it`]),
        ...(port === 9000
          ? [`http in ${file} is berth's own port: leave it out, --http-socket is there in its place`]
          : []),
      ],
      missing: program.isThere ? null : project.toMissing(['uwsgi']),
    },
  ];
}

/** Beside the interpreter, where pip puts it, else on PATH; if it is nowhere, where pip will put it. */
function findUwsgiProgram({ folder, toPython }: PythonProject): { readonly path: string; readonly isThere: boolean } {
  const own = toPython([]).replace(/python$/, 'uwsgi');
  if (folder.isExecutable(own)) return { path: own, isThere: true };
  if (findOnPath('uwsgi') !== null) return { path: 'uwsgi', isThere: true };
  return { path: toPython(['uwsgi']).replace(/python$/, 'uwsgi'), isThere: false };
}

/** Pyramid and others that are started by a `[server:main]`. */
function findPaste(project: PythonProject): readonly Finding[] {
  const { folder } = project;
  const names = folder.list().filter((name) => name.endsWith('.ini'));
  const isPaste = (name: string): boolean => /^\[server:main\]/m.test(folder.read(name) ?? '');
  const file = names
    .filter(isPaste)
    .toSorted((a, b) => Number(b.startsWith('production')) - Number(a.startsWith('production')))[0];
  if (file === undefined) return [];
  const server = parseIni(folder.read(file) ?? '')['server:main'] ?? {};
  const listens = (server['listen'] ?? server['port'])?.at(-1) ?? '';
  const variable = /%\((\w*port)\)s/i.exec(listens)?.[1];
  const port = toPort(listens);
  return [
    {
      kind: 'Pyramid with pserve',
      evidence: file,
      config: toConfig(project, {
        args: ['-m', 'pyramid.scripts.pserve', file, ...(variable === undefined ? [] : [`${variable}=\${port}`])],
        root: '.',
        needs: ['pyramid'],
        port: variable === undefined && port !== null ? port : 'auto',
      }),
      rank: 88,
      notes:
        port === 9000
          ? [`${file} has berth's own port in it: write %(http_port)s there, and http_port=\${port} behind the file`]
          : [],
      missing: project.toMissing(['pyramid']),
    },
  ];
}

function toPort(address: unknown): number | null {
  const port = Number(/(\d{2,5})$/.exec(String(address ?? '').trim())?.[1]);
  return port >= 1 && port <= 65_535 ? port : null;
}
