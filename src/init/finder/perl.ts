import type { AppFolder } from '../app-folder.ts';
import type { Finder, Finding } from '../finding.ts';
import { isInstalled } from './installed.ts';

/** Perl: PSGI apps (Dancer and Catalyst among them), Mojolicious. */
export const findPerl: Finder = (folder) =>
  [findPsgi(folder), findMojolicious(folder)].filter((found) => found !== null);

const SERVERS = ['starman', 'starlet', 'gazelle', 'twiggy'] as const;

function findPsgi(folder: AppFolder): Finding | null {
  const file = ['app.psgi', 'bin/app.psgi', 'script/app.psgi'].find((name) => folder.hasFile(name));
  const own = file ?? folder.list().find((name) => name.endsWith('.psgi'));
  if (own === undefined) return null;
  const kind = /\bDancer2?\b/.test(folder.read(own) ?? '') || folder.hasFolder('environments') ? 'Dancer' : 'PSGI app';
  const server = SERVERS.find((name) => isInstalled(name));
  const folders = ['local/lib/perl5', 'lib'].filter((name) => folder.hasFolder(name)).map((name) => ` -I ${name}`);
  const program = server === 'starman' ? 'starman' : `plackup${toServer(server)}`;
  return {
    kind: `${kind} with ${server ?? 'plackup'}`,
    evidence: own,
    config: {
      command: `${program} -E production${folders.join('')} --host 127.0.0.1 --port \${port} ${own}`,
      port: 'auto',
      ...(server === 'starman' ? { stopSignal: 'SIGQUIT' } : {}),
    },
    rank: 80,
    notes: server === undefined ? ["plackup's own server handles one request at a time: install Starman"] : [],
    missing: isInstalled('plackup') || server === 'starman' ? null : 'cpanm Plack Starman',
  };
}

function toServer(name: string | undefined): string {
  return name === undefined ? '' : ` -s ${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}

function findMojolicious(folder: AppFolder): Finding | null {
  const names = [...folder.list('script').map((name) => `script/${name}`), ...folder.list()];
  const isApp = (text: string) => /use\s+Mojolicious::Lite\b|Mojolicious::Commands->start_app/.test(text);
  const file = names.find((name) => /(\.pl|\/[\w-]+)$/.test(name) && isApp(folder.read(name) ?? ''));
  if (file === undefined) return null;
  return {
    kind: 'Mojolicious',
    evidence: file,
    config: {
      command: `perl ${folder.hasFolder('local/lib/perl5') ? '-I local/lib/perl5 ' : ''}${file} prefork -m production -l http://127.0.0.1:\${port} -P \${runDir}/prefork.pid`,
      port: 'auto',
      env: { MOJO_REVERSE_PROXY: '1' },
    },
    rank: 80,
    notes: [],
    missing: null,
  };
}
