import type { AppFolder } from '../app-folder.ts';
import { toCommand } from '../command.ts';
import type { Finder, Finding, FoundConfig } from '../finding.ts';
import { findSourcePort, toPortConfig } from './source-port.ts';

/** Where `mix release` and rebar3 put what they make. */
const MADE_BY = [
  { at: '_build/prod/rel', word: 'start' },
  { at: 'rel', word: 'start' },
  { at: '_build/default/rel', word: 'foreground' },
  { at: '_build/prod/rel', word: 'foreground' },
];

/** A release of Elixir or Erlang, here or where it was built; else a project that is still to be released. */
export const findBeam: Finder = (folder) => {
  const places = ['.', ...new Set(MADE_BY.map(({ at }) => at))].flatMap((at) =>
    at === '.' ? ['.'] : folder.list(at).map((name) => `${at}/${name}`),
  );
  const releases = places.map((at) => toReleaseFinding(folder, at)).filter((finding) => finding !== null);
  if (releases.length > 0) return releases;
  const project = toProjectFinding(folder);
  return project === null ? [] : [project];
};

/** A release has its start script in bin/, its versions in releases/ and its code in lib/. */
function toReleaseFinding(folder: AppFolder, at: string): Finding | null {
  const below = (path: string) => (at === '.' ? path : `${at}/${path}`);
  if (!folder.hasFolder(below('releases')) || !folder.hasFolder(below('lib'))) return null;
  const scripts = folder.list(below('bin')).filter((name) => /^#!.*sh\b/.test(folder.read(below(`bin/${name}`)) ?? ''));
  const script =
    scripts.find((name) => folder.list(below('lib')).some((lib) => lib.startsWith(`${name}-`))) ?? scripts[0];
  if (script === undefined) return null;
  const file = below(`bin/${script}`);
  const versions = folder.list(below('releases')).filter((name) => folder.hasFolder(below(`releases/${name}`)));
  const isMix = versions.some((version) => folder.hasFile(below(`releases/${version}/elixir`)));
  const libraries = folder.list(below('lib'));
  const isPhoenix = libraries.some((name) => /^phoenix-\d/.test(name));
  const runtime = versions.map((version) => folder.read(below(`releases/${version}/runtime.exs`)) ?? '').join('\n');
  const hasRuntime =
    libraries.some((name) => name.startsWith('erts-')) || folder.list(at).some((name) => name.startsWith('erts-'));
  return {
    kind: isPhoenix ? 'Phoenix release' : isMix ? 'Elixir release' : 'Erlang release',
    evidence: `${file}, ${below(`releases/${versions.at(-1) ?? ''}`)}`,
    config: toConfig(folder, file, isMix, isPhoenix, runtime),
    rank: 80,
    notes: [
      ...listWanted(runtime),
      ...(hasRuntime ? [] : ['It brings no Erlang: the machine must have the one it was built with']),
    ],
    missing: null,
  };
}

function toConfig(folder: AppFolder, file: string, isMix: boolean, isPhoenix: boolean, runtime: string): FoundConfig {
  const asksForPort = isPhoenix || /get_env\("PORT"|fetch_env!\("PORT"/.test(runtime);
  const listens = toPortConfig(asksForPort ? 'told' : findSourcePort(folder, ['ex', 'exs', 'erl']));
  const env = {
    ...listens.config.env,
    ...(isPhoenix ? { PHX_SERVER: 'true' } : {}),
    // Without it a daemon, epmd, is started besides and outlives the app.
    ...(isMix ? { RELEASE_DISTRIBUTION: 'none' } : {}),
  };
  return {
    command: toCommand([file, isMix ? 'start' : 'foreground']),
    ...listens.config,
    ...(Object.keys(env).length === 0 ? {} : { env }),
  };
}

/** Variables that its settings cannot do without. */
function listWanted(runtime: string): string[] {
  const raised = [...runtime.matchAll(/get_env\("(\w+)"\)\s*\|\|\s*raise/g)].map(([, name]) => name!);
  const fetched = [...runtime.matchAll(/fetch_env!\("(\w+)"\)/g)].map(([, name]) => name!);
  const names = [...new Set([...raised, ...fetched])].filter((name) => name !== 'PORT');
  const how = names.includes('SECRET_KEY_BASE') ? ' (`mix phx.gen.secret` makes a SECRET_KEY_BASE)' : '';
  return names.length === 0 ? [] : [`It does not start without ${names.join(', ')} in the environment${how}`];
}

function toProjectFinding(folder: AppFolder): Finding | null {
  const mix = folder.read('mix.exs');
  const app = /\bapp:\s*:(\w+)/.exec(mix ?? '')?.[1];
  if (mix !== null && app !== undefined) {
    const isPhoenix = /\{:phoenix,/.test(mix);
    const release = /releases:\s*\[\s*(\w+):/.exec(mix)?.[1] ?? app;
    const runtime = folder.read('config/runtime.exs') ?? '';
    const assets = isPhoenix && /"assets\.deploy"/.test(mix) ? ' && MIX_ENV=prod mix assets.deploy' : '';
    return {
      kind: isPhoenix ? 'Phoenix project' : 'Elixir project',
      evidence: 'mix.exs',
      config: toConfig(folder, `_build/prod/rel/${release}/bin/${release}`, true, isPhoenix, runtime),
      rank: 75,
      notes: listWanted(runtime),
      missing: `mix deps.get --only prod${assets} && MIX_ENV=prod mix release`,
    };
  }
  const name = /\{relx,[\s\S]{0,200}?\{release,\s*\{(\w+),/.exec(folder.read('rebar.config') ?? '')?.[1];
  if (name === undefined) return null;
  return {
    kind: 'Erlang project',
    evidence: 'rebar.config',
    config: toConfig(folder, `_build/default/rel/${name}/bin/${name}`, false, false, ''),
    rank: 75,
    notes: [],
    missing: 'rebar3 release',
  };
}
