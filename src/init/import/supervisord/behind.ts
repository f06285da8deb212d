import type { AppFolder } from '../../app-folder.ts';
import type { FoundConfig } from '../../finding.ts';
import { toFixedPort } from '../../port-literal.ts';
import type { StartLine } from '../../statement/start-line.ts';

/** How it is told that a program behind the web server is ready, and what its port means for berth. */
export interface Behind {
  readonly ready: Readonly<Record<string, unknown>> | null;
  readonly listen: FoundConfig['listen'];
  readonly notes: readonly string[];
}

const FPM = /(?:^|\/)php-fpm[\d.]*(?=\s|"|$)|php-fpm\*/;
const FASTCGI = /fastcgi_pass\s+(?:unix:|[\w.-]+:)?([^\s;]+);/;
const FPM_LISTEN = /^\s*listen\s*=\s*(?:\S*:)?([^\s:;]+)\s*$/m;

/** What the program listens on, by its command, or for php-fpm by its own config: the web server needs it from the first request on. */
export function findBehind(folder: AppFolder, line: StartLine): Behind {
  const own = line.port;
  if (own?.kind === 'socket') return toBehind(own.path, 'the command');
  if (own?.kind === 'literal') return toBehind(String(own.port), 'the command');
  if (!FPM.test(line.words.join(' '))) return { ready: null, listen: undefined, notes: [] };
  for (const file of folder.find((name) => name.endsWith('.conf'))) {
    const address = FPM_LISTEN.exec(folder.read(file) ?? '')?.[1];
    if (address !== undefined) return toBehind(address, file);
  }
  return findPassed(folder) ?? { ready: null, listen: undefined, notes: [] };
}

/** Where nginx expects php-fpm. */
function findPassed(folder: AppFolder): Behind | null {
  for (const file of folder.find((name) => name.endsWith('.conf'))) {
    const address = FASTCGI.exec(folder.read(file) ?? '')?.[1];
    if (address !== undefined) return toBehind(address, file);
  }
  return null;
}

function toBehind(address: string, where: string): Behind {
  const port = Number(address);
  if (!Number.isInteger(port))
    return { ready: address.includes('/') ? { unix: address } : null, listen: undefined, notes: [] };
  const { config, notes } = toFixedPort(port, where);
  return { ready: { tcp: port }, listen: config.listen, notes };
}
