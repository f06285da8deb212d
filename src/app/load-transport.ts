import type { ClientContext } from '../client/client-context.ts';
import type { Log } from '../core/log.ts';
import type { ProxySettings } from '../core/proxy-settings.ts';
import type { UpstreamAddress, UpstreamSettings } from '../core/settings.ts';
import { RequestWriter } from '../http1/request-writer.ts';
import { countStanding as countUnaccepted } from '../process/inspection/standing-queue.ts';
import { H1Transport } from '../upstream/h1/transport.ts';
import type { Transport } from '../upstream/transport.ts';

/** How the targets of a generation are spoken to: a line for each protocol, read only where it is used. */
export async function loadTransport(
  upstream: UpstreamSettings,
  settings: ProxySettings,
  log: Pick<Log, 'info' | 'warn'>,
): Promise<(context: ClientContext) => (address: UpstreamAddress) => Transport> {
  if (upstream.transport === 'h1')
    return (context) => (address) => new H1Transport(address, { ...toH1Parts(context), log, countUnaccepted });
  const { createNodeClientTransport } = await import('../upstream/node-client/transport.ts');
  const { tls, isLenient } = upstream;
  const { upstreamIdleMs, reuseAfterBody: afterBody } = settings;
  const options = { upstreamIdleMs, afterBody, rewriting: settings, tls, isLenient, log, countUnaccepted };
  return () => (address) => createNodeClientTransport(address, options);
}

function toH1Parts({ wheel, buffers, requestNames, withheld, settings }: ClientContext) {
  const { upstreamIdleMs, reuseAfterBody: afterBody } = settings;
  const requestWriter = new RequestWriter(requestNames);
  return { wheel, buffers, requestWriter, withheld, upstreamIdleMs, afterBody, rewriting: settings };
}
