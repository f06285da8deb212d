import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AppFolder } from '../app-folder.ts';

/** The gems that an app says it needs. */
export interface Gems {
  /** Whether it has a Gemfile, and is to be started with what that names. */
  readonly hasFile: boolean;
  has(name: string): boolean;
  /** What leaves the gems of development and tests out, where there are any. */
  readonly env: Readonly<Record<string, string>>;
  /** The command that installs them, if they are not there as far as can be seen; null: they are. */
  readonly missing: string | null;
}

/** Reads Gemfile.lock, or else Gemfile. */
export function readGems(folder: AppFolder): Gems {
  const lock = folder.read('Gemfile.lock');
  const file = folder.read('Gemfile') ?? folder.read('gems.rb');
  const locked = new Map(
    [...(lock ?? '').matchAll(/^ {4}(?<name>[\w.-]+) \((?<version>[^)]+)\)/gm)].map(({ groups }) => [
      groups!['name']!,
      groups!['version']!,
    ]),
  );
  const named = new Set(
    [...(file ?? '').matchAll(/^\s*gem\s*\(?\s*['"](?<name>[\w.-]+)['"]/gm)].map((it) => it.groups!['name']!),
  );
  const names = locked.size > 0 ? new Set(locked.keys()) : named;
  // Without a lock file Bundler looks for all of them at the start, those of other groups too.
  const wanted = [...named].filter((name) => lock === null || !isOptional(file ?? '', name));
  const isThere = wanted.every((name) => isGemThere(folder, name, locked.get(name)));
  return {
    hasFile: file !== null,
    has: (name) => names.has(name),
    env: /\bgroups?\b.*\b(development|test)\b/.test(file ?? '') ? { BUNDLE_WITHOUT: 'development:test' } : {},
    missing: file === null || isThere ? null : 'bundle install',
  };
}

/** Those in a block (a group, a platform) or with such a condition may be left out. */
function isOptional(file: string, name: string): boolean {
  const line = new RegExp(`^.*gem\\s*\\(?\\s*['"]${name.replaceAll('.', '\\.')}['"].*$`, 'm').exec(file)?.[0] ?? '';
  return /^\s/.test(line) || /\b(group|groups|platforms?|path|git|github|require: false)\b/.test(line);
}

const ROOTS = [
  ...['/var/lib/gems', '/usr/lib/ruby/gems', '/usr/local/lib/ruby/gems', '/usr/share/rubygems-integration'],
  ...['/usr/lib/x86_64-linux-gnu/rubygems-integration', '/usr/lib/aarch64-linux-gnu/rubygems-integration'],
];

/** By the file that RubyGems keeps for each gem. Where no folder of gems is known here, all are believed to be there. */
function isGemThere(folder: AppFolder, name: string, version: string | undefined): boolean {
  const own = ['vendor/bundle/ruby'].flatMap((root) => folder.list(root).map((it) => join(folder.path, root, it)));
  const named = (process.env['GEM_PATH'] ?? process.env['GEM_HOME'] ?? '').split(':').filter((it) => it !== '');
  const homes = [
    ...own,
    ...named,
    '/usr/local/bundle',
    ...ROOTS.flatMap((root) => list(root).map((it) => join(root, it))),
  ];
  const folders = homes.map((home) => join(home, 'specifications')).filter((it) => existsSync(it));
  if (folders.length === 0) return true;
  const start = `${name}-${version?.replace(/-.*/, '') ?? ''}`;
  return folders.some((it) => [...list(it), ...list(join(it, 'default'))].some((file) => file.startsWith(start)));
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
