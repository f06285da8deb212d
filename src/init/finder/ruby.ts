import type { AppFolder } from '../app-folder.ts';
import type { Finder, Finding } from '../finding.ts';
import { toFixedPort } from '../port-literal.ts';
import { type Gems, readGems } from './gems.ts';
import { isInstalled } from './installed.ts';
import { findRails } from './rails.ts';

/** Ruby: Rails, what Rack starts, and classic Sinatra. */
export const findRuby: Finder = (folder) => {
  const gems = readGems(folder);
  const rails = findRails(folder, gems);
  if (rails !== null) return [rails];
  return [findRack(folder, gems), findScript(folder, gems)].filter((found) => found !== null);
};

/** A program of a gem, by the Gemfile's versions where there is one. */
function toGemCommand(folder: AppFolder, gems: Gems, command: string): string {
  const [program = ''] = command.split(' ');
  if (folder.isExecutable(`bin/${program}`)) return `bin/${command}`;
  return gems.hasFile ? `bundle exec ${command}` : command;
}

/** How each server is told its port, those that are made for production first. */
const SERVERS: ReadonlyArray<{ readonly gem: string; readonly command: string; readonly stopSignal?: string }> = [
  { gem: 'puma', command: `puma -b tcp://127.0.0.1:\${port}` },
  { gem: 'falcon', command: `falcon serve --bind http://127.0.0.1:\${port}`, stopSignal: 'SIGINT' },
  { gem: 'unicorn', command: `unicorn -l 127.0.0.1:\${port}`, stopSignal: 'SIGQUIT' },
  { gem: 'pitchfork', command: `pitchfork -l 127.0.0.1:\${port}`, stopSignal: 'SIGQUIT' },
  { gem: 'thin', command: `thin -a 127.0.0.1 -p \${port} start` },
  { gem: 'iodine', command: `iodine -b 127.0.0.1 -p \${port}` },
  { gem: 'agoo', command: `agoo -b 127.0.0.1 -p \${port}` },
];

const WEBRICK = { gem: 'WEBrick', command: `rackup -s webrick -o 127.0.0.1 -p \${port}` };

const FRAMEWORKS = [
  ['hanami', 'Hanami'],
  ['roda', 'Roda'],
  ['grape', 'Grape'],
  ['padrino', 'Padrino'],
  ['sinatra', 'Sinatra'],
] as const;

function findRack(folder: AppFolder, gems: Gems): Finding | null {
  const start = folder.read('config.ru');
  if (start === null) return null;
  const isThere = (gem: string) => (gems.hasFile ? gems.has(gem) : isInstalled(gem));
  const server = SERVERS.find(({ gem }) => isThere(gem)) ?? WEBRICK;
  const framework = FRAMEWORKS.find(([gem]) => gems.has(gem) || start.toLowerCase().includes(gem));
  const config = ['config/unicorn.rb', 'unicorn.rb'].find((name) => folder.hasFile(name));
  const flags = server.gem === 'unicorn' && config !== undefined ? ` -c ${config}` : '';
  const evidence = gems.hasFile ? 'config.ru, Gemfile' : 'config.ru';
  const isBare = server === WEBRICK && !gems.hasFile && !isInstalled('rackup');
  return {
    kind: `${framework?.[1] ?? 'Rack app'} with ${server.gem}`,
    evidence,
    config: {
      command: toGemCommand(folder, gems, server.command + flags),
      port: 'auto',
      env: { ...toProduction(framework?.[0]), ...gems.env },
      ...('stopSignal' in server && server.stopSignal !== undefined ? { stopSignal: server.stopSignal } : {}),
    },
    rank: framework === undefined ? 75 : 80,
    notes: server === WEBRICK ? ['WEBrick is made for development: add puma to the Gemfile'] : [],
    missing: isBare ? 'gem install rackup puma' : gems.missing,
  };
}

function toProduction(framework: string | undefined): Record<string, string> {
  if (framework === 'hanami') return { HANAMI_ENV: 'production', RACK_ENV: 'production', HANAMI_SERVE_ASSETS: 'true' };
  return framework === 'sinatra' ? { RACK_ENV: 'production', APP_ENV: 'production' } : { RACK_ENV: 'production' };
}

const SCRIPTS = ['app.rb', 'server.rb', 'main.rb', 'web.rb', 'application.rb'];

/** A program that listens itself: classic Sinatra, WEBrick, a socket. */
function findScript(folder: AppFolder, gems: Gems): Finding | null {
  const others = folder.list().filter((name) => name.endsWith('.rb') && !SCRIPTS.includes(name));
  for (const file of [...SCRIPTS, ...others]) {
    const text = folder.read(file);
    if (text === null || !/sinatra|webrick|TCPServer|Rack::Handler|Rackup::Handler|Async::HTTP|\bcuba\b/i.test(text))
      continue;
    const isClassic = /^\s*require\s*\(?\s*['"]sinatra['"]/m.test(text);
    if (!isClassic && folder.hasFile('config.ru')) continue;
    const literal =
      /(?:set\s+:port\s*,|\bPort:|:Port\s*=>|\bport:|TCPServer\.(?:new|open)\s*\(?\s*(?:['"][^'"]*['"]\s*,)?)\s*(?<port>\d{2,5})\b/.exec(
        text,
      );
    const port = literal === null ? null : toFixedPort(Number(literal.groups!['port']), file);
    const flags = isClassic ? ` -o 127.0.0.1${port === null ? ` -p \${port}` : ''}` : '';
    return {
      kind: /sinatra/i.test(text) ? 'Sinatra' : 'Ruby server',
      evidence: file,
      config: {
        command: `${gems.hasFile ? 'bundle exec ' : ''}ruby ${file}${flags}`,
        ...(port?.config ?? { port: 'auto' }),
        env: { ...(isClassic ? { APP_ENV: 'production' } : {}), ...gems.env },
      },
      rank: isClassic ? 70 : 45,
      notes: port?.notes ?? [],
      missing: gems.missing,
    };
  }
  return null;
}
