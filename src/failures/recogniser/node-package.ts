import { cause, type RowGroup } from './row.ts';

const SAME_SYSTEM =
  'Install the packages on the same system and processor that run the app, with optional dependencies and install scripts; do not copy `node_modules` from another one.';
const NEWER =
  'Use the version of Node.js that the app asks for (`engines` in package.json), or an older version of the package.';
const STARTER = 'Better still, start the server itself, what the script runs: then no package manager is needed.';

/** What Node.js says of modules and addons, and package managers of a folder. */
export const NODE_PACKAGE_ROWS: RowGroup = {
  runtime: 'Node.js packages',
  root: 'last',
  rows: [
    cause(
      'node-require-esm',
      /(?:\[ERR_REQUIRE_ESM\]: |^)(?:require\(\) of ES Module|Must use import to load ES Module:) (?<path>\S+?)(?: from (?<by>\S+))?(?: not supported\.?|$)/,
      [
        'The app loads {path} with `require`, but that is an ES module.',
        'Take the version of the package that still has CommonJS, load it with `import()`, or use Node.js 22, which can. pm2 needs a release that knows .mjs.',
      ],
    ),
    cause('node-folder-imported', /Directory import '(?<path>[^']+)' is not supported resolving ES modules/, [
      'The app imports the folder {path}, and ES modules know no index.js of a folder.',
      'Write the file’s whole name in the import, or build the app with a bundler or with `"module": "CommonJS"`.',
    ]),
    cause('node-typescript-unknown', /Unknown file extension "(?<extension>\.[cm]?tsx?)" for (?<path>\S+)/, [
      'Node.js was given {path}, and cannot read TypeScript ({extension}).',
      'Compile where the app is built, and start the JavaScript; or start it with tsx.',
    ]),
    cause(
      'node-export-missing',
      /The requested module '(?<module>[^']+)' does not provide an export named '(?<name>[^']+)'/,
      [
        'The app imports {name} from {module}, which exports no such thing.',
        'Correct the name, or install the version of the package that the app was written for (`npm ci`). Of a CommonJS package import the default.',
      ],
    ),
    cause(
      'node-named-export',
      /Named export '(?<name>[^']+)' not found\. The requested module '(?<module>[^']+)' is a CommonJS module/,
      [
        'The app imports {name} from {module}, a CommonJS package of which Node.js cannot see that name.',
        'Import the default and take {name} from it, or install the version of the package that the app was written for (`npm ci`).',
      ],
    ),
    cause(
      'node-require-async',
      /require\(\) cannot be used on an ESM graph with top-level await|Cannot require\(\) ES Module (?<path>\S+) (?:in a cycle|because it is not yet fully loaded)/,
      [
        'The app loads an ES module with `require`, and that one waits at its top level (`await`), or is being loaded already.',
        'Load it with `import()`, or take the version of the package that still has CommonJS.',
      ],
    ),
    cause(
      'node-typescript-syntax',
      /\[ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX\]: (?<what>.+)|\[ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING\]: (?<other>.+)/,
      [
        'Node.js takes types out of TypeScript, but does not compile it: {what}.',
        'Compile where the app is built, and start the JavaScript; or start it with tsx.',
      ],
    ),
    cause('node-dirname-in-module', /(?<name>__dirname|__filename|exports|module) is not defined in ES module scope/, [
      'A file uses {name}, but Node.js reads it as an ES module.',
      'Name the file .cjs, or take `"type": "module"` out of package.json; in a module use `import.meta.dirname`.',
    ]),
    cause(
      'node-path-not-exported',
      /Package subpath '(?<path>[^']+)' is not defined by "exports" in (?<file>[^\s;]+)|No "exports" main defined in (?<other>\S+)/,
      [
        'The app loads {path} of a package that no longer offers it ({file}).',
        'Install the version that the app was written for (`npm ci`), or correct the import.',
      ],
    ),
    cause(
      'node-json-import',
      /Module "(?<path>[^"]+)" needs an import (?:attribute|assertion) of (?:type "json"|"type: json")/,
      [
        'The app imports {path} without saying that it is JSON.',
        'Write `with { type: "json" }` behind the import, or read the file with `fs`.',
      ],
    ),
    cause('node-env-file-missing', /^(?:\S*\/)?node: (?<path>\S+): not found$/, [
      'Node.js is to read variables from {path} (`--env-file`), and there is no such file.',
      'Deploy it, or set the variables under `env` and leave the option out; `--env-file-if-exists` does without.',
    ]),
    cause('node-options-forbidden', /node: (?<option>-\S+) is not allowed in NODE_OPTIONS/, [
      'This version of Node.js does not take {option} from `NODE_OPTIONS`: it is too old for it, or allows it on the command line only.',
      'Take it out of `NODE_OPTIONS` under `env`, or use a version of Node.js that knows it.',
    ]),
    cause(
      'node-builtin-missing',
      /(?:Cannot find (?:module|package) '|No such built-in module: |Unknown builtin module: ?)(?<module>node:[\w/]+)/,
      ['This version of Node.js has no module {module}.', NEWER],
    ),
    cause(
      'node-global-missing',
      /ReferenceError: (?<name>fetch|structuredClone|AbortController|Headers|FormData|Blob|ReadableStream|WebSocket|CustomEvent|File|crypto|globalThis|queueMicrotask|BigInt) is not defined/,
      ['This version of Node.js does not have {name}.', NEWER],
    ),
    cause(
      'node-method-missing',
      /TypeError: .{1,80}(?:\.(?<method>replaceAll|flatMap|structuredClone|hasOwn|findLast|findLastIndex|toSorted|toReversed|allSettled|withResolvers|fromEntries|groupBy|matchAll)) is not a function/,
      ['This version of Node.js does not know the method {method}.', NEWER],
    ),
    cause('node-syntax-too-new', /^SyntaxError: Unexpected token '?(?:\.|\?|\?\?=|\|\|=|&&=|\?\.)'?$/, [
      'A file of the app is written in a JavaScript that is newer than this Node.js.',
      NEWER,
    ]),
    cause('sharp-platform', /Could not load the "sharp" module using the (?<platform>\S+) runtime/, [
      'The image library sharp is not installed for this platform, {platform}.',
      `${SAME_SYSTEM} For images without glibc: \`npm install --os=linux --libc=musl --cpu=x64 sharp\`.`,
    ]),
    cause(
      'node-addon-unbuilt',
      /Cannot find module '(?:[^']*\/)?(?:build\/(?:Release|Debug)|prebuilds\/[\w-]+)\/(?<addon>[\w.@+-]+\.node)'/,
      [
        'A native addon of the app, {addon}, was never built, or for another system.',
        `${SAME_SYSTEM} \`npm rebuild\` makes it, with python3, make and a compiler at hand.`,
      ],
    ),
    cause('node-bindings-missing', /Could not locate the bindings file\. Tried:/, [
      'A native addon of the app was never built: its file (.node) is in none of the places below.',
      `${SAME_SYSTEM} \`npm rebuild\` makes it, with python3, make and a compiler at hand.`,
    ]),
    cause('node-gyp-build-missing', /No native build was found for (?<platform>platform=\S+ arch=\S+)/, [
      'A native addon of the app has no build for this platform ({platform}).',
      `${SAME_SYSTEM} \`npm rebuild\` makes it, with python3, make and a compiler at hand.`,
    ]),
    cause(
      'node-platform-package',
      /Cannot find (?:module|package) '?(?<package>@?[\w./-]+-(?:linux|linuxmusl|darwin|win32)-(?:x64|arm64|arm)[\w-]*)/,
      ['The part of a package for one platform, {package}, is not installed.', SAME_SYSTEM],
    ),
    cause(
      'esbuild-platform',
      /The package "(?<package>@esbuild\/[^"]+)" could not be found, and is needed by esbuild|You installed esbuild for another platform/,
      ['The part of esbuild for this platform is not installed.', SAME_SYSTEM],
    ),
    cause(
      'yarn-engine',
      /The engine "(?<engine>\w+)" is incompatible with this module\. Expected version "(?<wanted>[^"]+)"\. Got "(?<found>[^"]+)"/,
      [
        'The app wants {engine} {wanted}, and this is {found}.',
        `Use that version, or correct \`engines\` in package.json. ${STARTER}`,
      ],
    ),
    cause('npm-engine', /Not compatible with your version of node\/npm: (?<package>\S+)/, [
      'This version of Node.js is not one that {package} runs with.',
      NEWER,
    ]),
    cause('yarn-no-package-json', /Couldn't find a package\.json file in "(?<folder>[^"]+)"/, [
      'yarn finds no package.json in {folder}.',
      'Set `workingDirectory` to the folder of the app, and deploy its package.json.',
    ]),
    cause(
      'pnpm-no-package-json',
      /No package\.json \(or package\.yaml, or package\.json5\) was found in "(?<folder>[^"]+)"/,
      [
        'pnpm finds no package.json in {folder}.',
        'Set `workingDirectory` to the folder of the app, and deploy its package.json.',
      ],
    ),
    cause('yarn-script-missing', /^(?:error )?Command "(?<script>[^"]+)" not found\.$/, [
      'package.json has no script called {script}, and no package brings a program of that name.',
      'Correct the name in `command`, or install the package that brings it.',
    ]),
    cause('pnpm-no-lockfile', /Cannot install with "frozen-lockfile" because (?<reason>.+)/, [
      'pnpm installs the packages at the start, and does not: {reason}.',
      `Deploy the lock file that fits package.json, and install where the app is built. ${STARTER}`,
    ]),
    cause('npm-no-lockfile', /The `npm ci` command can only install with an existing package-lock\.json/, [
      'The packages are installed at the start with `npm ci`, and there is no package-lock.json.',
      `Deploy the lock file, and install where the app is built. ${STARTER}`,
    ]),
    cause(
      'yarn-package-manager',
      /package\.json defines "packageManager": "(?<wanted>[^"]+)"\. However the current global version of Yarn is (?<found>[\d.]*\d)/,
      [
        'The app wants {wanted}, and this is yarn {found}.',
        `Run \`corepack enable\` where the image is built. ${STARTER}`,
      ],
    ),
    cause('pnpm-package-manager', /This project is configured to use (?<wanted>npm|yarn|pnpm|bun)\b/, [
      'package.json says that the app is run with {wanted}, and `command` runs another package manager.',
      `Use {wanted} in \`command\`. ${STARTER}`,
    ]),
    cause(
      'corepack-download',
      /(?:Error when|answered with HTTP (?<status>\d+) when) performing the request to (?<address>\S+?)(?:;|$)/,
      [
        'The package manager is to be downloaded by corepack at the start, and cannot be: {address}.',
        `Run \`corepack prepare --activate\` where the image is built, with \`COREPACK_HOME\` in a folder that is deployed. ${STARTER}`,
      ],
    ),
  ],
};
