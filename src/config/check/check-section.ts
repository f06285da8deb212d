import { parseDuration } from '../../core/duration.ts';
import type { Facts } from '../draft/fact.ts';
import { isMapping } from '../schema/schema-leaf.ts';
import { type ConfigPath, describePath, getAt } from '../source/place.ts';
import type { Report } from '../source/report.ts';

/** Reports keys that contradict each other inside `markers`, `restart` and `files`. */
export function checkSections(tree: unknown, facts: Facts, report: Report): void {
  checkMarkers(getAt(tree, ['markers']), report);
  for (const name of facts.processNames)
    checkRestart(tree, facts.isShortForm ? ['restart'] : ['processes', name, 'restart'], report);
  checkTargets(facts, report);
}

function checkMarkers(markers: unknown, report: Report): void {
  if (!isMapping(markers)) return;
  const texts = ['start', 'end', 'errorSuffix'].filter((key) => markers[key] !== undefined);
  if (markers['format'] !== undefined && texts.length > 0) {
    report.atKey(['markers', 'format'], `markers.format contradicts markers.${texts[0]}, expected one of them`);
  } else if (texts.length > 0) {
    for (const key of ['start', 'end']) {
      if (markers[key] === undefined)
        report.atKey(['markers', texts[0]!], `markers has no '${key}', expected start and end together`);
    }
  }
}

function checkRestart(tree: unknown, path: ConfigPath, report: Report): void {
  const backoffMs = parseDuration(String(getAt(tree, [...path, 'backoff']) ?? ''));
  const maxBackoffMs = parseDuration(String(getAt(tree, [...path, 'maxBackoff']) ?? ''));
  if (backoffMs === null || maxBackoffMs === null || backoffMs <= maxBackoffMs) return;
  const maxPath = [...path, 'maxBackoff'];
  report.atValue(maxPath, `${describePath(maxPath)} is shorter than backoff, expected at least as long`);
}

function checkTargets(facts: Facts, report: Report): void {
  const owners = new Map<string, string>();
  for (const [name, target] of facts.files) {
    const owner = target === null ? undefined : owners.get(target);
    if (target !== null && owner === undefined) owners.set(target, name);
    if (owner !== undefined)
      report.atKey(
        ['files', name],
        `files.${name} is rendered to the same file as files.${owner}, expected another \`to\``,
      );
  }
}
