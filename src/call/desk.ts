import { randomBytes } from 'node:crypto';
import type { FailureCode } from '../core/failure-code.ts';
import { createMarkerWriter } from '../core/marker.ts';
import { createRequestIdMint, isSafeRequestId } from '../core/request-id.ts';
import type { Settings } from '../core/settings.ts';
import type { FailureDetails, UpstreamStatus } from '../core/upstream-status.ts';
import { renderFailureAnswer } from '../failures/answer.ts';
import { diagnoseBadResponse } from '../failures/bad-response.ts';
import { Failure, toFailure } from '../failures/failure.ts';
import { recogniseSymptom } from '../failures/recogniser/recognise.ts';
import type { LogBook } from '../logging/log-book.ts';
import type { OwnLog } from '../logging/own-log.ts';
import { type Admission, createAdmission } from './admission.ts';
import type { Call, RequestFacts } from './call.ts';
import type { CallDesk } from './call-desk.ts';
import { createHookPlans } from './hook-plan.ts';
import { type CallContext, OpenCall } from './open-call.ts';

/** A broken connection is often seen a moment before the exit that broke it. */
const CRASH_PATIENCE_MS = 250;

/** Failures of an app that runs on: its output may say why it serves badly. */
const SERVED_BADLY: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'APP_REFUSED',
  'APP_TIMEOUT',
  'APP_CLOSED_CONNECTION',
  'APP_TRUNCATED',
  'QUEUE_TIMEOUT',
]);

/** What the desk needs of the rest of berth. */
export interface DeskParts {
  readonly settings: Pick<Settings, 'startup' | 'proxy' | 'markers' | 'errors' | 'platform' | 'hooks' | 'processes'>;
  readonly status: UpstreamStatus;
  readonly book: LogBook;
  readonly log: Pick<OwnLog, 'call'>;
  /** The app's last output lines; asked only for answers in full detail. */
  readonly readLogTail: () => readonly string[];
  /** Hides secrets in a text that a client is to get. */
  readonly mask: (text: string) => string;
}

/** The desk with the controls that the front door keeps to itself. */
export interface Desk extends CallDesk {
  readonly admission: Admission;
  startDraining(): void;
}

/** Creates the desk where engines open their calls. */
export function createCallDesk(parts: DeskParts): Desk {
  const { settings, status, book, log } = parts;
  const mintRequestId = createRequestIdMint(Date.now, (digits) => randomBytes(digits).toString('hex').slice(0, digits));
  const admission = createAdmission(status, settings.startup, settings.proxy);
  const context: CallContext = { admission, book, log, markers: createMarkerWriter(settings.markers) };
  const hookPlans = createHookPlans(settings);
  const exceptPaths = new Set(settings.markers.exceptPaths);
  const services = settings.processes.filter((process) => process.kind === 'essential');
  let isDraining = false;

  function chooseRequestId(fromPlatform: string): string {
    return isSafeRequestId(fromPlatform) ? fromPlatform : mintRequestId();
  }

  function open(facts: RequestFacts): Call {
    const queryAt = facts.target.indexOf('?');
    const path = queryAt === -1 ? facts.target : facts.target.slice(0, queryAt);
    const isMarked = exceptPaths.size === 0 || !exceptPaths.has(path);
    const hook = facts.controlPath === '' ? null : (hookPlans.get(facts.controlPath) ?? null);
    return new OpenCall(context, chooseRequestId(facts.requestId), facts, path, isMarked, hook);
  }

  async function findCrash(call: Call): Promise<Failure | null> {
    const fault = await status.findCrash(call.openedAtMs, CRASH_PATIENCE_MS);
    return fault === null ? null : toFailure(fault);
  }

  function render(failure: Failure, accept: string, requestId: string) {
    const { platform, errors } = settings;
    if (errors.detail !== 'full') return renderFailureAnswer(failure, { requestId, accept, detail: null, platform });
    const logTail = parts.readLogTail();
    const symptom = failure.diagnosis === null && SERVED_BADLY.has(failure.code) ? recogniseSymptom(logTail) : null;
    const known = symptom === null ? failure : failure.withDiagnosis(symptom);
    return renderFailureAnswer(known, { requestId, accept, detail: { logTail, mask: parts.mask }, platform });
  }

  return {
    admission,
    requestIdHeaders: settings.platform.requestIdHeaders,
    hookHeader: settings.hooks.header,
    get isDraining() {
      return isDraining;
    },
    startDraining: () => {
      isDraining = true;
    },
    open,
    explain: async (call: Call, code: FailureCode, details: FailureDetails) =>
      (await findCrash(call)) ?? new Failure(code, details, { diagnosis: diagnoseBadResponse(code, details) }),
    mayExplainGatewayStatus: services.length > 1,
    explainGatewayStatus: findCrash,
    refuseMalformed(failure, accept) {
      const requestId = mintRequestId();
      log.call(toRefusalRecord(requestId, failure));
      return render(failure, accept, requestId);
    },
    toAnswer: (failure, call) => render(failure, call.accept, call.id),
  };
}

function toRefusalRecord(requestId: string, failure: Failure) {
  const untold = { queueMs: null, connectMs: null, firstByteMs: null, bodyMs: null };
  return {
    ...untold,
    requestId,
    method: '',
    path: '',
    status: failure.row.status,
    by: 'berth' as const,
    failure: { code: failure.code, message: failure.message },
    durationMs: 0,
    bytesIn: 0,
    bytesOut: 0,
  };
}
