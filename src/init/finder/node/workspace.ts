import { parse } from 'yaml';
import { type NodePackage, readNodePackage } from './node-package.ts';

/** The packages of a workspace, by the folders that its package.json, or pnpm's own file, names. */
export function listMembers(node: NodePackage): readonly NodePackage[] {
  const { folder, prefix } = node;
  const members: NodePackage[] = [];
  for (const pattern of readPatterns(node)) {
    const path = pattern.replace(/^\.\//, '').replace(/\/$/, '');
    const parent = path.replace(/(?:^|\/)\*{1,2}$/, '');
    const names =
      parent === path
        ? [path]
        : folder.list(prefix + parent || '.').map((name) => (parent === '' ? name : `${parent}/${name}`));
    for (const name of names) {
      const member = name.includes('*') ? null : readNodePackage(folder, `${prefix}${name}/`, node.root);
      if (member !== null && !members.some((known) => known.prefix === member.prefix)) members.push(member);
    }
  }
  return members;
}

/** One of them by its name, its folder, or the end of either. */
export function findMember(node: NodePackage, name: string): NodePackage | null {
  const wanted = name.replace(/^\.\//, '').replace(/\/$|\.\.\.$/, '');
  const members = listMembers(node);
  const isWanted = [
    (member: NodePackage) => member.name === wanted || member.prefix === `${wanted}/`,
    (member: NodePackage) => member.name.endsWith(`/${wanted}`) || member.prefix.endsWith(`/${wanted}/`),
  ];
  for (const test of isWanted) {
    const found = members.find(test);
    if (found !== undefined) return found;
  }
  return null;
}

function readPatterns({ folder, prefix }: NodePackage): readonly string[] {
  const named = folder.readJson(`${prefix}package.json`)?.['workspaces'];
  const list = Array.isArray(named) ? named : (named as { packages?: unknown } | undefined)?.packages;
  const patterns: string[] = (Array.isArray(list) ? list : []).filter((item) => typeof item === 'string');
  patterns.push(...readPnpmPatterns(folder.read(`${prefix}pnpm-workspace.yaml`) ?? ''));
  return patterns.filter((pattern) => !pattern.startsWith('!'));
}

function readPnpmPatterns(text: string): readonly string[] {
  try {
    const packages: unknown = parse(text)?.packages;
    return Array.isArray(packages) ? packages.filter((item) => typeof item === 'string') : [];
  } catch {
    return [];
  }
}
