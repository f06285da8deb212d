import { setTimeout as delay } from 'node:timers/promises';
import { createControlGroup } from './control-group.ts';
import { findBerthVerdict, findTrap, toEndVerdict } from './end-verdict.ts';
import { startInstance } from './instance.ts';
import { judgeHeads, judgeRedirects } from './judge-answers.ts';
import { judgeBody, judgeCalls, judgeEvent, judgeInitialize } from './judge-calls.ts';
import { judgeFiles, judgeLeftBehind, judgeMemory, judgeStop } from './judge-end.ts';
import { judgeFreeze, judgeIdle } from './judge-idle.ts';
import { judgeLeaks } from './judge-leaks.ts';
import { judgeLog, judgeMarkers, type LogMark } from './judge-log.ts';
import { judgeCookies, judgeLinks } from './judge-page.ts';
import { judgeStart } from './judge-start.ts';
import { listListening } from './listening.ts';
import type { Place } from './place.ts';
import type { RehearsalPlan } from './plan.ts';
import { PlatformClient } from './platform-client.ts';
import { findProfile } from './profile.ts';
import type { FindCause, Rehearsal } from './rehearsal.ts';
import { findStartFile, judgeStartFile, type StartFile } from './start-file.ts';
import { listMoments, type StartMoment } from './start-moments.ts';
import type { StepName, TrapCode, Verdict } from './verdict.ts';

/** How long an app that has spoilt a call may take to end of it. */
const LAST_WORDS_MS = 250;

/** Where the rehearsal takes place, and who is told of it. */
export interface RehearsalParts {
  readonly plan: RehearsalPlan;
  readonly place: Place;
  readonly scratch: string;
  readonly withheld: ReadonlySet<string>;
  readonly findCause: FindCause;
  /** Hides secrets in what the app has said. */
  readonly mask: (text: string) => string;
  /** Hears the name of each step before it. */
  readonly onStep: (step: StepName) => void;
}

/** What came of a rehearsal. */
export interface Rehearsed {
  readonly verdicts: readonly Verdict[];
  readonly moments: readonly StartMoment[];
  /** All that the app has written. */
  readonly output: readonly string[];
}

/** Runs the folder as its platform would, from the start to the end, and judges each step. What follows a failed start is left out. */
export async function rehearse(parts: RehearsalParts): Promise<Rehearsed> {
  const { plan, place, scratch, onStep } = parts;
  const profile = findProfile(plan.platform);
  onStep('start file');
  const { outerCodeFolder, env } = place;
  const first = judgeStartFile(outerCodeFolder, {
    startFiles: profile.startFiles,
    searchPath: (env['PATH'] ?? '').split(':'),
    toOuterPath: (path) => place.toOuterPath(path),
  });
  const startFile = findStartFile(outerCodeFolder, profile.startFiles);
  if (first.state === 'failed' || startFile === null) return { verdicts: [first], moments: [], output: [] };
  const instance = await startInstance({
    place,
    scratch,
    group: createControlGroup(scratch, plan.app.memoryBytes),
    command: toStartCommand(startFile, place),
    env: { ...profile.toEnvironment(plan), ...env, ...Object.fromEntries(plan.app.env) },
    memoryBytes: plan.app.memoryBytes,
  });
  const client = new PlatformClient(profile, place, plan);
  const { withheld, findCause, mask } = parts;
  const shared = { withheld, findCause, mask, found: new Set<TrapCode>(), startMoments: [] };
  const rehearsal = { plan, profile, place, instance, client, ...shared };
  try {
    const verdicts = [first, ...(await judgeLife(rehearsal, onStep))];
    return { verdicts, moments: listMoments(rehearsal), output: instance.output.texts };
  } finally {
    client.close();
    await instance.dispose();
  }
}

function toStartCommand({ path, isScriptOfNode }: StartFile, { codeFolder }: Place): string[] {
  const file = `${codeFolder}/${path}`;
  return isScriptOfNode ? [process.execPath, '-e', 'import(process.argv[1])', file] : [file];
}

interface Step {
  readonly name: StepName;
  /** Only Function Compute does this. */
  readonly isOfFc?: true;
  /** Judged when all is over: some of what is looked at comes only then. */
  readonly isLast?: true;
  readonly judge: () => Promise<Verdict | Verdict[]> | Verdict | Verdict[];
}

