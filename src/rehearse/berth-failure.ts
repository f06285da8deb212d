/** What berth has said of a failure of its app, or of its own start. */
export interface BerthFailure {
  readonly cause: string;
  readonly cure: string;
}

/** Behind the line of a failure that is told before there is a log: how many lines of it are read. */
const MOST_LINES = 4;

/** The first failure that a berth tells of in what the instance has written; null: none, or it was not berth that was started. */
export function findBerthFailure(lines: readonly string[]): BerthFailure | null {
  for (const [index, line] of lines.entries()) {
    const told = line.startsWith('{') ? readRecord(line) : readPlain(lines.slice(index, index + MOST_LINES));
    if (told !== null) return told;
  }
  return null;
}

function readRecord(line: string): BerthFailure | null {
  if (!line.includes('"event":"failure"')) return null;
  try {
    const record: Record<string, unknown> = JSON.parse(line);
    const said = String(record['msg'] ?? record['message'] ?? record['code'] ?? '');
    const cause = typeof record['cause'] === 'string' ? ` ${record['cause']}` : '';
    return { cause: `${said}${cause}`, cure: String(record['cure'] ?? '') };
  } catch {
    return null;
  }
}

/** `berth: CODE: what happened`, its places, and what to do. */
function readPlain([first = '', ...rest]: readonly string[]): BerthFailure | null {
  const said = /^berth: ([A-Z]+_[A-Z_]+: .+)$/.exec(first)?.[1];
  if (said === undefined) return null;
  const cure = rest.at(-1) ?? '';
  return { cause: [said, ...rest.slice(0, -1)].join(' '), cure };
}
