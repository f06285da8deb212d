/** The probe that a config has for what another tool asks. */
export type StatedProbe = Readonly<Record<string, unknown>>;

const URL =
  /\bhttps?:\/\/(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|\$\{?HOSTNAME\}?)(?::[^/\s"']+)?(\/[^\s"'|;&)]*)?/;

/**
 * What a health check asks over HTTP, as a probe: the path it asks for, and a status that says yes. null if it asks nothing of
 * the kind: then the open port has to do.
 */
export function toReady(check: string | readonly string[]): StatedProbe | null {
  const text = typeof check === 'string' ? check : check.join(' ');
  const url = URL.exec(text);
  return url === null ? null : toHttpProbe(url[1] ?? '/');
}

/** A probe of a path: every health check takes the same statuses. */
export function toHttpProbe(path: string): StatedProbe {
  return { http: path.startsWith('/') ? path : `/${path}`, status: '200-399' };
}
