import { DEFAULT_PORT } from '../core/port-rule.ts';
import type { FoundConfig } from './finding.ts';

/** The port of berth where the app has berth's. */
const OTHER_PORT = DEFAULT_PORT + 1;

/** Of databases, queues and mail: where those are, not where the app listens. */
const PORTS_OF_OTHERS: ReadonlySet<number> = new Set([
  ...[22, 25, 53, 389, 465, 587, 1433, 1521, 1883, 2181, 2379, 3306, 4222, 4317, 4318, 5432, 5672, 5984],
  ...[6379, 6831, 7687, 8086, 8125, 8500, 9042, 9092, 9200, 11211, 14268, 26257, 27017],
]);

/** True for a number that may be the port of an app: none that a database or the like is known by. */
export function isOwnPort(port: number): boolean {
  return port >= 1 && port <= 65_535 && !PORTS_OF_OTHERS.has(port);
}

/** What a config says of an app whose port is written into it, and what has to be noted of that. */
export interface FixedPort {
  readonly config: Pick<FoundConfig, 'port' | 'listen'>;
  readonly notes: readonly string[];
}

/** An app that cannot have another port keeps it; if it is that of the platform, berth takes another one. */
export function toFixedPort(port: number, where: string): FixedPort {
  if (port !== DEFAULT_PORT) return { config: { port }, notes: [] };
  const platform = 'Function Compute: customRuntimeConfig.port, before 3.0 caPort; Cloud Run: --port';
  const note = `port ${port} is written into ${where}, and is berth's own: let it listen on $PORT instead (then \`port: auto\` and no \`listen\`), or set the port that the platform calls to ${OTHER_PORT} (${platform})`;
  return { config: { port, listen: { port: OTHER_PORT } }, notes: [note] };
}
