import type { Diagnosis } from '../../core/diagnosis.ts';

/** A member of a process's group that is alive when its grace period is over. */
export interface Survivor {
  readonly pid: number;
  /** What the program calls itself, or what it is. */
  readonly command: string;
  /** Its command line; servers write into it what they are about. */
  readonly title: string;
  readonly isLeader: boolean;
  /** What it does about the stop signal; null where that cannot be seen. */
  readonly response: 'caught' | 'ignored' | 'default' | null;
  /** It is inside the kernel, where no signal reaches it. */
  readonly isInKernel: boolean;
}

/** A process that had to be killed. */
export interface Unstopped {
  readonly stopSignal: string;
  readonly survivors: readonly Survivor[];
  /** What it has written since it was asked to stop. */
  readonly said: readonly string[];
}

type Words = readonly [cause: string, cure: string];

/** What servers say when they are asked to stop and do something else, or wait. `{signal}` stands for the stop signal. */
const SAYINGS: ReadonlyArray<readonly [pattern: RegExp, ...words: Words]> = [
  [
    /^\.\.\.(?:brutally|gracefully) killing workers\.\.\.|^binary reloading uWSGI\.\.\./,
    'uWSGI takes {signal} for an order to reload, and has started anew instead of ending.',
    'Set `stopSignal: SIGINT`, which ends it; or `die-on-term = true` in its own config (`--die-on-term`), with which SIGTERM does.',
  ],
  [
    /\bwaiting for .+ to die$/,
    'Supervisor waits for the programs that it has started, for each as long as its `stopwaitsecs` says (10s by itself).',
    'Set `gracePeriod` to more than the longest `stopwaitsecs`; a program that ignores its signal gets another with `stopsignal=` in its section.',
  ],
  [
    /\breceived smart shutdown request$/,
    'PostgreSQL takes {signal} for a smart shutdown, and waits until its last client has left.',
    'Set `stopSignal: SIGINT`: the fast shutdown, which sends the clients away.',
  ],
  [
    /^worker: Warm shutdown /,
    'Celery waits for the tasks that its workers are at.',
    'Set `gracePeriod` to more than the longest task takes, or `stopSignal: SIGQUIT`, which drops them.',
  ],
  [
    /\bWaiting for (?:connections to close|background tasks to complete)\. \(CTRL\+C to force quit\)$/,
    'uvicorn waits until its connections have ended and its background tasks are done, without a limit.',
    'Give it one that is shorter than `gracePeriod`: `--timeout-graceful-shutdown 5`.',
  ],
  [
    /\[INFO\] Handling signal: (?:term|quit|int)$/,
    'gunicorn waits for its workers, as long as its `graceful_timeout` says (30s by itself).',
    'Set `--graceful-timeout` to less than `gracePeriod`, or that to more.',
  ],
];

/** Programs that are known by their name, or by what they call themselves while they stop. */
const NAMES: ReadonlyArray<readonly [title: RegExp, signal: RegExp, ...words: Words]> = [
  [
    /^(?:\S*\/)?uwsgi\S*(?: |$)/,
    /^SIG(?:TERM|HUP)$/,
    'uWSGI takes {signal} for an order to reload, unless `die-on-term` is set.',
    'Set `stopSignal: SIGINT`, which ends it; or `die-on-term = true` in its own config (`--die-on-term`), with which SIGTERM does.',
  ],
  [
    /^nginx: worker process is shutting down$/,
    /./,
    'A worker of nginx waits for its last connections: downloads, WebSockets, or a server behind it that does not answer.',
    'Set `worker_shutdown_timeout` in nginx.conf to less than `gracePeriod`, or `stopSignal: SIGTERM`, which does not wait.',
  ],
  [
    /^(?:\S*\/)?java(?: |$)/,
    /^SIG(?:TERM|INT|HUP)$/,
    'Java has begun to shut down, and one of its shutdown hooks is not done: a pool, a connection, or the grace time of a framework.',
    'Find the hook with `jstack PID` while it stops, and give it a limit that is shorter than `gracePeriod`; in Spring Boot that is `spring.lifecycle.timeout-per-shutdown-phase` (30s by itself).',
  ],
  [
    /^(?:\S*\/)?runsvdir(?: |$)/,
    /^SIGTERM$/,
    'runsvdir ends on SIGTERM without its services; on SIGHUP it ends them too.',
    'Set `stopSignal: SIGHUP`.',
  ],
];

