import { posix } from 'node:path';
import type { AppFolder } from '../app-folder.ts';

/** Where a web server's config says that it listens. */
export interface WebServerPort {
  readonly port: number | null;
  readonly file: string;
}

const LISTEN = /(?:^|[{;\s])listen\s+(?:[^\s;]*:)?(\d{2,5})\b|^\s*Listen\s+(?:\S*:)?(\d{2,5})\s*$/m;

/** The port of nginx or Apache by the config that its command names, or the one that lies in the folder; null: another server. */
export function findWebServerPort(folder: AppFolder, words: readonly string[]): WebServerPort | null {
  const text = words.join(' ');
  const isNginx = /\bnginx\b|\bopenresty\b/.test(text);
  if (!isNginx && !/\bapache2?|\bhttpd\b/.test(text)) return null;
  const named = words
    .map((word) => word.replace(/^\$\{configDir\}\//, ''))
    .find((word) => /\.conf$/.test(word) && folder.hasFile(word));
  const wanted = isNginx ? /nginx|\.conf$|sites-/ : /apache|httpd|vhost|ports\.conf|000-default/;
  const files =
    named === undefined
      ? folder.find((name) => wanted.test(name) && /\.conf$|\/default$/.test(name))
      : [named, ...folder.find((name) => name.endsWith('.conf') && name.startsWith(posix.dirname(named)))];
  for (const file of files) {
    const found = LISTEN.exec((folder.read(file) ?? '').replace(/#.*$/gm, ''));
    if (found !== null) return { port: Number(found[1] ?? found[2]), file };
  }
  return null;
}
