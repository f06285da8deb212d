import { stringify } from 'yaml';
import type { StartCommand } from './start-command.ts';

/** The text of a first berth.yaml: complete for the command that was found, else with a line to fill in. */
export function renderFirstConfig(found: StartCommand | null): string {
  const command = stringify({ command: found?.command ?? 'python3 -u server.py' }, { lineWidth: 0 }).trimEnd();
  const origin = found === null ? '# CHANGE THIS: how the app is started by hand.' : `# Found: ${found.evidence}`;
  const port = found === null || found.isPortTold ? 'auto' : '8080';
  return `# How berth starts this app. \`berth check\` validates this file, \`berth schema\` prints all that may stand here.

${origin}
# Cut into words as a shell does, but without a shell; for one, write sh -c '…'.
${command}

# Where the app listens. \`auto\` picks a free port and tells it as \${port} and $PORT; if the app has a port of its own,
# write its number.
port: ${port}

# When the app takes requests; without this, as soon as its port is open. Requests are held until then.
# ready: { http: /, status: 200-399 }

# Variables for the app, besides those berth was given. An unset one is an error, unless it has a default.
# env:
#   DATABASE_URL: \${env.DATABASE_URL}
#   LOG_LEVEL: \${env.LOG_LEVEL:-info}

# How the app is stopped: this signal, then SIGKILL after the grace period.
# stopSignal: SIGTERM
# gracePeriod: 10s
`;
}
