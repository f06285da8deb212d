import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findRuby } from '../../../src/init/finder/ruby.ts';
import { createFolder } from '../../helpers/config-folder.ts';
import { requirePackages } from '../../helpers/debian.ts';
import { rawGet } from './raw-get.ts';
import { lookAt, setUpAndStart } from './set-up-folder.ts';

const toLock = (...gems: string[]) =>
  `GEM\n  specs:\n${gems.map((gem) => `    ${gem} (1.0)\n`).join('')}\nPLATFORMS\n  ruby\n`;

describe('Ruby', () => {
  test.for([
    ['puma', `puma -b tcp://127.0.0.1:\${port}`, undefined],
    ['falcon', `falcon serve --bind http://127.0.0.1:\${port}`, 'SIGINT'],
    ['unicorn', `unicorn -l 127.0.0.1:\${port}`, 'SIGQUIT'],
    ['thin', `thin -a 127.0.0.1 -p \${port} start`, undefined],
    ['rackup', `rackup -s webrick -o 127.0.0.1 -p \${port}`, undefined],
  ] as const)('on Rack is served by the server of its Gemfile.lock: %s', ([gem, command, stopSignal]) => {
    const files = { 'config.ru': 'run App', Gemfile: "gem 'rack'", 'Gemfile.lock': toLock('rack', gem) };
    const [found] = lookAt(findRuby, files);
    expect(found!.config).toMatchObject({
      command: `bundle exec ${command}`,
      port: 'auto',
      env: { RACK_ENV: 'production' },
    });
    expect(found!.config.stopSignal).toBe(stopSignal);
  });

  test.for([
    ['Sinatra', 'sinatra', 'APP_ENV'],
    ['Hanami', 'hanami', 'HANAMI_ENV'],
    ['Roda', 'roda', 'RACK_ENV'],
  ] as const)('on Rack is told by its framework: %s', ([kind, gem, variable]) => {
    const [found] = lookAt(findRuby, { 'config.ru': 'run App', Gemfile: `gem "${gem}"\ngem "puma"\n` });
    expect(found).toMatchObject({ kind: `${kind} with puma`, rank: 80, config: { env: { [variable]: 'production' } } });
  });

  test('of a classic Sinatra file takes its port, unless one is written into it', () => {
    const find = (text: string) => lookAt(findRuby, { 'app.rb': `require "sinatra"\n${text}` })[0]!.config;
    expect(find('')).toMatchObject({ command: `ruby app.rb -o 127.0.0.1 -p \${port}`, port: 'auto' });
    expect(find('set :port, 8123')).toMatchObject({ command: 'ruby app.rb -o 127.0.0.1', port: 8123 });
    expect(find('set :port, 9000')).toMatchObject({ port: 9000, listen: { port: 9001 } });
  });

  test('of gems that are not here says how they are installed', () => {
    const files = { 'config.ru': 'run App', Gemfile: "gem 'no-such-gem'\n" };
    expect(lookAt(findRuby, files)[0]!.missing).toBe('bundle install');
    const grouped = {
      ...files,
      Gemfile: "group :test do\n  gem 'no-such-gem'\nend\n",
      'Gemfile.lock': toLock('no-such-gem'),
    };
    expect(lookAt(findRuby, grouped)[0]).toMatchObject({
      missing: null,
      config: { env: { BUNDLE_WITHOUT: 'development:test' } },
    });
  });

  test('on Rails says what production asks for first', () => {
    const files = {
      'config/application.rb': 'class Application < Rails::Application',
      'bin/rails': '',
      'config.ru': 'run Rails.application',
      'app/assets/config/manifest.js': '',
      Gemfile: "gem 'sprockets-rails', group: :assets\n",
      'Gemfile.lock': toLock('sprockets-rails'),
    };
    const [found, ...others] = lookAt(findRuby, files);
    expect(others).toEqual([]);
    expect(found!.missing).toBe(
      'export SECRET_KEY_BASE=$(openssl rand -hex 64) && RAILS_ENV=production ruby bin/rails assets:precompile',
    );
    const ready = { ...files, 'config/master.key': 'x', 'public/assets/app.css': '' };
    expect(lookAt(findRuby, ready)[0]!.missing).toBeNull();
  });

  test('that is neither a server nor an app is nothing to start', () => {
    expect(lookAt(findRuby, { 'tool.rb': 'puts 1', Rakefile: '', Gemfile: "gem 'rake'" })).toEqual([]);
  });
});

const packages = await requirePackages(['puma', 'ruby-sinatra', 'ruby-rails', 'ruby-webrick']);

describe.skipIf(packages.skipReason !== null)(packages.title('a Ruby app'), () => {
  test.for([
    ['Rack app with puma', { 'config.ru': 'run ->(env) { [200, {}, ["hello #{ENV["RACK_ENV"]}"]] }' }],
    ['Sinatra', { 'app.rb': `require 'sinatra'\nget('/') { "hello #{settings.environment}" }` }],
    [
      'Sinatra with puma',
      {
        'app.rb': `require 'sinatra/base'\nclass App < Sinatra::Base\n  get('/') { "hello #{settings.environment}" }\nend\n`,
        'config.ru': "require './app'\nrun App\n",
        Gemfile: "source 'https://rubygems.org'\ngem 'sinatra'\ngem 'puma'\n",
      },
    ],
  ] as const)('as init finds it answers: %s', async ([kind, files]) => {
    await using berth = await setUpAndStart(createFolder(files), kind);
    expect(await rawGet(berth.port, '/')).toEqual({ status: 200, body: 'hello production' });
  });

  test('of Rails as its generator makes it starts again over the pid file of a start that was killed', async () => {
    const folder = createFolder({});
    const flags = ['--minimal', '--skip-bundle', '--skip-git', '--skip-active-record', '--skip-sprockets', '--quiet'];
    execFileSync('rails', ['new', 'shop', ...flags], { cwd: folder });
    const app = join(folder, 'shop');
    writeFileSync(join(app, 'Gemfile'), "source 'https://rubygems.org'\ngem 'rails'\ngem 'puma'\n");
    writeFileSync(
      join(app, 'config/routes.rb'),
      "Rails.application.routes.draw { root to: ->(_) { [200, {}, ['hello']] } }\n",
    );
    mkdirSync(join(app, 'tmp/pids'), { recursive: true });
    writeFileSync(join(app, 'tmp/pids/server.pid'), String(process.pid));
    await using berth = await setUpAndStart(app, 'Rails with puma');
    expect(await rawGet(berth.port, '/')).toEqual({ status: 200, body: 'hello' });
  });
});
