import { tmpdir } from 'node:os';
import { basename, join, resolve as resolvePath } from 'node:path';
import { orderByDependency } from '../../core/dependency-order.ts';
import { randomHex } from '../../random.ts';
import { isMapping } from '../source/mapping.ts';
import type { ConfigPath } from '../source/place.ts';
import type { Draft } from './draft.ts';
import { findFreePorts } from './free-port.ts';

// What others are made of: it may use only the environment itself.
const EARLY =
  /^(runDir|platform|listen\.port|upstream\.(port|process)|files\.[^.]+\.(to|template|from)|processes\.[^.]+\.(port|essential|oneshot))$/;

/** True for paths whose values `completeDraft` needs. */
export function isEarlyPath(path: ConfigPath): boolean {
  return EARLY.test(path.join('.'));
}

/**
 * Fills in what the config leaves to berth and `${…}` can stand for: the upstream, the ports, the run directory, the names
 * of files. Wrong values are left for the schema to report. Says whether the run directory is one that berth made up.
 */
export async function completeDraft(
  draft: Draft,
  configDir: string,
  listenPort: number | null,
): Promise<{ readonly isRunDirTemporary: boolean }> {
  const choice = chooseUpstream(draft);
  if (choice.kind === 'process') draft.fill(['upstream', 'process'], choice.name);
  giveUpstreamPort(draft);
  await choosePorts(draft, listenPort);
  for (const name of draft.listNames(['files'])) {
    const [template, from] = ['template', 'from'].map((key) => draft.getText(['files', name, key]));
    const to = template == null ? from : template.replace(/\.tmpl$/, '');
    if (to != null) draft.fill(['files', name, 'to'], basename(to));
  }
  const isRunDirTemporary = !draft.has(['runDir']);
  draft.fill(['runDir'], join(tmpdir(), `berth-${randomHex(6)}`));
  const runDir = findRunDir(draft);
  if (runDir !== null) draft.set(['runDir'], resolvePath(configDir, runDir));
  return { isRunDirTemporary };
}

/** The run directory; null if what says so is wrong. */
export function findRunDir(draft: Draft): string | null {
  return draft.report.isSpoiled(['runDir']) ? null : draft.getText(['runDir']) || null;
}

/** Where a rendered file goes; null if what says so is wrong. */
export function findTarget(draft: Draft, name: string): string | null {
  const path = ['files', name, 'to'];
  const [runDir, to] = [findRunDir(draft), draft.getText(path)];
  return runDir === null || to === null || draft.report.isSpoiled(path) ? null : join(runDir, to);
}

/** Which process answers requests where none is named, or why that cannot be told. */
export type UpstreamChoice =
  | { readonly kind: 'process'; readonly name: string }
  | { readonly kind: 'several'; readonly names: readonly string[] }
  | { readonly kind: 'none' | 'circle' };

/** The only essential process with a port; else the essential one started last, if it has an address or nobody has. */
export function chooseUpstream(draft: Draft): UpstreamChoice {
  const order = orderByDependency(collectDependencies(draft));
  if (order.kind === 'cycle') return { kind: 'circle' };
  const get = (name: string, key: string): unknown => draft.get(['processes', name, key]);
  const essential = order.names.filter((name) => get(name, 'essential') !== false && get(name, 'oneshot') !== true);
  const withPort = essential.filter((name) => get(name, 'port') !== undefined);
  const name = withPort.length === 1 ? withPort[0] : essential.at(-1);
  if (name === undefined) return { kind: 'none' };
  const isAddressGiven = draft.has(['upstream', 'port']) || draft.has(['upstream', 'unix']);
  if (withPort.length === 0 || withPort.includes(name) || isAddressGiven) return { kind: 'process', name };
  return { kind: 'several', names: draft.listNames(['processes']).filter((item) => withPort.includes(item)) };
}

/** What each process comes `after`, as far as the draft says it; itself left out. */
export function collectDependencies(draft: Draft): Map<string, string[]> {
  return new Map(
    draft.listNames(['processes']).map((name) => {
      const after = draft.get(['processes', name, 'after']);
      return [name, Array.isArray(after) ? after.filter((item) => typeof item === 'string' && item !== name) : []];
    }),
  );
}

/** `upstream.port` is another way to write the port of the process that answers; one that contradicts it stays. */
function giveUpstreamPort(draft: Draft): void {
  const written = ['upstream', 'port'];
  const owner = ['processes', draft.getText(['upstream', 'process']) ?? ''];
  if (draft.has(['upstream', 'unix']) || !isMapping(draft.get(owner))) return;
  const own = draft.get([...owner, 'port']);
  if (own === draft.get(written)) draft.delete(written);
  else if (own === undefined) draft.move(written, [...owner, 'port']);
}

async function choosePorts(draft: Draft, listenPort: number | null): Promise<void> {
  const paths = draft.listNames(['processes']).map((name) => ['processes', name, 'port']);
  const known = [...paths.map((path) => draft.get(path)), listenPort];
  const taken = new Set(known.filter((port) => typeof port === 'number'));
  const open = paths.filter((path) => draft.get(path) === 'auto');
  const free = await findFreePorts(open.length, taken);
  for (const [index, path] of open.entries()) draft.set(path, free[index]);
}
