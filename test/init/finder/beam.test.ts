import { describe, expect, test } from 'vitest';
import { findBeam } from '../../../src/init/finder/beam.ts';
import { lookAt } from './set-up-folder.ts';

const SCRIPT = '#!/bin/sh\nset -e\n';
/** What `mix release` (Elixir 1.14) makes of a Phoenix app (1.7). */
const RELEASE = {
  'bin/shop': SCRIPT,
  'bin/server': '#!/bin/sh\nPHX_SERVER=true exec ./shop start\n',
  'bin/migrate': '#!/bin/sh\nexec ./shop eval Shop.Release.migrate\n',
  'erts-13.1.5/bin/erl': '',
  'lib/shop-0.1.0/ebin/shop.app': '',
  'lib/phoenix-1.7.14/ebin/phoenix.app': '',
  'releases/COOKIE': 'secret',
  'releases/0.1.0/elixir': SCRIPT,
  'releases/0.1.0/runtime.exs':
    'database_url = System.get_env("DATABASE_URL") ||\n  raise "x"\nsecret = System.get_env("SECRET_KEY_BASE") ||\n raise "x"\nport = System.get_env("PORT") || "4000"\n',
};
const STARTED = {
  command: 'bin/shop start',
  port: 'auto',
  env: { PHX_SERVER: 'true', RELEASE_DISTRIBUTION: 'none' },
};

describe('a release', () => {
  test('of Phoenix is started by its own script, told to serve, and names what it cannot do without', () => {
    expect(lookAt(findBeam, RELEASE)).toEqual([
      {
        kind: 'Phoenix release',
        evidence: 'bin/shop, releases/0.1.0',
        config: STARTED,
        rank: 80,
        notes: [
          'It does not start without DATABASE_URL, SECRET_KEY_BASE in the environment (`mix phx.gen.secret` makes a SECRET_KEY_BASE)',
        ],
        missing: null,
      },
    ]);
  });

  test('is found where it was built', () => {
    const at = '_build/prod/rel/shop';
    const files = Object.fromEntries(Object.entries(RELEASE).map(([name, text]) => [`${at}/${name}`, text]));
    expect(lookAt(findBeam, { ...files, 'mix.exs': 'app: :shop' })[0]?.config.command).toBe(`${at}/bin/shop start`);
  });

  test('of Erlang stays in the foreground', () => {
    const at = '_build/default/rel/shop';
    const findings = lookAt(findBeam, {
      [`${at}/bin/shop`]: SCRIPT,
      [`${at}/lib/shop-0.1.0/ebin/shop.app`]: '',
      [`${at}/releases/0.1.0/vm.args`]: '',
      'apps/shop/src/shop_app.erl': 'start(_, _) -> cowboy:start_clear(http, [{port, 8087}], #{}).',
    });
    expect(findings).toMatchObject([
      { kind: 'Erlang release', config: { command: `${at}/bin/shop foreground`, port: 8087 } },
    ]);
    expect(findings[0]?.notes.at(-1)).toContain('It brings no Erlang');
  });

  test('is not what merely has folders of these names', () => {
    expect(lookAt(findBeam, { 'bin/x': '', 'lib/y/z': '', 'releases/a.md': '' })).toEqual([]);
  });
});

describe('a project', () => {
  test('of Phoenix is released with its assets', () => {
    const findings = lookAt(findBeam, {
      'mix.exs': 'app: :shop,\n{:phoenix, "~> 1.7"},\n"assets.deploy": ["tailwind"]',
      'config/runtime.exs': 'System.fetch_env!("SECRET_KEY_BASE")',
    });
    expect(findings).toMatchObject([
      {
        kind: 'Phoenix project',
        config: { command: '_build/prod/rel/shop/bin/shop start', env: STARTED.env },
        notes: [expect.stringContaining('SECRET_KEY_BASE')],
        missing: 'mix deps.get --only prod && MIX_ENV=prod mix assets.deploy && MIX_ENV=prod mix release',
      },
    ]);
  });

  test('of rebar3 is released by it', () => {
    expect(lookAt(findBeam, { 'rebar.config': '{relx, [{release, {shop, "0.1.0"}, [shop]}]}.' })).toMatchObject([
      { config: { command: '_build/default/rel/shop/bin/shop foreground' }, missing: 'rebar3 release' },
    ]);
  });
});
