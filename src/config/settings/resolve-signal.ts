import { dirname } from 'node:path';
import type { ChosenPort } from '../../core/port-rule.ts';
import type { CommandSettings, SignalAction, SignalRule } from '../../core/settings.ts';
import type { SignalsConfig } from '../schema/schema-signal.ts';
import { toSignal } from '../source/signal-name.ts';
import { toEnvironment } from './resolve-process.ts';

/** Where the commands for signals run, and with what. */
type CommandPlace = Pick<CommandSettings, 'workingDirectory' | 'env'>;

/** What the signals of a config are resolved with. */
export interface SignalContext {
  readonly env: NodeJS.ProcessEnv;
  readonly listenPort: ChosenPort;
  readonly configFile: string;
}

/** The rules for the signals that are passed on. A command gets berth's own environment and runs in the config's folder. */
export function resolveSignals(config: SignalsConfig, { env, listenPort, configFile }: SignalContext): SignalRule[] {
  const childEnv = toEnvironment(env, { port: null, listenPort: listenPort.port }, {});
  const place = { workingDirectory: dirname(configFile), env: childEnv };
  return Object.entries(config).map(([name, action]) => {
    const signal = toSignal(name);
    if (signal === null) throw new Error('BUG: a signal without a name was let through');
    return { signal, action: resolveAction(signal, action, place) };
  });
}

function resolveAction(signal: NodeJS.Signals, action: SignalsConfig[string], place: CommandPlace): SignalAction {
  if (typeof action === 'object' && !Array.isArray(action)) {
    const other = action.signal === undefined ? null : toSignal(action.signal);
    return { kind: 'process', processName: action.process, signal: other ?? signal };
  }
  const [file = '', ...args] = [action].flat().map(String);
  const isProcess = args.length === 0 && !file.includes('/');
  if (isProcess) return { kind: 'process', processName: file, signal };
  return { kind: 'command', command: { file, args, ...place } };
}
