import type { Draft } from '../draft/draft.ts';
import { checkEvents } from './check-event.ts';
import { checkPorts } from './check-port.ts';
import { checkProcesses } from './check-process.ts';
import { checkReady } from './check-ready.ts';
import { checkSections } from './check-section.ts';
import { checkSignals } from './check-signal.ts';
import { checkThaw } from './check-thaw.ts';
import { checkUpstream } from './check-upstream.ts';
import { checkUsers } from './check-user.ts';

/** Reports what is wrong with a complete draft that no schema can say. */
export function checkDraft(draft: Draft, listenPort: number | null): void {
  checkProcesses(draft);
  checkUpstream(draft);
  checkPorts(draft, listenPort);
  checkReady(draft);
  checkSections(draft);
  checkEvents(draft);
  checkSignals(draft);
  checkThaw(draft);
  checkUsers(draft);
}
