import { cause, likelyCause, type RowGroup } from './row.ts';

const TOKEN = 'Set it under `env`, by the name that the app reads, without quotes or spaces around it.';

/** What libraries that many apps in Node.js use say of their settings. */
export const NODE_LIBRARY_ROWS: RowGroup = {
  runtime: 'a library for Node.js',
  root: 'last',
  rows: [
    likelyCause(
      'database-dialect-unknown',
      /^(?:\w*Error: )?(?:Unknown dialect|The dialect) "?(?<dialect>[\w.-]+?)"?(?:\.? is not supported\b.*)?$/,
      [
        'The app asks its library for a kind of database that there is not: {dialect}.',
        'Correct it in the config of the app (`client`, `dialect`, `type`); `undefined` says that the file or the variable that it is read from is not there.',
      ],
    ),
    cause('mongoose-uri', /The `uri` parameter to `openUri\(\)` must be a string, got "(?<found>\w+)"/, [
      'The app gives Mongoose no address: the variable that holds it is not set.',
      'Set it under `env` as `mongodb://USER:PASSWORD@HOST/NAME`, by the name that the app reads (`MONGO_URI`, `MONGODB_URI`, …).',
    ]),
    cause('mongo-options', /MongoParseError: options? (?<options>[\w, ]+) (?:is|are) not supported/, [
      'The app passes MongoDB’s driver options that it has dropped: {options}.',
      'Take them out of the code, or install the older driver that knew them (`mongodb` 3, `mongoose` 5).',
    ]),
    cause('sequelize-dialect', /Dialect needs to be explicitly supplied|The dialect (?<dialect>\S+) is not supported/, [
      'Sequelize is not told which kind of database it is to use: as a rule the config of this environment is not there, or its address is empty.',
      'Set the variables that the config reads, and `NODE_ENV` to an environment that it has.',
    ]),
    cause(
      'sequelize-driver',
      /Please install (?<package>[\w@/-]+) package manually|(?<other>\w+) package has not been found installed\. Try to install it/,
      [
        'The library that talks to the database has no driver for it: {package}.',
        'Install it among `dependencies`, and deploy `node_modules` with it.',
      ],
    ),
    cause(
      'typeorm-type',
      /Data type "(?<type>[^"]+)" in "(?<field>[^"]+)" is not supported by "(?<database>[^"]+)" database/,
      [
        'The field {field} has the type {type}, which {database} does not have: the app was written for another database.',
        'Point it at the kind of database that it was written for, or change the type of the field.',
      ],
    ),
    cause('typeorm-driver', /MissingDriverError: Wrong driver: "(?<driver>[^"]*)" given/, [
      'TypeORM knows no driver called {driver}: mostly the variable that names it is not set.',
      'Set that variable under `env` to `postgres`, `mysql`, `mariadb` or `sqlite`.',
    ]),
    cause('typeorm-entity', /(?:EntityMetadataNotFoundError: )?No metadata for "(?<entity>[^"]+)" was found/, [
      'TypeORM does not know the entity {entity}: it is in none of the files that `entities` names.',
      'Let the paths in `entities` fit what was built (`dist/**/*.entity.js` in production, not `src/**/*.ts`).',
    ]),
    cause(
      'firebase-account',
      /(?:FirebaseAppError|FirebaseError)?.{0,4}(?:Failed to parse private key: .+|Service account object must contain a string "(?<field>\w+)" property)/,
      [
        'The service account that Firebase is given is not whole: a field is missing, or the key has lost its line ends.',
        'Set its variables under `env`; in a key the `\\n` must become line ends (`key.replace(/\\\\n/g, "\\n")`), or name the JSON file by `GOOGLE_APPLICATION_CREDENTIALS`.',
      ],
    ),
    cause('google-credentials', /Could not load the default credentials\.|Your default credentials were not found\./, [
      'The app finds no credentials for Google’s cloud.',
      'Set `GOOGLE_APPLICATION_CREDENTIALS` under `env` to the JSON file of a service account, and deploy or mount that file.',
    ]),
    likelyCause(
      'discord-token',
      /\bTokenInvalid\b|An invalid token was provided\.|discord\.errors\.LoginFailure: (?<reason>.+)/,
      ['Discord does not take the token of the bot, or it was given none.', TOKEN],
    ),
    likelyCause(
      'telegram-token',
      /ETELEGRAM: (?:401|404)\b|telegram\.error\.(?:InvalidToken|Unauthorized)\b|Bot Token not provided/i,
      ['Telegram does not take the token of the bot, or it was given none.', TOKEN],
    ),
    cause(
      'api-key-missing',
      /api_key client option must be set either by passing api_key to the client or by setting the (?<other>[A-Z_]+)|Could not resolve authentication method\. Expected either api_key|Neither apiKey nor config\.authenticator provided/,
      [
        'The app has no key for a service that it calls.',
        'Set the key under `env`, by the name in this line or that the app reads (`OPENAI_API_KEY`, `ANTHROPIC_API_KEY`, `STRIPE_SECRET_KEY`, …).',
      ],
    ),
    cause('nextauth-secret', /\bMissingSecret: |\[next-auth\]\[error\]\[NO_SECRET\]/, [
      'Auth.js (NextAuth) has no secret, which it needs in production.',
      'Set `AUTH_SECRET` (`NEXTAUTH_SECRET` before version 5) under `env`: `openssl rand -base64 33`.',
    ]),
    likelyCause('fastify-plugin-slow', /Plugin did not start in time: '(?<plugin>[^']+)'/, [
      'The plugin {plugin} of Fastify was not ready in time: it waits for something (a database), or never says that it is done.',
      'Look at what it waits for; raise `pluginTimeout` only where that is slow by itself.',
    ]),
    cause('fastify-listen', /fastify\.listen\(\) must be called with|FST_ERR_LISTEN_OPTIONS_INVALID/, [
      'The app calls `listen` of Fastify in a way that its version does not know.',
      'Write `listen({ port, host })` in the code, or install the version of Fastify that the app was written for.',
    ]),
  ],
};