const SHELL = /^(?:sh|bash|dash|ash|busybox|ksh|zsh)$/;

/** Explains why a process was alive when its grace period was over: its own words first, then what is seen of it. */
export function diagnoseUnstopped(unstopped: Unstopped): Diagnosis {
  const { stopSignal, survivors, said } = unstopped;
  const told = findSaying(said) ?? findName(unstopped);
  const [cause, cure, certainty] = told ?? explainState(unstopped);
  const evidence = told?.[3] ?? survivors.slice(0, 5).map(describeSurvivor);
  const fill = (text: string): string => text.replaceAll('{signal}', stopSignal);
  return { cause: fill(cause), cure: fill(cure), certainty, evidence };
}

type Told = readonly [...Words, certainty: Diagnosis['certainty'], evidence: readonly string[]];

function findSaying(said: readonly string[]): Told | null {
  for (const line of said) {
    const found = SAYINGS.find(([pattern]) => pattern.test(line));
    if (found !== undefined) return [found[1], found[2], 'certain', [line.trim()]];
  }
  return null;
}

function findName({ survivors, stopSignal, said }: Unstopped): Told | null {
  for (const survivor of survivors) {
    // uWSGI that does not reload says something else.
    if (said.length > 0 && /^uwsgi/.test(survivor.command)) continue;
    const found = NAMES.find(([title, signal]) => title.test(survivor.title) && signal.test(stopSignal));
    // Not the title itself, which is a command line with whatever stands in it.
    if (found !== undefined) return [found[2], found[3], 'likely', [describeSurvivor(survivor)]];
  }
  return null;
}

function explainState({ survivors }: Unstopped): readonly [...Words, certainty: Diagnosis['certainty']] {
  const stuck = survivors.find(({ isInKernel }) => isInKernel);
  const leader = survivors.find(({ isLeader }) => isLeader);
  const deaf = survivors.find(({ response }) => response === 'ignored');
  const [first] = survivors;
  if (first === undefined) return [...UNSEEN, 'likely'];
  if (stuck !== undefined)
    return [
      `${name(stuck)} is stuck inside the kernel, as a rule in a disk or a network file system.`,
      'Look at what it reads or writes; no signal reaches it before that is done.',
      'likely',
    ];
  if (leader !== undefined && leader.response === 'caught' && SHELL.test(leader.command) && survivors.length > 1) {
    return [
      `A shell stands in between: ${name(leader)} has a trap for {signal}, which it runs only when the program that it waits for has ended.`,
      'Start the server with `exec` in the script, so that it gets the signal itself; or let the trap pass the signal on (`trap \'kill -TERM "$pid"\' TERM`, with the server behind a `&` and a `wait`).',
      'certain',
    ];
  }
  if (deaf !== undefined) return explainDeaf(deaf);
  const busy = survivors.find(({ response }) => response === 'caught') ?? first;
  return [
    `${name(busy)} has a handler for {signal} that is not done: it may wait for open connections, for jobs, or for a hook of its own.`,
    'Look in its last output and its settings for what it waits for, and give that a limit; or raise `gracePeriod`.',
    'likely',
  ];
}

function explainDeaf(deaf: Survivor): readonly [...Words, certainty: Diagnosis['certainty']] {
  const why = SHELL.test(deaf.command)
    ? ", by a trap '' in its script or because it is interactive; what it starts ignores it too"
    : ', or was started by a script that does';
  return [
    `${name(deaf)} ignores {signal}${why}.`,
    'Set `stopSignal` to a signal that it acts on (SIGINT, SIGQUIT and SIGHUP are usual; an interactive shell ends on SIGHUP), or take the trap out of the script.',
    'certain',
  ];
}

const UNSEEN: Words = [
  'It did not act on {signal}, or was not done with it in time.',
  'Set `stopSignal` to a signal that it acts on (SIGINT, SIGQUIT and SIGHUP are usual), or raise `gracePeriod`.',
];

function name({ command, pid }: Survivor): string {
  return `${command} (pid ${pid})`;
}

function describeSurvivor(survivor: Survivor): string {
  const { response, isInKernel } = survivor;
  const state = isInKernel ? 'inside the kernel' : response === null ? 'alive' : `signal ${response}`;
  return `${name(survivor)}: ${state}`;
}
