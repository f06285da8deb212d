import { cause, likelyCause, outcry, type RowGroup, symptom } from './row.ts';

/** What frameworks on Node.js, and the programs that start apps with it, say of an app that cannot start. */
export const NODE_APP_ROWS: RowGroup = {
  runtime: 'Node.js apps',
  root: 'last',
  rows: [
    cause(
      'nest-dependency-unresolved',
      /Nest can't resolve dependencies of the (?<provider>\S+) \(.*\)\. Please make sure that the argument (?<argument>.+) at index \[\d+\] is available/,
      [
        'Nest cannot make {provider}: no module in reach provides {argument}, which its constructor asks for.',
        'Import the module that exports {argument}, or add it to `providers`. Where it says Object, the build has dropped the types: set `emitDecoratorMetadata`, or name the token with `@Inject()`.',
      ],
    ),
    cause(
      'nest-import-undefined',
      /The module at index \[(?<index>\d+)\] of the (?<module>\S+) "?imports"? array is undefined/,
      [
        'Module {module} of the app imports something that is undefined (number {index} of its `imports`): two files that import each other, mostly.',
        'Break the circle with `forwardRef()`, or correct the import.',
      ],
    ),
    cause('next-not-built', /Could not find a production build in the '(?<folder>[^']*)' directory/, [
      'Next.js finds no build of the app in {folder}.',
      'Run `next build` where the app is built, and deploy the folder; `workingDirectory` must be the folder of package.json.',
    ]),
    cause('vite-entry-missing', /(?:Cannot|Could not) resolve entry module "?(?<path>[^\s"]+?)"?\.?$/, [
      'Vite builds the app from {path}, and it is not there.',
      'Run it in the folder of the app (`workingDirectory`), where the app is built; what comes out is served without Vite.',
    ]),
    cause('next-root-layout', /(?<page>\S+) doesn't have a root layout/, [
      'Next.js does not build the app: {page} has no root layout.',
      'Add `app/layout.js` with `<html>` and `<body>`, where the app is built.',
    ]),
    cause(
      'astro-adapter-missing',
      /\bNoAdapterInstalled\b|Cannot use (?:server-rendered pages|`output: '?server'?`) without an adapter/,
      [
        'Astro has pages that a server renders, and no adapter for one.',
        'Add it where the app is built (`npx astro add node`, mode `standalone`), and start `node dist/server/entry.mjs`.',
      ],
    ),
    cause('next-no-pages', /Couldn't find any `pages` or `app` directory/, [
      'Next.js finds neither `pages` nor `app` in its folder.',
      'Set `workingDirectory` to the folder of the app. To serve what is built use `next start`, not `next dev`.',
    ]),
    cause('next-folder-missing', /Invalid project directory provided, no such directory: (?<folder>\S+)/, [
      'Next.js is to serve {folder}, and there is no such folder.',
      'Correct the path in `command`; an option that is misspelled counts as a folder too.',
    ]),
    cause('prisma-not-generated', /@prisma\/client did not initialize yet/, [
      'The client of Prisma was not generated for this app.',
      'Run `npx prisma generate` where the app is built, after the packages are installed, and deploy `node_modules/.prisma` with it.',
    ]),
    cause(
      'prisma-engine-platform',
      /(?:Prisma Client could not locate|Query engine library for current platform|Query Engine for runtime) .*?"(?<platform>[\w.-]+)"/,
      [
        'Prisma has no engine for the platform it runs on, {platform}.',
        'Add it to `binaryTargets` of the generator (`["native", "{platform}"]`) and run `prisma generate` anew; in an image also install `openssl`.',
      ],
    ),
    cause(
      'prisma-engine-library',
      /The Prisma engines do not seem to be compatible with your system|Unable to require\(`[^`]*query_engine[^`]*`\)/,
      [
        'The engine of Prisma was built for another system than this: another C library or another OpenSSL.',
        'Install `openssl` in the image, or generate the client on the same system that runs the app (`binaryTargets = ["native"]`).',
      ],
    ),
    likelyCause('prisma-openssl-unknown', /Prisma failed to detect the libssl\/openssl version to use/, [
      'Prisma cannot find out which OpenSSL this system has, and takes a guess.',
      'Install `openssl` in the image that runs the app, and in the one that generates its client.',
    ]),
    cause(
      'prisma-database-unreachable',
      /Can't reach database server at `?(?<server>[\w.:[\]-]+)`?(?::`(?<port>\d+)`)?/,
      [
        'Prisma cannot reach the database at {server}.',
        'Start the database before the app (`after`), or correct `DATABASE_URL` under `env`; from inside an instance `localhost` is the instance itself.',
      ],
    ),
    cause('prisma-migration-failed', /migrate found failed migrations in the target database/, [
      'An earlier migration of Prisma has failed half-way, and Prisma applies no other before that is settled.',
      'Look at what it has done, then run `prisma migrate resolve --applied NAME` or `--rolled-back NAME` once. The lines around name it.',
    ]),
    cause(
      'prisma-schema-not-empty',
      /^(?:Error: P3005\b.*)?The database schema is not empty\. Read more about how to baseline/,
      [
        'The database has tables, but no history of Prisma’s migrations, so `prisma migrate deploy` does not touch it.',
        'Mark what is there as done with `prisma migrate resolve --applied NAME` for the first migration, or give the app an empty database.',
      ],
    ),
    cause(
      'strapi-secret-missing',
      /(?<what>App keys are required|Missing (?:jwtSecret|admin\.auth\.secret configuration|apiToken\.salt|transfer\.token\.salt))/,
      [
        'Strapi has no value for a secret that it needs: {what}.',
        'Set `APP_KEYS`, `JWT_SECRET`, `ADMIN_JWT_SECRET` and `API_TOKEN_SALT` in the settings of the function or the container, or under `env`, and see that config/server.js reads them.',
      ],
    ),
    cause(
      'express-path-invalid',
      /PathError \[TypeError\]: (?<message>.+?); visit|TypeError: (?:Missing parameter name|Unexpected [?+*!({] at|Unterminated group|Missing text before) ?(?<rest>.*)/,
      [
        'A route of the app has a path that this version of Express (path-to-regexp) does not accept: {message}.',
        'Write `/*splat` for `*` and `{/:id}` for `/:id?`, or stay with the version of Express that the app was written for (`npm ci` installs it).',
      ],
    ),
    cause(
      'express-middleware-missing',
      /(?:app|Router)\.use\(\) requires a middleware function|argument handler must be a function|Route\.\w+\(\) requires a callback function but got a/,
      [
        'The app gives Express something that is no function where a handler belongs: a file that exports nothing, or under another name.',
        'The stack below the message names the line; compare the `require` or `import` there with what that file exports.',
      ],
    ),
    cause('pm2-script-missing', /Script not found ?: (?<path>\S+)/, [
      'pm2 is to start {path}, and there is no such file.',
      'Correct the path in `command` or in the ecosystem file, and check that the build has run; a relative one starts at the working directory.',
    ]),
    outcry(
      'node-undefined-property',
      /TypeError: Cannot (?:read|set) propert(?:y|ies)(?: of (?:undefined|null) \((?:reading|setting))? '(?<name>[^']+)'/,
      [
        'The app looks for {name} in something that is not there: a setting, a file or an answer that it counts on is missing.',
        'See in the line of the app’s own code, in the stack, what stands before `.{name}`, and where that comes from: mostly a variable under `env`, a config file that was not read, or a package of another version.',
      ],
    ),
    outcry(
      'node-not-a-function',
      /^\s*(?:Uncaught |error - )?TypeError: (?<name>(?:\(0 ?, )?(?!undefined|null|object)[\w$.[\]()]{1,80}) is not a (?<what>function|constructor)\b/,
      [
        'The app uses {name} as a {what}, and what is loaded under that name is none.',
        'Mostly a package of another version than the one the app was written for (`npm ci` installs those of the lock file), old and new files of the app beside each other, or an import of the wrong form (`require("x").default`).',
      ],
    ),
    outcry('pm2-own-error', /\bPM2 error: (?<error>[A-Z]\w*Error)(?: \[\w+\])?: (?<message>.+)/, [
      'pm2 fails with an error of its own, which is none of the app: {error}: {message}.',
      'Install a pm2 that was made for this Node.js (`npm install pm2@latest`); better still, start the app itself and let berth do the rest.',
    ]),
    symptom('pm2-daemon', /\[PM2\] (?:PM2 Successfully daemonized|Done\.)/, [
      'pm2 has put the app into the background and ended itself, so that nothing is left for berth to watch.',
      'Start it with `pm2-runtime` instead of `pm2 start`; better still, start the app itself and let berth do the rest.',
    ]),
    symptom('pm2-app-errored', /PM2.*App \[(?<app>[^\]]+)\] exited with code \[(?<code>[1-9]\d*)\]/, [
      'pm2 starts the app {app} again and again, and it ends each time (exit code {code}).',
      'Read what the app says before; with the app itself in `command` berth sees its end at once.',
    ]),
    {
      ...symptom('nodemon-app-crashed', /\[nodemon\] app crashed - waiting for file changes/, [
        'The app has ended, and nodemon waits for a change of its files, which never comes.',
        'Read what the app says before. Start it without nodemon: then berth sees its end and restarts it.',
      ]),
      isFarewell: true,
    },
    cause(
      'ts-compile-error',
      /(?:^|\s)(?<place>[^\s:]+\.[cm]?tsx?(?:\(\d+,\d+\)|:\d+:\d+))(?: -|:) error TS\d+: (?<message>.+)/,
      [
        'TypeScript does not compile {place}: {message}.',
        'Compile where the app is built (`tsc`), with `devDependencies` installed there, and start the JavaScript that comes out.',
      ],
    ),
    cause('esbuild-syntax-error', /^\s*(?<place>\S+:\d+:\d+): ERROR: (?<message>.+)/, [
      'esbuild cannot read {place}: {message}.',
      'Correct that line; what reads new syntax is the version of esbuild or tsx that is installed.',
    ]),
    cause(
      'puppeteer-browser-missing',
      /Could not find (?<browser>Chrome|Chromium|Firefox|browser)(?: \(ver\. [^)]+\))?\. This can occur|Could not find expected browser/,
      [
        'Puppeteer finds no browser on this machine.',
        'Run `npx puppeteer browsers install chrome` where the app is built, with `PUPPETEER_CACHE_DIR` in a folder that is deployed; or name an installed one with `PUPPETEER_EXECUTABLE_PATH` under `env`.',
      ],
    ),
    cause('playwright-browser-missing', /\w+\.launch\w*: Executable doesn't exist at (?<path>\S+)/, [
      'Playwright finds no browser at {path}.',
      'Run `npx playwright install --with-deps chromium` where the app is built, with `PLAYWRIGHT_BROWSERS_PATH` in a folder that is deployed, and the same under `env`.',
    ]),
    outcry('node-rejection-warned', /UnhandledPromiseRejectionWarning: (?!Unhandled promise rejection)(?<message>.+)/, [
      'A promise was rejected, and the app does not handle that: {message}.',
      'Correct what it names, and handle the rejection in the app.',
    ]),
  ],
};
