/** What the paths of an app begin with, in public and for itself; '' for nothing. Neither ends with a slash. */
export interface BasePathSettings {
  /** Taken off the path of a request that begins with it. */
  readonly strip: string;
  /** Put before the path that is left. */
  readonly add: string;
}

/** True if a path, with whatever is behind it, is the prefix or lies below it. */
export function isBelow(path: string, prefix: string): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || '/?#'.includes(path[prefix.length]!));
}

/** How much of a path is taken off, and what is put before the rest. */
export function findAppPath(
  path: string,
  { strip, add }: BasePathSettings,
): { readonly cut: number; readonly prefix: string } {
  const cut = strip !== '' && isBelow(path, strip) ? strip.length : 0;
  return { cut, prefix: add === '' && path[cut] !== '/' ? '/' : add };
}

/**
 * A path of the app's as its client finds it. `told`: what the app was told of the public prefix, '' for nothing: of a request
 * that came without it the app speaks as if there were none; one that has heard of it may have written it itself.
 */
export function toPublicPath(path: string, told: string, { strip, add }: BasePathSettings): string {
  const prefix = told === '' ? '' : strip;
  if ((prefix === '' && add === '') || !isBelow(path, add)) return path;
  if (told !== '' && isBelow(path, told)) return path;
  const rest = path.slice(add.length);
  return prefix === '' && rest[0] !== '/' ? `/${rest}` : prefix + rest;
}

const COOKIE_PATH = /(;[ \t]*path[ \t]*=[ \t]*)(\/[^;]*)/i;

/** A Set-Cookie of the app's as its client is to have it: sent back where the app is, and no further. */
export function toPublicCookie(cookie: string, told: string, base: BasePathSettings): string {
  // Browsers take such a cookie only for the whole host.
  if (cookie.startsWith('__Host-')) return cookie;
  return cookie.replace(COOKIE_PATH, (_, name: string, path: string) => {
    if (path.trim() === '/') return `${name}${told === '' || base.strip === '' ? '/' : base.strip}`;
    const found = toPublicPath(path.trimEnd(), told, base);
    return name + (found.length > 1 ? found.replace(/\/$/, '') : found);
  });
}
