import type { ReadinessProbeSettings } from '../../core/settings.ts';
import { ExecProbe } from './exec-probe.ts';
import { HttpProbe } from './http-probe.ts';
import { LogProbe } from './log-probe.ts';
import type { ProbeContext, ReadinessProbe } from './readiness-probe.ts';
import { TcpProbe, UnixProbe } from './socket-probe.ts';

/** Creates a probe. A log probe listens from now on, so it is made before the child is spawned. */
export function createProbe(settings: ReadinessProbeSettings, context: ProbeContext): ReadinessProbe {
  switch (settings.kind) {
    case 'tcp':
      return new TcpProbe(settings, context);
    case 'http':
      return new HttpProbe(settings, context);
    case 'unix':
      return new UnixProbe(settings.path, context);
    case 'log':
      return new LogProbe(settings.pattern, context.output);
    case 'exec':
      return new ExecProbe(settings, context);
    default:
      throw new Error(`BUG: unknown probe ${(settings satisfies never as ReadinessProbeSettings).kind}`);
  }
}