/** Everything behind the start file, in the order in which it is told. */
function listSteps(rehearsal: Rehearsal): Step[] {
  const { plan, instance, client, profile, place } = rehearsal;
  const { calls } = client;
  const { output } = instance;
  const { host } = plan.app;
  const mark = (): LogMark => ({ sizeBytes: output.sizeBytes, lines: output.lines.length });
  const span = { start: mark(), end: mark() };
  return [
    { name: 'start', judge: () => judgeStart(rehearsal) },
    { name: 'initialize', isOfFc: true, judge: () => judgeInitialize(rehearsal) },
    {
      name: 'calls',
      judge: () => {
        span.start = mark();
        return judgeCalls(rehearsal);
      },
    },
    { name: 'leaks', judge: () => judgeLeaks(rehearsal) },
    { name: 'event', isOfFc: true, judge: () => judgeEvent(rehearsal) },
    { name: 'body', judge: () => judgeBody(rehearsal) },
    { name: 'idle', judge: () => judgeIdle(rehearsal) },
    { name: 'freeze', judge: () => judgeFreeze(rehearsal) },
    {
      name: 'markers',
      isOfFc: true,
      isLast: true,
      judge: async () => {
        await instance.settle();
        return judgeMarkers(output.texts, calls);
      },
    },
    { name: 'heads', judge: () => judgeHeads(calls, profile) },
    { name: 'redirects', judge: () => judgeRedirects(calls, host) },
    { name: 'cookies', judge: () => judgeCookies(calls, host) },
    { name: 'links', judge: () => judgeLinks(calls, host, new Set(listListening(place).map((at) => at.localPort))) },
    {
      name: 'log',
      isLast: true,
      judge: async () => {
        await instance.settle();
        return judgeLog(output.lines, span, calls);
      },
    },
    { name: 'memory', judge: () => judgeMemory(rehearsal) },
    {
      name: 'stop',
      judge: async () => {
        await instance.settle();
        span.end = mark();
        return judgeStop(rehearsal);
      },
    },
    { name: 'left behind', judge: () => judgeLeftBehind(rehearsal) },
    { name: 'files', judge: () => judgeFiles(rehearsal) },
  ];
}

async function judgeLife(rehearsal: Rehearsal, onStep: (step: StepName) => void): Promise<Verdict[]> {
  const isFc = rehearsal.profile.controlHeader !== null;
  const steps = listSteps(rehearsal).filter(({ isOfFc = false }) => isFc || !isOfFc);
  const found = new Map<StepName, readonly Verdict[]>();
  let isServing = true;
  for (const { name, judge } of steps.toSorted((a, b) => Number(a.isLast ?? 0) - Number(b.isLast ?? 0))) {
    onStep(name);
    isServing &&= name !== 'stop';
    const seen = [await judge()].flat();
    const judged = isServing ? await Promise.all(seen.map((verdict) => explain(rehearsal, verdict))) : seen;
    found.set(name, judged);
    for (const { code } of judged) if (code !== null) rehearsal.found.add(code);
    const hasFailed = judged.some(({ state }) => state === 'failed');
    if (isServing && (rehearsal.instance.exit !== null || (hasFailed && NEEDED.has(name)))) break;
  }
  return steps.flatMap(({ name }) => found.get(name) ?? []);
}

/** Without these nothing else can be asked. */
const NEEDED: ReadonlySet<StepName> = new Set(['start', 'calls']);

const ENDS_JUDGED: ReadonlySet<StepName> = new Set(['start', 'freeze']);

/** Codes that only say that something went wrong: what the app said, or its end, may tell more. */
const VAGUE: ReadonlySet<TrapCode | null> = new Set([
  'calls-lost',
  'calls-failed',
  'answer-cut',
  'event-lost',
  'body-lost',
  'initialize-refused',
]);

async function explain(rehearsal: Rehearsal, verdict: Verdict): Promise<Verdict> {
  const { instance } = rehearsal;
  const isVague = VAGUE.has(verdict.code);
  if (isVague && instance.exit === null)
    await Promise.race([instance.ended, delay(LAST_WORDS_MS, undefined, { ref: false })]);
  if (isVague) await instance.settle();
  // A start and a freeze have judged the end themselves.
  const isJudged = verdict.state !== 'ok' && ENDS_JUDGED.has(verdict.step);
  if (instance.exit !== null && (isVague || !isJudged)) return toEndVerdict(rehearsal, verdict.step);
  if (!isVague) return verdict;
  return findTrap(rehearsal, verdict.step) ?? findBerthVerdict(rehearsal, verdict) ?? verdict;
}
