/** How a command says where the app listens. */
export type ToldPort =
  | { readonly kind: 'told' }
  | { readonly kind: 'literal'; readonly port: number; readonly word: number }
  | { readonly kind: 'socket'; readonly path: string };

const PORT_FLAG = /^(?:-D(?:server|quarkus\.http|micronaut\.server)\.port|--?(?:[\w.-]+[.-])?port|-p|-P|--http)$/i;
const ADDRESS_FLAG =
  /^(?:-b|-S|-l|--bind|--listen|--listen-addr(?:ess)?|--addr(?:ess)?|--http-socket|--http|--host|--urls|--unix-socket|--uds|--socket)$/;
const ADDRESS = /^(?:tcp:|https?:)?(?:\/\/)?(?:[\w.*+-]*|\[[0-9a-f:]*\]):(\d{2,5})\/?$/i;
const SOCKET = /^(?:unix:(?:\/\/)?)?(\/?[^:\s]*\.sock(?:et)?)$/;

/** Where the words of a command say that it listens; null: they do not. */
export function findToldPort(words: readonly string[]): ToldPort | null {
  if (words.some((word) => word.includes(`\${port}`))) return { kind: 'told' };
  for (const [at, word] of words.entries()) {
    const cut = word.startsWith('-') ? word.indexOf('=') : -1;
    const flag = cut === -1 ? (words[at - 1] ?? '') : word.slice(0, cut);
    const value = cut === -1 ? word : word.slice(cut + 1);
    const port = readPort(flag, value, words.slice(0, at));
    if (port !== null) return { kind: 'literal', port, word: at };
    const path = ADDRESS_FLAG.test(flag) || value.startsWith('unix:') ? SOCKET.exec(value)?.[1] : undefined;
    if (path !== undefined) return { kind: 'socket', path };
  }
  return null;
}

function readPort(flag: string, value: string, before: readonly string[]): number | null {
  const bare =
    /^\d{2,5}$/.test(value) && (PORT_FLAG.test(flag) || /^(?:runserver|http\.server)$/.test(before.at(-1) ?? ''));
  const address =
    ADDRESS_FLAG.test(flag) || before.at(-1) === 'runserver' || !flag.startsWith('-')
      ? ADDRESS.exec(value)?.[1]
      : undefined;
  const port = Number(bare ? value : (address ?? 0));
  return port >= 80 && port <= 65_535 ? port : null;
}

/** The words with `${port}` in the place of the number that was found. */
export function withToldPort(
  words: readonly string[],
  { word, port }: Extract<ToldPort, { kind: 'literal' }>,
): string[] {
  return words.map((text, at) => (at === word ? text.replace(new RegExp(`${port}(?=/?$)`), `\${port}`) : text));
}
