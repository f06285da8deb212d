import { parse } from 'dotenv';
import type { AppFolder } from '../app-folder.ts';
import type { FoundConfig, LeftOut } from '../finding.ts';
import { isPublic } from '../statement/variable.ts';

/** What a config says of the variables of a `.env`. */
export interface DotenvVariables {
  readonly env: NonNullable<FoundConfig['env']>;
  readonly leftOut: readonly LeftOut[];
  readonly notes: readonly string[];
}

/** Values that tell nobody anything: switches, numbers, words of a level or a mode, a language, a time zone. */
const HARMLESS =
  /^(?:true|false|on|off|yes|no|\d{1,5}|debug|info|warn(?:ing)?|error|production|development|staging|test|[a-z]{2}_[A-Z]{2}(?:\.UTF-8)?|UTC|[A-Z][a-z]+\/[A-Z][a-z_]+)$/i;

const PORTS = /^(?:PORT|FC_SERVER_PORT|FC_CUSTOM_LISTEN_PORT)$/;

/** Packages by which an app reads the file itself. */
const READERS =
  /\b(?:dotenv|dotenvx|env-cmd|@nestjs\/config|next|nuxt|vite|python-dotenv|django-environ|environs|python-decouple|pydantic-settings|dotenv-rails|godotenv|dotenvy|phpdotenv|symfony\/dotenv|laravel\/framework|spring-dotenv)\b/;
const LISTS = [
  'package.json',
  'requirements.txt',
  'pyproject.toml',
  'Pipfile',
  'composer.json',
  'Gemfile',
  'go.mod',
  'Cargo.toml',
];

/** True for a `.env` that no package of the app reads, and that berth can. */
export function isDotenvUnread(folder: AppFolder): boolean {
  return folder.hasFile('.env') && folder.isUtf8('.env') && findReader(folder) === null;
}

function findReader(folder: AppFolder): string | null {
  return LISTS.find((list) => READERS.test(folder.read(list) ?? '')) ?? null;
}

/**
 * The variables of a folder's `.env`, as a config names them: no value but a plainly harmless one. None where the app reads the
 * file itself, for what berth set would stand before it; null if there is no such file.
 */
export function readDotenv(folder: AppFolder, name = '.env'): DotenvVariables | null {
  const text = folder.read(name);
  if (text === null) return null;
  const reader = findReader(folder);
  if (reader !== null)
    return {
      env: {},
      leftOut: [],
      notes: [`the app reads ${name} itself (by ${reader}): it must not be deployed with secrets in it`],
    };
  const env: Record<string, string> = {};
  const leftOut: LeftOut[] = [];
  for (const [key, value] of Object.entries(parse(text))) {
    if (PORTS.test(key)) continue;
    const isPlain = HARMLESS.test(value) && isPublic(key, value);
    env[key] = isPlain ? value : `\${env.${key}}`;
    if (!isPlain)
      leftOut.push({ key: `${name} ${key}`, why: `stays in ${name}, which is not packed: set it on the platform` });
  }
  return { env, leftOut, notes: [] };
}
