import { MVC_APP, makeMvcApp, toLogEnv, toSdkEnv } from '../mvc-app.ts';
import type { System } from '../system.ts';

export const SYSTEM: System = {
  ...MVC_APP,
  name: 'dotnet',
  make: makeMvcApp,
  env: (folder) => ({ ...toSdkEnv(folder), ...toLogEnv(folder) }),
};
