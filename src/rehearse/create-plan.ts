import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RehearsalPlan, RehearsalWishes } from './plan.ts';
import { findProfile } from './profile.ts';

const DEFAULT_MEMORY_BYTES = 512 * 1024 ** 2;
const DEFAULT_BODY_BYTES = 8 * 1024 ** 2;
/** Node.js closes a connection after 6 s, of which it announces 5; Apache after 5 s, gunicorn after 2 s. */
const DEFAULT_IDLE_MS = 7_000;
const DEFAULT_FREEZE_MS = 2_000;
const DEFAULT_HOST = 'rehearsal.example.com';
const DEFAULT_GRACE_MS = 10_000;
/** The time limit of a function, where its owner has set none. */
const DEFAULT_CALL_MS = 60_000;

/** The whole plan: what was not wished for is as the platform has it. */
export function createPlan({ folder, platform, times, ...wishes }: RehearsalWishes): RehearsalPlan {
  const { platform: rules, defaultPort, defaultDeadlineMs } = findProfile(platform);
  const { limits } = rules;
  return {
    folder: toCodeFolder(folder),
    platform,
    app: {
      port: wishes.port ?? defaultPort,
      memoryBytes: wishes.memoryBytes ?? DEFAULT_MEMORY_BYTES,
      event: wishes.event,
      host: wishes.host ?? DEFAULT_HOST,
      env: wishes.env,
      paths: wishes.paths.length === 0 ? ['/'] : wishes.paths,
      bodyBytes: wishes.bodyBytes ?? limits.bodyBytes ?? DEFAULT_BODY_BYTES,
    },
    times: {
      deadlineMs: times.deadlineMs ?? defaultDeadlineMs,
      idleMs: times.idleMs ?? DEFAULT_IDLE_MS,
      freezeMs: times.freezeMs ?? DEFAULT_FREEZE_MS,
      callMs: times.callMs ?? DEFAULT_CALL_MS,
      graceMs: times.graceMs ?? limits.stopMs ?? DEFAULT_GRACE_MS,
    },
    hasNetwork: wishes.hasNetwork,
    isCodeWritable: wishes.isCodeWritable,
  };
}

/** Of the context of an image, as `berth pack --image` makes it, the folder that becomes /code. */
function toCodeFolder(folder: string): string {
  const code = join(folder, 'app');
  return existsSync(join(folder, 'Containerfile')) && existsSync(join(code, 'bootstrap')) ? code : folder;
}
