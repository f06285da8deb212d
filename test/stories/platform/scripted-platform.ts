import { AZURE } from './script/azure.ts';
import { CLOUD_RUN } from './script/cloudrun.ts';
import { CONTAINER } from './script/container.ts';
import { FC } from './script/fc.ts';
import { FUNCTIONGRAPH } from './script/functiongraph.ts';
import { GENERIC } from './script/generic.ts';
import { KNATIVE } from './script/knative.ts';
import { LAMBDA_WEB } from './script/lambda-web.ts';
import type { PlatformScript } from './script/platform-script.ts';
import { SCF } from './script/scf.ts';
import { VEFAAS } from './script/vefaas.ts';

/** Every platform that a config may name, as its documents have it. */
export const SCRIPTS: readonly PlatformScript[] = [
  FC,
  CLOUD_RUN,
  KNATIVE,
  LAMBDA_WEB,
  SCF,
  FUNCTIONGRAPH,
  VEFAAS,
  AZURE,
  CONTAINER,
  GENERIC,
];
