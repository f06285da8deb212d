import { farewell, type RowGroup } from './row.ts';

/** What platforms say of an app that does not answer them; a connection that is refused then is one to the app. */
export const PLATFORM_ROWS: RowGroup = {
  runtime: 'the platform that runs the app',
  root: 'first',
  rows: [
    farewell(
      'platform-port-unbound',
      /\bcode=H20 desc="App boot timeout"|Web process failed to bind to \$PORT within \d+ seconds|failed to start and (?:then )?listen on the port defined (?:provided )?by the PORT|Port scan timeout reached, (?:no open ports detected|failed to detect (?:an )?open port)|The app is not listening on the expected address/,
      [
        'The platform has waited for the app to listen on the port that it names in `PORT`, and gave up.',
        'Let the app listen on `0.0.0.0` and `$PORT`; a program that serves nothing is no web process. If it is merely slow, see what it waits for.',
      ],
    ),
    farewell(
      'platform-no-process',
      /\bcode=H14 desc="No web processes running"|Couldn't find that process type \((?<type>\w+)\)/,
      [
        'The platform has no web process of the app to start.',
        'Write a line for `web` into the Procfile (by that very name, at the top of the project), deploy, and scale it: `heroku ps:scale web=1`.',
      ],
    ),
    farewell(
      'app-service-late',
      /\bContainer (?<container>\S+) for site (?<site>\S+) did not start within expected time limit|\bContainer (?<other>\S+) didn't respond to HTTP pings on port: (?<port>\d+)/,
      [
        'App Service has started the container and asked it for an answer, and got none within its limit (230 seconds, where none is set).',
        'Let the app listen on the port that `WEBSITES_PORT` or `PORT` names, on all addresses. If it is merely slow, raise `WEBSITES_CONTAINER_START_TIME_LIMIT` (up to 1800); what the app said last tells what it was about.',
      ],
    ),
    farewell(
      'platform-health-failed',
      /\b(?:liveness|startup|readiness) probe failed\b|failed (?:the configured )?(?:liveness|startup) probe|Failed to make (?:TCP|HTTP) (?:connection|request) to .{0,60}port \d+|\bhealth check on port \d+ has failed|^healthcheck failed!|\bhealth check never passed|\bInstance never healthy after\b|\breplicas never became healthy\b|\bfailed (?:ELB|container) health checks\b/i,
      [
        'The platform has asked the app whether it is well, and got no good answer in time.',
        'Compare the path and the port of that check with what the app serves, and let it wait longer for a slow start; what the app said last tells what it was about.',
      ],
    ),
    farewell(
      'platform-start-missing',
      /when there is no default process a command is required|\bNo (?:start command could be found|buildpack groups passed detection)|Failed to find a (?:Procfile|start (?:script|command))|\bRailpack could not determine how to build/,
      [
        'The platform does not know how the app is built or started.',
        'Name the start command in its settings, or in a Procfile (a line for `web`); a project in a folder below needs that folder as its root.',
      ],
    ),
  ],
};
