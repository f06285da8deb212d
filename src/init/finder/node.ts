import type { AppFolder } from '../app-folder.ts';
import type { Finder, Finding } from '../finding.ts';
import { findEntryStart } from './node/entry.ts';
import { findFrameworkStart } from './node/framework.ts';
import { toNodeFinding } from './node/node-finding.ts';
import { type NodePackage, readNodePackage, toPlainPackage } from './node/node-package.ts';
import { findPm2Script, PM2_FILES } from './node/pm2.ts';
import { toNodeCommand } from './node/program.ts';
import { findScriptStart } from './node/script.ts';
import { toNodeStart } from './node/start.ts';
import { listMembers } from './node/workspace.ts';

/** Scripts that say how an app is started, those for its service first. */
const SCRIPTS = [
  'start:prod',
  'start:production',
  'prod',
  'production',
  'start:server',
  'start',
  'serve:prod',
  'server',
  'serve',
];
/** What is there for work on the app may still tell what its service starts. */
const WORK_SCRIPTS = ['dev', 'start:dev', 'develop', 'watch'];

/** Apps that Node.js runs: by their scripts, their framework, or their files. */
export const findNode: Finder = (folder) => {
  const node = readNodePackage(folder);
  if (node === null) return findWithoutPackage(folder);
  const own = findInPackage(node);
  if (own.some(({ rank }) => rank >= 80)) return own;
  const members = listMembers(node).flatMap(findInPackage);
  return own.length + members.length > 0 ? [...own, ...members] : findBelow(folder);
};

function findInPackage(node: NodePackage): readonly Finding[] {
  const scripts = findByScripts(node);
  const isTold = scripts.some(({ rank }) => rank >= 100);
  // What the app says itself is what its framework does, but where something else is deployed.
  const framework = findByFramework(node).filter(({ rank }) => !isTold || rank > 100);
  const told = [...framework, ...scripts, ...findByPm2(node)];
  // Where the app itself says how it is started, a guess by names adds nothing.
  const found = told.some(({ rank }) => rank >= 85) ? told : [...told, ...findByEntry(node)];
  const commands = new Set<string>();
  // The same start found in several ways is one, by the best of them.
  return found
    .toSorted((one, other) => other.rank - one.rank)
    .filter(({ config: { command } }) => !commands.has(String(command)) && commands.add(String(command)));
}

/** A framework's own start is what its script does, without what stands between. */
function findByFramework(node: NodePackage): readonly Finding[] {
  const start = findFrameworkStart(node);
  if (start === null) return [];
  const evidence = `${start.kind?.split(',')[0] ?? ''} in ${node.prefix}package.json`;
  return [toNodeFinding(node, start, { evidence, rank: start.isDeployed ? 105 : 90 })];
}

function findByScripts(node: NodePackage): readonly Finding[] {
  const found = SCRIPTS.flatMap((name) => findByScript(node, name, true));
  return found.length > 0 ? found : WORK_SCRIPTS.flatMap((name) => findByScript(node, name, false));
}

function findByScript(node: NodePackage, name: string, isForService: boolean): readonly Finding[] {
  const found = findScriptStart(node, name);
  if (found === null) return [];
  const evidence = `the script \`${name}\` of ${node.prefix}package.json: ${node.scripts[name]}`;
  const isService = isForService && !found.isDevelopment;
  if (found.start !== null) return [toNodeFinding(found.node, found.start, { evidence, rank: isService ? 100 : 75 })];
  if (!isService) return [];
  const note = `${node.program} stands between berth and the app, which costs memory: the app's own command is better, but only a shell can tell it`;
  const start = toNodeStart([node.program, 'run', name], { notes: [note] });
  return [toNodeFinding(node, start, { evidence, rank: 95 })];
}

function findByPm2(node: NodePackage): readonly Finding[] {
  const file = PM2_FILES.find((name) => node.folder.hasFile(node.prefix + name));
  const script = file === undefined ? null : findPm2Script(node, file);
  const start = script === null ? null : toNodeCommand(node, script);
  return start === null ? [] : [toNodeFinding(node, start, { evidence: `${node.prefix}${file}`, rank: 85 })];
}

function findByEntry(node: NodePackage): readonly Finding[] {
  const start = findEntryStart(node);
  return start === null ? [] : [toNodeFinding(node, start, { evidence: node.prefix + start.words.at(-1), rank: 60 })];
}

/** A lone file, or what a build has made, without the project around it. */
function findWithoutPackage(folder: AppFolder): readonly Finding[] {
  const node = toPlainPackage(folder);
  const start = findEntryStart(node);
  const own = start === null ? [] : [toNodeFinding(node, start, { evidence: String(start.words.at(-1)), rank: 40 })];
  return [...own, ...findBelow(folder)];
}

/** Folders that hold the server of an app whose pages are made in another. */
const SERVER_FOLDERS = ['server', 'backend', 'api', 'app', 'web', 'service', 'src', 'site', 'www'];

/** An app that stands one folder below: less sure than one that is in the folder itself. */
function findBelow(folder: AppFolder): readonly Finding[] {
  const packages = SERVER_FOLDERS.map((name) => readNodePackage(folder, `${name}/`)).filter((node) => node !== null);
  return packages.flatMap(findInPackage).map((found) => ({ ...found, rank: found.rank - 15 }));
}
