import { orderByDependency } from '../../core/dependency-order.ts';
import { collectDependencies, type Facts } from '../draft/fact.ts';
import { suggest } from '../schema/nearest-key.ts';
import { isMapping } from '../schema/schema-leaf.ts';
import { runEntries } from '../schema/schema-process.ts';
import { type ConfigPath, describePath, getAt } from '../source/place.ts';
import type { Report } from '../source/report.ts';

/** Reports what the schema cannot see of the processes: both forms mixed, unknown names, circles, odd combinations. */
export function checkProcesses(tree: unknown, facts: Facts, report: Report): void {
  checkForm(tree, facts, report);
  if (facts.isShortForm) return;
  for (const name of facts.processNames) {
    checkAfter(tree, name, facts, report);
    checkOneshot(tree, ['processes', name], report);
  }
  checkCircles(collectDependencies(tree, facts.processNames), report);
}

function checkCircles(dependencies: Map<string, string[]>, report: Report): void {
  for (;;) {
    const order = orderByDependency(dependencies);
    if (order.kind === 'order') return;
    const [name = '', next = ''] = order.names;
    const path = ['processes', name, 'after'];
    const circle = order.names.join(' → ');
    report.atKey(path, `${describePath(path)} goes in a circle: ${circle}, expected an order to start in`);
    // Without this step another circle, if there is one, shows too.
    dependencies.set(name, dependencies.get(name)?.filter((item) => item !== next) ?? []);
  }
}

function checkForm(tree: unknown, facts: Facts, report: Report): void {
  if (facts.isShortForm) {
    if (getAt(tree, ['command']) === undefined)
      report.atKey([], 'nothing to start, expected `command`, or `processes`');
    return;
  }
  if (isMapping(getAt(tree, ['processes'])) && facts.processNames.length === 0) {
    report.atKey(['processes'], 'processes is empty, expected at least one process');
  }
  for (const key of ['command', ...Object.keys(runEntries)]) {
    if (getAt(tree, [key]) === undefined) continue;
    report.atKey([key], `'${key}' is for a config with a single process, expected it inside one of \`processes\``);
  }
}

function checkAfter(tree: unknown, name: string, facts: Facts, report: Report): void {
  const path: ConfigPath = ['processes', name, 'after'];
  const after = getAt(tree, path);
  if (!Array.isArray(after)) return;
  after.forEach((item, index) => {
    if (typeof item !== 'string') return;
    const itemPath = [...path, index];
    const label = describePath(itemPath);
    if (item === name) report.atValue(itemPath, `${label} is the process itself, expected another`);
    else if (!facts.processNames.includes(item)) {
      report.atValue(
        itemPath,
        `${label} ${report.describeFound(itemPath, item)}, expected the name of a process${suggest(item, facts.processNames)}`,
      );
    } else if (after.indexOf(item) !== index)
      report.atValue(itemPath, `${label} names the same process again, expected it once`);
  });
}

function checkOneshot(tree: unknown, path: ConfigPath, report: Report): void {
  if (getAt(tree, [...path, 'oneshot']) !== true) return;
  const refuse = (key: string, why: string): void =>
    report.atKey([...path, key], `${describePath([...path, key])} contradicts \`oneshot: true\`, ${why}`);
  if (getAt(tree, [...path, 'essential']) === false) refuse('essential', 'expected true: what comes after it needs it');
  if (getAt(tree, [...path, 'ready']) !== undefined)
    refuse('ready', 'expected nothing: it is ready when it ended with 0');
  const restart = getAt(tree, [...path, 'restart']);
  const policy = isMapping(restart) ? restart['policy'] : restart;
  if (policy === 'always') refuse('restart', "expected 'never' or 'on-failure'");
}
