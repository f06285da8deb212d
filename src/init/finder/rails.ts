import type { AppFolder } from '../app-folder.ts';
import type { Finding } from '../finding.ts';
import type { Gems } from './gems.ts';

/** A Rails app as it is started in production; null if the folder holds none. */
export function findRails(folder: AppFolder, gems: Gems): Finding | null {
  const application = folder.read('config/application.rb');
  if (application === null || !/Rails::Application\b/.test(application)) return null;
  const start = folder.hasFile('bin/rails')
    ? folder.isExecutable('bin/rails')
      ? 'bin/rails'
      : 'ruby bin/rails'
    : 'bundle exec rails';
  const production = folder.read('config/environments/production.rb') ?? '';
  return {
    kind: gems.has('puma') ? 'Rails with puma' : 'Rails',
    evidence: folder.hasFile('bin/rails') ? 'config/application.rb, bin/rails' : 'config/application.rb',
    config: {
      command: `${start} server -b 127.0.0.1 -p \${port} -P \${runDir}/server.pid`,
      port: 'auto',
      env: {
        RAILS_ENV: 'production',
        PIDFILE: `\${runDir}/puma.pid`,
        RAILS_LOG_TO_STDOUT: '1',
        RAILS_SERVE_STATIC_FILES: '1',
        ...gems.env,
        ...(gems.has('solid_queue') ? { SOLID_QUEUE_IN_PUMA: '1' } : {}),
      },
    },
    rank: 80,
    notes: describePitfalls(folder, production),
    missing: findSteps(folder, gems, start),
  };
}

function describePitfalls(folder: AppFolder, production: string): string[] {
  const isForced = /^\s*config\.force_ssl\s*=\s*true/m.test(production);
  const isAssumed = /^\s*config\.assume_ssl\s*=\s*true/m.test(production);
  return [
    'in production the database is that of config/database.yml or DATABASE_URL; `bin/rails db:prepare` makes its tables',
    ...(isForced && !isAssumed
      ? [
          'config.force_ssl answers plain http with a redirect: ask with `X-Forwarded-Proto: https`, as the platform does',
        ]
      : []),
    ...(folder.hasFile('config/cable.yml') ? ['tmp and log must be writable to it'] : []),
  ];
}

/** What Rails asks for before it starts in production, as far as the folder tells. */
function findSteps(folder: AppFolder, gems: Gems, start: string): string | null {
  const hasSecret =
    folder.hasFile('config/master.key') ||
    folder.hasFile('config/credentials/production.key') ||
    ['SECRET_KEY_BASE', 'RAILS_MASTER_KEY'].some((name) => (process.env[name] ?? '') !== '') ||
    folder.hasFile('config/secrets.yml');
  const hasPipeline = folder.hasFolder('app/assets') && !folder.hasFolder('public/assets');
  const isPiped =
    gems.has('sprockets') || gems.has('sprockets-rails') || gems.has('propshaft') || gems.has('sass-rails');
  const key = hasSecret ? null : 'export SECRET_KEY_BASE=$(openssl rand -hex 64)';
  const assets = hasPipeline && isPiped ? `RAILS_ENV=production ${start} assets:precompile` : null;
  return [gems.missing, key, assets].filter((step) => step !== null).join(' && ') || null;
}
