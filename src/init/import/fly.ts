import type { Importer, LeftOut } from '../finding.ts';
import { toHttpProbe } from '../statement/probe.ts';
import { PLAIN_SERVICE, type Service, toImported } from '../statement/service.ts';
import { toSignalName } from '../statement/signal.ts';
import { toGracePeriod } from '../statement/stated-duration.ts';
import { readToml, type Tree, toList, toPort, toText, toTree } from '../statement/tree.ts';
import { readVariables, toVariables } from '../statement/variable.ts';
import { findBase } from './base-service.ts';

const WHY: Readonly<Record<string, string>> = {
  app: 'names it for that platform',
  primary_region: 'is set on the platform',
  build: 'says how it is built',
  vm: 'is set on the platform',
  mounts: 'a folder that outlives the instance is mounted by the platform',
  statics: 'the app serves its files',
  metrics: 'is for that platform',
  experimental: 'is for that platform',
};

const KNOWN = /^(?:env|http_service|services|processes|kill_signal|kill_timeout|deploy|checks)$/;

/** A fly.toml: processes, variables, port, checks and stop; what it leaves to the Dockerfile comes from there. */
export const importFly: Importer = (folder) => {
  const file = readToml(folder.read('fly.toml'));
  const processes = Object.entries(toTree(file['processes'])).map(([name, line]) => ({
    name,
    command: toText(line) ?? '',
  }));
  const web = processes.find(({ name }) => /^(?:app|web)$/.test(name)) ?? processes[0];
  const base = findBase(folder);
  const command = web === undefined || web.command === '' ? base?.command : web.command;
  if (Object.keys(file).length === 0 || command === undefined) return null;
  return toImported(folder, {
    ...PLAIN_SERVICE,
    ...base,
    ...toFlyService(file, base),
    command,
    name: web?.name ?? 'web',
    beside: processes.filter((one) => one !== web),
  });
};

function toFlyService(file: Tree, base: Service | null): Omit<Service, 'command' | 'name' | 'beside'> {
  const service = toTree(file['http_service'] ?? toList(file['services'])[0]);
  const stated = readVariables(file['env']);
  const variables = toVariables(stated);
  const release = toText(toTree(file['deploy'])['release_command']);
  const check = [
    ...toList(service['checks']),
    ...toList(service['http_checks']),
    ...Object.values(toTree(file['checks'])),
  ].map(toTree);
  const path = check.map((one) => toText(one['path'])).find((one) => one !== null) ?? null;
  const port = toPort(service['internal_port']) ?? base?.port.port ?? null;
  const { notes, leftOut, missing, place } = { ...PLAIN_SERVICE, ...base };
  return {
    ...{
      notes,
      missing,
      place,
      source: 'fly.toml',
      kind: 'fly.toml',
      rank: base === null ? 95 : Math.max(60, base.rank + 1),
    },
    variables: {
      env: { ...base?.variables.env, ...variables.env },
      values: { ...base?.variables.values, ...stated },
    },
    port: {
      port,
      where: 'internal_port of fly.toml',
      isTold: stated['PORT'] !== undefined || base?.port.isTold === true,
    },
    keys: {
      ...base?.keys,
      ...(path === null ? {} : { ready: toHttpProbe(path) }),
      stopSignal: toSignalName(toText(file['kill_signal'])) ?? base?.keys['stopSignal'],
      gracePeriod: toGracePeriod(toText(file['kill_timeout'])),
    },
    before: release === null ? [] : [{ name: 'release', command: release }],
    leftOut: [...leftOut, ...listLeftOut(file)],
  };
}

function listLeftOut(file: Tree): LeftOut[] {
  return Object.keys(file).flatMap((key) =>
    KNOWN.test(key) ? [] : [{ key, why: WHY[key] ?? 'has no counterpart here' }],
  );
}
