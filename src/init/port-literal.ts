import { DEFAULT_PORT } from '../core/port-rule.ts';
import type { FoundConfig } from './finding.ts';

/** The port of berth where the app has berth's. */
const OTHER_PORT = DEFAULT_PORT + 1;

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
