/** A listening socket with connections that stand before it: made by the kernel, not yet taken by any process. */
export interface AcceptQueue {
  /** `port 9000`, or the path of a unix socket. */
  readonly address: string;
  readonly inode: string;
  /** How many stand there; at least one. */
  readonly waiting: number;
}

const TCP_LISTENER = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) \S+ 0A [0-9A-F]+:([0-9A-F]+) \S+ \S+ +\d+ +\d+ (\d+) /;

/** Reads the lines of /proc/net/tcp or tcp6, whose first ones are those that listen; the second of their queues is this one. */
export function parseTcpQueues(lines: Iterable<string>): AcceptQueue[] {
  const found: AcceptQueue[] = [];
  let isHead = true;
  for (const line of lines) {
    const [, port, queue, inode] = TCP_LISTENER.exec(line) ?? [];
    if (port === undefined && !isHead) break;
    isHead = false;
    const waiting = Number.parseInt(queue ?? '0', 16);
    if (waiting > 0) found.push({ address: `port ${Number.parseInt(port!, 16)}`, inode: inode!, waiting });
  }
  return found;
}

/** Reads /proc/net/unix. A connection that nobody has taken has its listener's path, no inode, and is still connecting. */
export function parseUnixQueues(text: string): AcceptQueue[] {
  const waiting = new Map<string, number>();
  const listeners: Array<readonly [inode: string, path: string]> = [];
  for (const line of text.split('\n')) {
    const [, flags, state, inode, path] = /^\S+ \S+ \S+ (\S+) \S+ (\S+) +(\d+) (.+)$/.exec(line) ?? [];
    if (path === undefined) continue;
    if (flags === '00010000') listeners.push([inode!, path]);
    else if (state === '02' && inode === '0') waiting.set(path, (waiting.get(path) ?? 0) + 1);
  }
  return listeners.flatMap(([inode, path]) => {
    const count = waiting.get(path);
    return count === undefined ? [] : [{ address: path, inode, waiting: count }];
  });
}
