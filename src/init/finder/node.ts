import type { AppFolder } from '../app-folder.ts';
import type { Finder, Finding } from '../finding.ts';
import { findEntryStart } from './node/entry.ts';
import { findFrameworkStart } from './node/framework.ts';
import { toNodeFinding } from './node/node-finding.ts';
import { type NodePackage, readNodePackage } from './node/node-package.ts';
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
  'dev',
  'start:dev',
];

/** Apps that Node.js runs: by their scripts, their framework, or their files. */
export const findNode: Finder = (folder) => {
  const node = readNodePackage(folder);
  if (node === null) return findWithoutPackage(folder);
  const own = findInPackage(node);
  if (own.some(({ rank }) => rank >= 80)) return own;
  return [...own, ...listMembers(node).flatMap(findInPackage)];
};

function findInPackage(node: NodePackage): readonly Finding[] {
  const found = [...findByFramework(node), ...findByScripts(node), ...findByPm2(node), ...findByEntry(node)];
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
  return [toNodeFinding(node, start, { evidence, rank: 90 })];
}

function findByScripts(node: NodePackage): readonly Finding[] {
  const findings: Finding[] = [];
  for (const name of SCRIPTS.filter((script) => node.scripts[script] !== undefined)) {
    const found = findScriptStart(node, name);
    if (found === null) continue;
    const isForService = !found.isDevelopment && !/dev/.test(name);
    const evidence = `the script \`${name}\` of ${node.prefix}package.json: ${node.scripts[name]}`;
    if (found.start !== null) {
      findings.push(toNodeFinding(found.node, found.start, { evidence, rank: isForService ? 100 : 70 }));
    } else if (isForService) {
      const start = toNodeStart([node.program, 'run', name], {
        notes: [
          `${node.program} stands between berth and the app, which costs memory: the app's own command is better, but only a shell can tell it`,
        ],
      });
      findings.push(toNodeFinding(node, start, { evidence, rank: 95 }));
    }
  }
  return findings;
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
  const node: NodePackage = {
    ...{ folder, prefix: '', root: '', name: folder.name, main: null, isModule: false, isWorkspace: false },
    ...{ scripts: {}, config: {}, dependencies: new Set<string>(), allDependencies: new Set<string>(), program: 'npm' },
  };
  const start = findEntryStart(node);
  return start === null ? [] : [toNodeFinding(node, start, { evidence: String(start.words.at(-1)), rank: 40 })];
}
