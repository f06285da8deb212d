import { readdirSync } from 'node:fs';
import { delimiter } from 'node:path';
import { distance } from 'fastest-levenshtein';

const MOST_NAMES = 3;
/** Right as they are: where such a program is missing it is not another one's name that was meant. */
const KNOWN =
  /^(?:node|npm|npx|pnpm|yarn|bun|deno|tsx|pm2|nodemon|forever|ts-node|Rscript|python|pip|pypy|uv|poetry|pipenv|java|javac|mvn|gradle|ruby|gem|bundle|rails|rake|puma|perl|php|php-fpm|composer|dotnet|mono|go|cargo|rustc|lua|erl|elixir|mix|nginx|httpd|apache2|caddy|redis-server|mysqld|postgres|gunicorn|uvicorn|uwsgi|celery|flask|django-admin|bash|zsh|fish|tini|make|git|svn|curl|wget|java17|next|nest|nuxt|vite)$/;

const VERSION_SUFFIX = /^[-_]?[\d.]+$/;

/**
 * The programs on PATH whose names are nearest to one that is not there, best first: versions of the same name, then
 * those with the fewest other letters, a third of them at most; none for a name that is right as it is. Executable bits are not looked at.
 */
export function findNearestPrograms(name: string, path: string): string[] {
  const allowed = name.length < 3 || KNOWN.test(name) ? 0 : Math.min(3, Math.floor(name.length / 3));
  const near = new Map<string, number>();
  for (const known of new Set(path.split(delimiter).flatMap(listNames))) {
    // php-fpm → php-fpm8.2, python → python3: the same program, however many letters its version has.
    if (known.startsWith(name) && VERSION_SUFFIX.test(known.slice(name.length))) near.set(known, 0);
    else if (Math.abs(known.length - name.length) <= allowed) {
      const letters = distance(name.toLowerCase(), known.toLowerCase());
      // Hardly a slip changes the first letter and another one besides.
      const isLikely = letters <= 1 || known[0]?.toLowerCase() === name[0]?.toLowerCase();
      if (letters <= allowed && isLikely) near.set(known, letters);
    }
  }
  const sorted = [...near].toSorted(([a, left], [b, right]) => left - right || a.length - b.length || (a < b ? -1 : 1));
  const best = sorted[0]?.[1] ?? 0;
  return sorted
    .filter(([, letters]) => letters === best)
    .slice(0, MOST_NAMES)
    .map(([known]) => known);
}

function listNames(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
