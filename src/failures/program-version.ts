/** Programs that tell their version at their start or with their last words. */
const NAMES =
  'Node\\.js|Python|PHP|ruby|Ruby version|Puma version|Rails|gunicorn|uWSGI|uvicorn|hypercorn|Werkzeug|celery|supervisord|nginx|openresty|Apache|Apache Tomcat|lighttpd|HAProxy|Caddy|Traefik|PostgreSQL|MariaDB|MySQL|Redis|MongoDB|memcached|Spring Boot|Hibernate ORM core version|Flyway Community Edition|Liquibase Version|Jetty|jetty|Keycloak|Quarkus|Micronaut|OpenJDK Runtime Environment|Java|Next\\.js|Nuxt|VITE|PM2|nodemon|npm|Deno|Bun|Prisma|Streamlit|Django version|Erlang/OTP|Elixir|Microsoft\\.AspNetCore\\.App|fpm';
const TOLD = new RegExp(
  `(?:^|[\\s\\[({'"-])(${NAMES})[ :/@-]{1,40}(?:\\(?[vV]|version )?(\\d{1,4}(?:\\.\\d{1,6}){1,3}[\\w.+-]{0,20}|\\d{2}(?=\\s|$))`,
  'g',
);
const LONGEST_LINE = 1_000;
const MOST_PROGRAMS = 6;

/** The versions that programs tell of themselves in their output, each once: `Node.js 20.20.2`. Nothing is run to find more. */
export function listToldVersions(lines: readonly string[]): string[] {
  const told = new Set<string>();
  for (const line of lines) {
    if (told.size === MOST_PROGRAMS) break;
    for (const [, name, version] of line.slice(0, LONGEST_LINE).matchAll(TOLD)) {
      told.add(`${name!.replace(/ version$/i, '')} ${version!.replace(/[.+-]+$/, '')}`);
    }
  }
  return [...told].slice(0, MOST_PROGRAMS);
}
