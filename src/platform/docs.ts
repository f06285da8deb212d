import { formatDuration } from '../core/duration.ts';
import { formatSize } from '../core/size.ts';
import type { Platform } from './platform.ts';

const HEAD = `# Platforms

\`platform: auto\`, which is what holds without the key, finds the platform by the variables that it sets in its instances. Where it finds none, as
on your own machine, berth rehearses Function Compute: the same markers, ids and ends, but nobody is believed about clients and hooks.
The key with a name in it names one. Every rule of a platform gives way to a key of the config that says otherwise.
The lines of the app pass as they are everywhere, each on the stream it was written to; only berth's own records have the form told below. Generated from \`src/platform/\`.
`;

/** docs/platforms.md. */
export function renderPlatformDocs(platforms: readonly Platform[]): string {
  return `${[HEAD, ...platforms.map(renderPlatform)].join('\n')}`;
}

function renderPlatform(platform: Platform): string {
  const { settings, title, limits } = platform;
  const rows: ReadonlyArray<readonly [string, string]> = [
    ['listens on', describePort(platform)],
    [
      'opens the port',
      platform.startupListen === 'at-once' ? 'at once; calls wait for the app' : 'when the app is ready',
    ],
    ['request id from', settings.requestIdHeaders.map(code).join(', ')],
    ['the app gets it as', ['X-Request-Id', settings.ownIdHeader ?? ''].filter(Boolean).map(code).join(', ')],
    ['markers', platform.markers === null ? 'none: the platform writes its own' : code(platform.markers.start)],
    ['log of berth', LOG_FORMS[platform.logForm]],
    ['traces', platform.traces ? 'each call has one, made by berth where none came' : 'passed on'],
    ['hooks', describeHooks(platform)],
    [
      'believed about clients',
      platform.trustsPeers ? 'yes: only the platform reaches the port' : 'no (`proxy.forwarded.trust`)',
    ],
    ['a start may take', describeLimit(limits.startMs, formatDuration)],
    ['after the order to end', describeLimit(limits.stopMs, formatDuration)],
    [
      'keeps an idle connection for',
      limits.connectionIdleMs === null ? 'not documented' : formatDuration(limits.connectionIdleMs),
    ],
    ['request bodies', describeLimit(limits.bodyBytes, formatSize)],
    ['request heads', describeLimit(limits.requestHeadBytes, formatSize)],
    ['response heads', describeLimit(limits.responseHeadBytes, formatSize)],
    [
      'an app that cannot be kept up',
      platform.restartWhenSpent === 'exit'
        ? 'ends berth: the platform replaces the instance'
        : 'is answered for by berth',
    ],
    [
      'exit statuses',
      platform.exitStatuses === null
        ? "berth's own (docs/failures.md)"
        : 'those that the platform shows as text (docs/failures.md)',
    ],
  ];
  const table = ['| | |', '|---|---|', ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join('\n');
  const notes = platform.notes.map((note) => `- ${note.replace(' [not documented]', ' Not documented.')}`).join('\n');
  const name = title[0]!.toUpperCase() + title.slice(1);
  return `## ${name} (\`platform: ${settings.name}\`)\n\n${table}\n\n${notes}\n`;
}

const LOG_FORMS = {
  json: 'lines of JSON',
  google: 'as Cloud Logging reads it',
  lambda: 'as AWS Lambda writes it',
} as const;

function describePort({ portVariables, defaultPort, endpointVariable }: Platform): string {
  if (endpointVariable !== null) return `what ${code(endpointVariable)} says, host and port; else ${defaultPort}`;
  return [...portVariables.map(code), String(defaultPort)].join(', else ');
}

function describeHooks({ hookHeader, limits }: Platform): string {
  if (hookHeader === null) return 'none';
  const most = Object.entries(limits.hookMs).map(([hook, ms]) => `${hook} at most ${formatDuration(ms)}`);
  return [`told by ${code(hookHeader)}`, ...most].join('; ');
}

function describeLimit(limit: number | null, format: (value: number) => string): string {
  return limit === null ? 'no limit is documented' : `at most ${format(limit)}`;
}

function code(text: string): string {
  return `\`${text}\``;
}
