import type { Draft } from '../draft/draft.ts';
import type { Config } from '../schema/schema.ts';
import { checkEvents } from './check-event.ts';
import { checkPorts } from './check-port.ts';
import { checkProcesses } from './check-process.ts';
import { checkReady } from './check-ready.ts';
import { checkSections } from './check-section.ts';
import { checkSignals } from './check-signal.ts';
import { checkThaw } from './check-thaw.ts';
import { checkUpstream } from './check-upstream.ts';
import { checkUsers } from './check-user.ts';
import { validateDraft } from './validate-draft.ts';

/** Reports everything that is wrong with a complete draft. The config with its defaults; null if the schema refuses it. */
export function checkDraft(draft: Draft, listenPort: number | null): Config | null {
  const config = validateDraft(draft);
  checkProcesses(draft);
  checkUpstream(draft);
  checkPorts(draft, listenPort);
  checkReady(draft);
  checkSections(draft);
  checkEvents(draft);
  checkSignals(draft);
  checkThaw(draft);
  checkUsers(draft);
  return config;
}
