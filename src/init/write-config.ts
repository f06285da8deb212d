import { Document, isMap, isSeq, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { toHarmless } from '../core/harmless-text.ts';
import { type Candidate, describeCandidate, listLeftOut, maskSecrets } from './candidate.ts';
import type { FoundConfig } from './finding.ts';

/** The order in which keys are written: what is started, where it is, how it is told from others. */
const KEYS: ReadonlyArray<keyof FoundConfig> = [
  ...([
    'command',
    'processes',
    'port',
    'workingDirectory',
    'user',
    'env',
    'envFile',
    'ready',
    'stopSignal',
    'gracePeriod',
  ] as const),
  ...(['restart', 'daemons', 'files', 'upstream', 'listen', 'startup', 'hooks', 'proxy'] as const),
];

/** Longer ones are written over several lines. */
const LONGEST_FLOW = 100;

const NOTHING_FOUND = `# CHANGE THIS: the line that starts the app, as it is typed by hand (python3 server.py). All keys: berth schema.
command:
# Where the app listens; auto: it takes its port from $PORT, or the command names \${port}.
port: auto
`;

/** The text of a berth.yaml: complete for what was found, else with a line to fill in. */
export function renderConfig(found: Candidate | null): string {
  if (found === null) return NOTHING_FOUND;
  const head = [
    `${describeCandidate(found)}. All keys: berth schema.`,
    ...found.notes.map((note) => `NOTE: ${maskSecrets(note)}.`),
  ];
  const leftOut = listLeftOut(found).map(({ key, why }) => `not carried over: ${key} (${maskSecrets(why)})`);
  return `${toComments(head)}${renderKeys(found.config)}${toComments(leftOut)}`;
}

function toComments(lines: readonly string[]): string {
  // Foreign text in a comment must not end it.
  return lines.map((line) => `# ${toHarmless(line)}\n`).join('');
}

/** The lines of a config without comments. */
export function renderKeys(config: FoundConfig): string {
  const document = new Document(
    Object.fromEntries(KEYS.filter((key) => config[key] !== undefined).map((key) => [key, config[key]])),
  );
  const top = document.contents as YAMLMap;
  for (const pair of top.items as Array<Pair<Scalar<string>, unknown>>) {
    if (pair.key.value !== 'env') flatten(pair.value, false);
  }
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** Writes small mappings and lists in one line; one of mappings only below another. */
function flatten(node: unknown, isInner: boolean): void {
  if (!isMap(node) && !isSeq(node)) return;
  const inner = isMap(node) ? node.items.map(({ value }) => value) : node.items;
  const isShort = JSON.stringify(node.toJSON()).length <= LONGEST_FLOW;
  node.flow = isShort && (isInner || isSeq(node) || !inner.some(isMap));
  if (!node.flow) for (const item of inner) flatten(item, true);
}
