import { basename } from 'node:path';

const NODE_IMAGE = 'docker.io/library/node:24-bookworm-slim';

/** The images that have a program. All are of Debian 12, so that the Node.js of one runs in each. */
const BASES: ReadonlyArray<readonly [RegExp, string]> = [
  [/^node$|\.[cm]?js$/, NODE_IMAGE],
  [
    /^(?:python3?|gunicorn|uvicorn|flask|hypercorn|daphne|streamlit)(?:\.\d+)?$/,
    'docker.io/library/python:3.13-slim-bookworm',
  ],
  [/^(?:php|php-fpm|frankenphp)[\d.]*$/, 'docker.io/library/php:8.3-cli-bookworm'],
  [/^(?:ruby|puma|rails|rackup|bundle)$/, 'docker.io/library/ruby:3.3-slim-bookworm'],
  [/^java$/, 'docker.io/library/eclipse-temurin:21-jre'],
  [/^dotnet$/, 'mcr.microsoft.com/dotnet/aspnet:8.0'],
  [/^nginx$/, 'docker.io/library/nginx:stable-bookworm'],
];

/** How an image is put together. */
export interface ImagePlan {
  /** The folder of the context that holds the app. */
  readonly context: string;
  readonly startFile: string;
  /** The programs of the commands, as the config has them. */
  readonly programs: readonly string[];
  /** The image to build on; null: by the programs. */
  readonly base: string | null;
  /** The package brings a Node.js. */
  readonly hasNode: boolean;
  /** Variables that no platform sets there. */
  readonly env: Readonly<Record<string, string>>;
}

/** A Containerfile whose image starts the app as the platform would. */
export function renderContainerfile({ context, startFile, programs, base, hasNode, env }: ImagePlan): string {
  const chosen = base ?? chooseBase(programs);
  const node = `COPY --from=${NODE_IMAGE} /usr/local/bin/node /code/node/bin/node\n`;
  const needsNode = !hasNode && !/(?:^|\/)node:/.test(chosen);
  const settings = Object.entries(env).map(([name, value]) => `ENV ${name}=${value}\n`);
  const names = programs.map((program) => basename(program)).filter((name) => name !== 'node' || !hasNode);
  return `# Build it with \`podman build -t NAME .\`, or \`docker build -f Containerfile -t NAME .\`, in this folder.
${names.length === 0 ? '' : `# It must have the programs of the app: ${names.join(', ')}.\n`}FROM ${chosen}
WORKDIR /code
COPY ${context}/ /code/
${needsNode ? `# For berth itself.\n${node}` : ''}${settings.join('')}ENTRYPOINT ["/code/${startFile}"]
`;
}

function chooseBase(programs: readonly string[]): string {
  const names = programs.map((program) => basename(program));
  const found = BASES.find(([pattern]) => names.some((name) => pattern.test(name)));
  return found?.[1] ?? 'docker.io/library/debian:bookworm-slim';
}
