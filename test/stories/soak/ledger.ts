import { CATALOGUE } from '../../../src/failures/catalogue.ts';
import type { Ending } from './client.ts';
import type { RequestKind } from './request-kind.ts';
import type { SoakedApp } from './soaked-app.ts';

/** What berth may say of a request that an app's death, stop or flood has spoilt. */
const EXPLAINED_CODES = ['APP_CRASHED', 'APP_REFUSED', 'APP_CLOSED_CONNECTION', 'APP_TRUNCATED'];
/** A disturbance explains what happens to requests that were there, or came within this time. */
const EXPLAINS_FOR_MS = 10_000;

/** The book that a soak keeps of one app. */
export interface Ledger {
  readonly endings: ReadonlyMap<string, number>;
  readonly disturbances: ReadonlyMap<string, number>;
  /** What nothing explains, the first of them in words. */
  readonly unexplained: readonly string[];
  enterEnding(kind: RequestKind, ending: Ending, startedAt: number): void;
  enterDisturbance(name: string): void;
}

export function createLedger(app: SoakedApp): Ledger {
  const endings = new Map<string, number>();
  const disturbances = new Map<string, number>();
  const unexplained: string[] = [];
  let disturbedAt = Number.NEGATIVE_INFINITY;
  return {
    endings,
    disturbances,
    unexplained,
    enterEnding: (kind, ending, startedAt) => {
      const name = nameEnding(app, kind, ending);
      count(endings, name);
      if (name === 'right' || name === 'left') return;
      const isDisturbed = startedAt - disturbedAt < EXPLAINS_FOR_MS;
      if (isDisturbed && isExplained(name)) return;
      unexplained.push(`${app.name}: ${kind.method} ${kind.path} ${kind.misdeed ?? ''}: ${name}`);
    },
    enterDisturbance: (name) => {
      disturbedAt = performance.now();
      count(disturbances, name);
    },
  };
}

function isExplained(name: string): boolean {
  return EXPLAINED_CODES.includes(name) || name === 'truncated' || name.startsWith('own ');
}

function nameEnding(app: SoakedApp, { expected }: RequestKind, ending: Ending): string {
  if (ending.kind === 'lost') return ending.isAfterHead ? 'truncated' : `lost before a head (${ending.error})`;
  if (ending.kind !== 'answer') return ending.kind;
  const { status, code, body } = ending;
  if (code !== null) return isCatalogued(status, code, body) ? code : `uncatalogued ${status} ${code} ${body}`;
  if (status === 200) return body === expected ? 'right' : `wrong body of ${body.length} bytes`;
  return app.ownFailures.includes(status) ? `own ${status}` : `strange ${status} ${body.slice(0, 200)}`;
}

function isCatalogued(status: number, code: string, body: string): boolean {
  if (!Object.hasOwn(CATALOGUE, code) || status < 500) return false;
  return CATALOGUE[code as keyof typeof CATALOGUE].status === status && JSON.parse(body).errorType === code;
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
