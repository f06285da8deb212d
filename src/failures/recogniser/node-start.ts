import { cause, causeWith, likelyCause, makeFirst, type RowGroup } from './row.ts';

const VERSIONS =
  'Install the versions that were tried together (`npm ci` with the lock file), or bring both to those that fit.';
const MODE = 'Start what the build has made for that mode, or change `output` in next.config.js and build again.';
const URL =
  'Set the variable that it is read from under `env`, by the name that the app reads, without quotes around it.';

/** What servers, mappers and builders on Node.js say of what they were given at their start. */
export const NODE_START_ROWS: RowGroup = {
  runtime: 'servers and mappers on Node.js',
  root: 'last',
  rows: [
    likelyCause('node-socket-folder', /\blisten E(?:ACCES|NOENT|ROFS): [a-z -]+,? (?<folder>\/\S*)\/[^/\s]+$/, [
      'The app cannot make its socket in {folder}: there is no such folder, or it may not write there; Node.js says EACCES of both.',
      makeFirst('{folder}'),
    ]),
    likelyCause('node-spawn-missing', /\bspawn (?<program>[\w./@-]+) ENOENT\b/, [
      'The app starts the program {program}, which is not there, or in a folder that is not.',
      'Install it in the image, or put its folder on `PATH` under `env`; of a program with a path see that its working directory exists.',
    ]),
    likelyCause('node-await-unsettled', /\bDetected unsettled top-level await at (?<place>\S+)/, [
      'The app waits at its top level for something that never comes ({place}), and nothing else keeps it alive: Node.js ends it with status 13.',
      'Look what that line awaits: a connection without a timeout, a promise that nobody fulfils.',
    ]),
    cause(
      'fastify-plugin-version',
      /fastify-plugin: (?<plugin>\S+) - expected '(?<wanted>[^']+)' fastify version, '(?<found>[^']+)' is installed/,
      ['The plugin {plugin} is made for Fastify {wanted}, and {found} is installed.', VERSIONS],
    ),
    cause('fastify-route-twice', /\bMethod '(?<method>\w+)' already declared for route '(?<route>[^']+)'/, [
      'The app declares the route {method} {route} of Fastify twice.',
      'Take one of them out: often a folder is loaded twice, or an old file still lies in `dist`.',
    ]),
    cause('nest-package-missing', /\bThe "(?<package>[^"]+)" package is missing\. Please, make sure to install it/, [
      'Nest needs the package {package} for what the app uses, and it is not installed.',
      'Add {package} to `dependencies`, and install where the app is built.',
    ]),
    cause(
      'nest-export-unknown',
      /\bNest cannot export a provider\/module that is not a part of the currently processed module \((?<module>[^)]+)\)(?:.*whether the exported (?<name>\S+) )?/,
      [
        'Module {module} of the app exports something ({name}) that it neither provides nor imports.',
        'Add it to `providers` or `imports` of {module}, or take it out of `exports`.',
      ],
    ),
    cause('next-output-mode', /"?next start"? does not work with "output: (?<mode>export|standalone)" configuration/, [
      'The app was built with `output` set to {mode}, which `next start` does not serve.',
      `For \`standalone\` start \`node .next/standalone/server.js\`, for \`export\` let a web server serve the folder \`out\`. ${MODE}`,
    ]),
    cause(
      'angular-workspace',
      /^(?:Error: )?This command is not available when running the Angular CLI outside a workspace/,
      [
        'The Angular CLI finds no angular.json in the working directory.',
        'Set `workingDirectory` to the folder of the app. Build where the image is made (`ng build`), and let a web server serve what comes of it.',
      ],
    ),
    cause('angular-builder', /^(?:Error: )?Could not find the '(?<builder>[^':]+)(?::[^']+)?' builder's node package/, [
      'Angular needs the package {builder}, which is not installed: as a rule `devDependencies` were left out.',
      'Install all packages where the app is built, and serve what `ng build` has made instead of `ng serve`.',
    ]),
    causeWith(
      'angular-node-version',
      /^Node\.js version (?<found>v[\d.]+) detected\.?$/,
      /requires a minimum Node\.js version of (?<wanted>v[\d.]*\d)/,
      [
        'The Angular CLI needs Node.js {wanted}, and this is {found}.',
        'Use that version of Node.js, or build the app where it is there.',
      ],
    ),
    cause('webpack-cli-missing', /^CLI for webpack must be installed\.$/, [
      'The program webpack needs the package webpack-cli, which is not installed: as a rule `devDependencies` were left out.',
      'Build where the image is made with all packages installed, and start the server of the app instead of webpack.',
    ]),
    cause('react-file-missing', /^Could not find a required file\.$/, [
      'The front end of the app (react-scripts) lacks a file without which it is not built; the lines below name it.',
      'Set `workingDirectory` to the folder of the app, and see that no ignore file leaves `public` or `src` out. Build it where the image is made.',
    ]),
    cause('esbuild-versions', /\bHost version "(?<host>[^"]+)" does not match binary version "(?<binary>[^"]+)"/, [
      'The two parts of esbuild are of different versions: {host} and {binary}.',
      'Delete `node_modules` and install anew where the app is built; `ESBUILD_BINARY_PATH` under `env` may name an old one.',
    ]),
    cause('node-sass-unsupported', /\bNode Sass does not yet support your current environment: (?<environment>.+)/, [
      'The package node-sass knows nothing of this Node.js: {environment}.',
      'Replace it by `sass`, or use the version of Node.js that the app was written for.',
    ]),
    cause('native-binding-missing', /\bCannot find native binding\. npm has a bug related to optional dependencies/, [
      'The part of a package for this platform is not installed.',
      'Install where the app is built, on the same system and processor, from a lock file that names all platforms (delete `node_modules` and package-lock.json once, and install anew).',
    ]),
    causeWith(
      'drizzle-url-missing',
      /^(?:Error:? +)?Please provide required params for (?<kind>[\w ]+?) driver:$/,
      /^\s*\[x\] (?<field>\w+): (?:undefined|''|"")?/,
      [`Drizzle is given no {field} of its {kind} database: the variable that holds it is not set.`, URL],
    ),
    cause('drizzle-config-missing', /(?<path>\/\S*drizzle\.config\.\w+) file does not exist$/, [
      'Drizzle finds no config at {path}.',
      'Set `workingDirectory` to the folder of the app, and deploy the file.',
    ]),
    cause(
      'knex-config-missing',
      /^(?:Error: )?No configuration file found and no commandline connection parameters passed|Failed to resolve config file, knex cannot determine/,
      [
        'Knex finds no knexfile in the working directory.',
        'Deploy the file, or name it with `--knexfile` in `command`.',
      ],
    ),
    cause('prisma-url-protocol', /\bthe URL must start with the protocol `(?<protocol>[^`]+)`/, [
      'The address of the database that Prisma is given does not begin with {protocol}: it is empty, in quotes, or of another kind of database.',
      URL,
    ]),
    cause('prisma-schema-missing', /Could not find (?:a )?(?:Prisma Schema|schema\.prisma)\b/, [
      'Prisma finds no schema.prisma.',
      'Deploy the folder `prisma` with the app, or name the file with `--schema` or in package.json.',
    ]),
    cause(
      'prisma-config-url',
      /The datasource\.url property is required in your Prisma config file|The datasource property `(?<property>url|directUrl|shadowDatabaseUrl)` is no longer supported in schema files/,
      [
        'Prisma 7 reads the address of the database from prisma.config.ts and not from the schema any more.',
        'Name it there, as `url` of `datasource`, and deploy the file, or stay with Prisma 6.',
      ],
    ),
    cause('prisma-engine-download', /\brequest to (?<address>https?:\/\/binaries\.prisma\.sh\S*) failed/, [
      'Prisma fetches its engine at the start, and cannot reach binaries.prisma.sh.',
      'Run `npx prisma generate` where the app is built, on the same kind of system, and deploy `node_modules` with what it has fetched.',
    ]),
    cause('bullmq-retries', /BullMQ: Your redis options maxRetriesPerRequest must be null/, [
      'BullMQ is given a connection to Redis that gives up after a while, which its workers cannot do with.',
      'Set `maxRetriesPerRequest` to null where the app makes that connection.',
    ]),
    cause('sqlite-folder-missing', /Cannot open database because the directory does not exist/, [
      'The folder that the SQLite database of the app is to stand in is not there.',
      'Make the folder before each start, or correct the path in the settings of the app; on a platform that forgets its disk mount a volume there.',
    ]),
    likelyCause(
      'client-url-required',
      /^(?:Error: )?(?<name>[a-z]+(?:Url|URL|Key|Secret|Endpoint|ConnectionString|Dsn)|\[HPM\] Missing "target" option)(?: (?:is|are) required\.?$|\. Example)/,
      ['The app gives a library no value for {name}: the variable that holds it is not set.', URL],
    ),
    cause('clerk-key-missing', /\bMissing (?<key>publishableKey|secretKey)\. You can get your key at/i, [
      'Clerk, which signs people in to the app, has no {key}.',
      'Set `NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY` (also where the app is built) and `CLERK_SECRET_KEY` under `env`.',
    ]),
    cause('passport-option', /\b(?<strategy>\w+Strategy) requires a (?<option>[\w ]+?)(?: option)?$/, [
      'The app gives {strategy} of Passport no {option}: the variable that holds it is not set.',
      URL,
    ]),
    cause('node-config-property', /\bConfiguration property "(?<name>[^"]+)" is not defined/, [
      'The config of the app (package config) has no {name}.',
      'Deploy the folder `config` with default.json and the file of this environment, set `NODE_ENV` (or `NODE_CONFIG_ENV`) to one that is there, and `workingDirectory` to the folder above it.',
    ]),
    likelyCause(
      'setting-value-refused',
      /^(?:Error: )?(?:Validation failed: )?(?<name>[\w.]+): must be one of the possible values: (?<values>\[.+?\]): value was (?<value>.+)/,
      [
        'The app does not accept {value} for {name}: it must be one of {values}.',
        'Correct it in the config of the app or under `env`.',
      ],
    ),
    cause('dotenvx-file-missing', /\[MISSING_ENV_FILE\] missing (?:\.env )?file \((?<path>[^)]+)\)/, [
      'The program dotenvx is to read variables from {path}, and there is no such file.',
      'Deploy it, or set the variables under `env` and start the app without dotenvx.',
    ]),
  ],
};
