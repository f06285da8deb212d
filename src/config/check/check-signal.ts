import type { Draft } from '../draft/draft.ts';
import { suggest } from '../schema/nearest-key.ts';
import { isMapping } from '../source/mapping.ts';
import type { ConfigPath } from '../source/place.ts';
import { toSignal } from '../source/signal-name.ts';

const USUAL = ['HUP', 'USR1', 'USR2', 'WINCH', 'QUIT'];

/** What cannot be passed on, and why not. */
const NOT_PASSED_ON: Readonly<Partial<Record<NodeJS.Signals, string>>> = {
  SIGTERM: 'it asks berth to stop',
  SIGINT: 'it asks berth to stop',
  SIGKILL: 'no program gets to see it',
  SIGSTOP: 'no program gets to see it',
  SIGCHLD: 'the kernel tells berth of its children with it',
  SIGPIPE: 'Node.js keeps it to itself',
  SIGABRT: 'it tells of a fault in berth',
  SIGBUS: 'it tells of a fault in berth',
  SIGFPE: 'it tells of a fault in berth',
  SIGILL: 'it tells of a fault in berth',
  SIGSEGV: 'it tells of a fault in berth',
  SIGTRAP: 'it tells of a fault in berth',
};

/** Reports signals that are none, or cannot be passed on, and processes that are not there. */
export function checkSignals(draft: Draft): void {
  const seen = new Map<NodeJS.Signals, string>();
  for (const name of draft.listNames(['signals'])) {
    const path = ['signals', name];
    const signal = toSignal(name);
    if (signal === null) {
      const expected = `a signal such as ${USUAL.slice(0, -1).join(', ')} or ${USUAL.at(-1)}`;
      draft.report.refuseKey(path, `is no signal, expected ${expected}${suggest(name, USUAL)}`);
      continue;
    }
    const why = NOT_PASSED_ON[signal];
    const other = seen.get(signal);
    if (why !== undefined) draft.report.refuseKey(path, `cannot be passed on, because ${why}`);
    else if (other !== undefined)
      draft.report.refuseKey(path, `is the same signal as signals.${other}, expected it once`);
    seen.set(signal, name);
    checkAction(draft, path);
  }
}

function checkAction(draft: Draft, path: ConfigPath): void {
  const action = draft.get(path);
  if (isMapping(action)) checkProcess(draft, [...path, 'process']);
  else if (Array.isArray(action) && action.length === 1 && !String(action[0]).includes('/')) {
    checkProcess(draft, path, String(action[0]), ', or a command of several words or with a / in it');
  }
}

function checkProcess(draft: Draft, path: ConfigPath, name = draft.getText(path), or = ''): void {
  const names = draft.listNames(['processes']);
  if (name === null || names.includes(name)) return;
  const found = draft.report.describeFound(path, name);
  const known = names.length > 1 ? ` (${names.join(', ')})` : ` ('${names[0] ?? ''}')`;
  draft.report.refuse(path, `${found}, expected the name of a process${known}${or}${suggest(name, names)}`);
}
