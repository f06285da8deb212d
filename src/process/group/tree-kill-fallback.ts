/**
 * Ends a process and its descendants where the system has no process groups. Never used elsewhere: without a `ps`,
 * tree-kill throws an error that nobody can catch (tree-kill 1.2.2, issues 29 and 36); on Windows it runs taskkill.
 */
export function killTree(pid: number, signal: NodeJS.Signals): void {
  if (process.platform !== 'win32') throw new Error('BUG: killTree is only for systems without process groups');
  // A process that is already gone is what was wanted.
  void import('tree-kill').then(({ default: treeKill }) => treeKill(pid, signal, () => {}));
}
