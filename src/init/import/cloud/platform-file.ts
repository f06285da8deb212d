import type { AppFolder } from '../../app-folder.ts';
import type { Imported, LeftOut } from '../../finding.ts';
import { toHttpProbe } from '../../statement/probe.ts';
import { type OtherProcess, PLAIN_SERVICE, type StatedCommand, toImported } from '../../statement/service.ts';
import type { Tree } from '../../statement/tree.ts';
import { toVariables } from '../../statement/variable.ts';
import { findBase } from '../base-service.ts';

/** What a file of a platform says, whatever its form. All of these platforms tell the port by `$PORT`. */
export interface PlatformStart {
  readonly source: string;
  readonly kind: string;
  readonly command: StatedCommand | null;
  /** The folder of the app, below that which is looked at. */
  readonly place?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Names whose values the file does not have. */
  readonly ready?: string | null;
  readonly port?: number | null;
  readonly before?: readonly OtherProcess[];
  readonly beside?: readonly OtherProcess[];
  readonly missing?: string | null;
  readonly notes?: readonly string[];
  readonly leftOut: readonly LeftOut[];
  readonly rank?: number;
}

/** Such a file, as `init` has it; null if neither it nor what it builds on names a command. */
export function toImportedFile(folder: AppFolder, stated: PlatformStart): Imported | null {
  const { source, command, port = null } = stated;
  const base = command === null ? findBase(folder) : null;
  const line = command ?? base?.command;
  if (line === undefined) return null;
  return toImported(folder, {
    ...PLAIN_SERVICE,
    ...base,
    source,
    kind: stated.kind,
    rank: stated.rank ?? 95,
    command: line,
    place: stated.place ?? base?.place ?? '',
    variables: toVariables(stated.env ?? {}),
    port: { port, where: source, isTold: port === null },
    keys: { ...base?.keys, ...(stated.ready == null ? {} : { ready: toHttpProbe(stated.ready) }) },
    before: stated.before ?? [],
    beside: stated.beside ?? [],
    notes: [...(base?.notes ?? []), ...(stated.notes ?? [])],
    missing: stated.missing ?? null,
    leftOut: [...(base?.leftOut ?? []), ...stated.leftOut],
  });
}

const ELSEWHERE = 'is set on the platform';

/** The keys of a tree that are not among the known ones, each with why it is not carried over. */
export function leave(tree: Tree, known: RegExp, why: Readonly<Record<string, string>> = {}): LeftOut[] {
  return Object.keys(tree).flatMap((key) => (known.test(key) ? [] : [{ key, why: why[key] ?? ELSEWHERE }]));
}
