import { HOOK_KEYS, type LifecycleHook } from '../../core/lifecycle-hook.ts';
import type { CommandSettings, ProcessSettings, ReadinessProbeSettings, Settings } from '../../core/settings.ts';

/** A command of the config, of a process or of what is run beside them. */
export interface ListedCommand {
  /** As sentences call it. */
  readonly owner: string;
  /** The process that it is, or works for. */
  readonly processName: string;
  /** The keys that lead to it in the config, were it written in full. */
  readonly path: readonly string[];
  readonly command: CommandSettings;
  /** One-shots that have ended by the time it runs. */
  readonly steps: readonly ProcessSettings[];
}

/** Every command of a config: those of processes and of their checks first, then those of hooks, thaw and signals. */
export function listCommands(settings: Settings): ListedCommand[] {
  const { processes, upstream } = settings;
  const steps = processes.filter(isStep);
  const processName = upstream.processName;
  const toListed = ([path, command]: SideCommand): ListedCommand => {
    // As the sentence has it, and as cures call it: the key before `exec` says what for.
    const owner = path.filter((key) => key !== 'exec').join('.');
    return { owner, processName, path, command, steps };
  };
  return [...processes.flatMap((process) => listOwn(process, processes)), ...listSideCommands(settings).map(toListed)];
}

function listOwn(process: ProcessSettings, processes: readonly ProcessSettings[]): ListedCommand[] {
  const { name, command, ready, live } = process;
  const steps = listEarlier(process, processes).filter(isStep);
  const at = (keys: readonly string[], what: string, own: CommandSettings): ListedCommand => {
    const path = ['processes', name, ...keys];
    return { owner: `process ${name}${what}`, processName: name, path, command: own, steps };
  };
  const toProbe = (probe: ReadinessProbeSettings) => (probe.kind === 'exec' ? [{ ...command, ...probe }] : []);
  return [
    at(['command'], '', command),
    ...ready.flatMap(toProbe).map((own) => at(['ready'], ' (readiness check)', own)),
    ...(live === undefined ? [] : toProbe(live.probe)).map((own) => at(['live', 'exec'], ' (live check)', own)),
  ];
}

type SideCommand = readonly [path: readonly string[], command: CommandSettings];

function listSideCommands({ hooks, thaw, signals }: Settings): SideCommand[] {
  const ofHooks = Object.entries(hooks.answers).flatMap(([hook, answer]): SideCommand[] =>
    typeof answer === 'string' ? [] : [[['hooks', HOOK_KEYS[hook as LifecycleHook], 'exec'], answer.command]],
  );
  const ofSignals = signals.flatMap(({ signal, action }): SideCommand[] =>
    action.kind === 'command' ? [[['signals', signal], action.command]] : [],
  );
  const ofThaw: SideCommand[] = thaw?.notice.kind === 'command' ? [[['thaw', 'exec'], thaw.notice.command]] : [];
  return [...ofHooks, ...ofThaw, ...ofSignals];
}

function isStep({ kind }: ProcessSettings): boolean {
  return kind === 'oneshot';
}

/** Everything a process comes after, at whatever remove. */
function listEarlier({ after }: ProcessSettings, processes: readonly ProcessSettings[]): ProcessSettings[] {
  const direct = processes.filter(({ name }) => after.includes(name));
  return [...direct, ...direct.flatMap((process) => listEarlier(process, processes))];
}
