/** What runtimes, servers and supervisors say once at the beginning of each life. */
const BANNERS: readonly RegExp[] = [
  /^\s*> \S+@\d\S* (?:start|serve|dev|prod)\b/,
  /:: Spring Boot ::/,
  /Starting gunicorn \d/,
  /Puma starting in (?:single|cluster) mode/,
  /=> Booting (?:Puma|WEBrick|Thin|Unicorn)/,
  /\*\*\* Starting uWSGI \d/,
  /Started server process \[\d+\]/,
  /\[nodemon\] (?:re)?starting\b/,
  /PM2\s+\|\s+App \[[^\]]*\] starting/,
  /(?:INFO|info).? spawned: '[^']+' with pid \d+/,
  /systemd\[\d+\]: Start(?:ing|ed) /,
  /\bstarting PostgreSQL \d/,
  /Redis is starting oO0O/,
  /Server version name: /,
  /\(mysqld \S+\) starting as process \d+/,
  /\bmysqld: ready for|Starting MariaDB \d/,
  /NOTICE: fpm is running, pid \d+/,
  /"event":"(?:starting|restarting)"/,
  /\brestarting process \S+ (?:in \d+ms|at once)/,
];

/**
 * Cuts a log into the lives of what wrote it, oldest first, at the banners of their beginnings. One piece where there are
 * none; together they are all the lines.
 */
export function listLives(lines: readonly string[]): (readonly string[])[] {
  const starts = lines.flatMap((line, index) => (index > 0 && isBanner(line) ? [index] : []));
  return [0, ...starts].map((start, life) => lines.slice(start, starts[life]));
}

function isBanner(line: string): boolean {
  return BANNERS.some((banner) => banner.test(line));
}
