import { cause, causeWith, type RowGroup } from './row.ts';

const INSTALL = 'Install the packages where the app is built, and deploy what comes of it.';
const STARTER = 'Better still, start the server itself, what the script runs: then no package manager is needed.';

/** What package managers of Node.js and runners of monorepos say of a project that they cannot start anything in. */
export const NODE_TOOL_ROWS: RowGroup = {
  runtime: 'a package manager for Node.js',
  root: 'last',
  rows: [
    cause(
      'npm-lock-mismatch',
      /(?:`npm ci`|\bcipm) can only install packages when your package\.json and package-lock\.json\b/,
      [
        'The packages are installed at the start with `npm ci`, and package-lock.json does not fit package.json.',
        `Run \`npm install\` where the app is written, and deploy both files as it leaves them. ${STARTER}`,
      ],
    ),
    cause('npm-executable-missing', /^npm (?:ERR!|error) could not determine executable to run$/, [
      'The tool npx finds no program in the package that it is to run: it is not installed, or brings none of its name.',
      'Add the package to `dependencies` and install where the app is built; `npx --package=NAME COMMAND` names package and program apart.',
    ]),
    cause(
      'npm-package-unknown',
      /^npm (?:ERR!|error) (?:404 Not Found(?: - GET|:) (?<address>\S+)|404 {2}['"](?<package>[^'"]+)['"] is not in|notarget No matching version found for (?<version>\S+?)\.?$)/,
      [
        'npm is to fetch a package or a version that its registry does not have: {address}.',
        `Correct its name and version, or the registry (\`.npmrc\`) and its token for a private one; what npx is to run must be installed. ${INSTALL}`,
      ],
    ),
    cause('npm-peers-conflict', /^npm (?:ERR!|error) ERESOLVE (?:could not|unable to) resolve\b/, [
      'The packages are installed at the start, and two of them want another version of a third.',
      `Settle it where the app is written, and deploy the lock file. ${INSTALL}`,
    ]),
    cause('npm-integrity', /^npm (?:ERR!|error) code EINTEGRITY$/, [
      'A package that npm has fetched is not the one that package-lock.json names: the lock file is old, or a cache or a proxy on the way hands out something else.',
      `Run \`npm cache clean --force\`, and write the lock file anew. ${INSTALL}`,
    ]),
    cause(
      'pnpm-version-wanted',
      /\bconfigured to use v(?<wanted>[\d.]+\d) of (?<manager>\w+)\. Your current \w+ is v(?<found>[\d.]+\d)/,
      [
        'package.json wants {manager} {wanted}, and this is {manager} {found}.',
        `Run \`corepack enable\` where the image is built, or install that version there. ${STARTER}`,
      ],
    ),
    cause('pnpm-signature', /\bRefusing to run (?<manager>\S+): its npm registry signature could not be verified/, [
      'package.json asks for {manager}, which pnpm fetches at the start, and its signature cannot be checked.',
      `Install that very version where the image is built. ${STARTER}`,
    ]),
    causeWith(
      'pnpm-engine',
      /^\W*ERR_PNPM_UNSUPPORTED_ENGINE\b|^Your (?:Node|pnpm) version is incompatible with /,
      /^(?:Expected version: (?<wanted>.+))/,
      [
        'A package of the app runs with another version of Node.js or pnpm only: {wanted}.',
        'Use that version, or an older one of the package.',
      ],
    ),
    cause(
      'package-script-missing',
      /^(?:\W*ERR_PNPM_NO_SCRIPT(?:_OR_SERVER)? +Missing script:? |(?:Usage Error: )?Couldn't find a script named )"?(?<script>[\w:.-]+)/,
      [
        'package.json has no script called {script}.',
        'Correct the name in `command`, or set `workingDirectory` to the folder of the package that has it.',
      ],
    ),
    cause('pnpm-filter-empty', /^No projects matched the filters in "(?<folder>[^"]+)"/, [
      'pnpm is to start a package of a monorepo, and finds none of that name in {folder}.',
      'Compare the name behind `--filter` with `name` in the package.json of the package, and deploy pnpm-workspace.yaml with the packages it lists.',
    ]),
    cause('pnpm-no-terminal', /^\W*ERR_PNPM_ABORTED_REMOVE_MODULES_DIR_NO_TTY\b/, [
      'pnpm is to remove `node_modules`, which another version or system has made, and asks first, where nobody can answer.',
      `Set \`CI: "true"\` under \`env\`, or do not share the folder with the host. ${INSTALL}`,
    ]),
    cause('corepack-signature', /\bCannot find matching keyid: \{|^Internal Error: Cannot find matching keyid/, [
      'The corepack of this Node.js does not know the keys with which the registry signs today, and refuses the package manager it has fetched.',
      `Run \`npm install -g corepack@latest\` where the image is built, or use a newer Node.js. ${STARTER}`,
    ]),
    cause(
      'yarn-not-installed',
      /This package doesn't seem to be present in your lockfile|\bdoesn't seem to have been installed - running an install there/,
      [
        'yarn finds no lock file of this project, or one that does not name its packages, so that it takes them for not installed.',
        'Run `yarn install` where the app is built, and deploy yarn.lock with what it makes (`.yarn`, `.pnp.cjs` or `node_modules`).',
      ],
    ),
    cause(
      'yarn-lock-frozen',
      /\bThe lockfile would have been modified by this install, which is explicitly forbidden/,
      [
        'yarn installs the packages at the start, and yarn.lock does not fit package.json.',
        `Run \`yarn install\` where the app is written, and deploy both files. ${STARTER}`,
      ],
    ),
    cause(
      'yarn-undeclared',
      /\bYour application tried to access (?<package>\S+), but it isn't declared in your dependencies/,
      [
        'The app loads {package}, which its package.json does not name; with Plug’n’Play yarn gives a package only what it has asked for.',
        'Add it to `dependencies`, or let .yarnrc.yml choose `node_modules` by its `nodeLinker`.',
      ],
    ),
    cause('turbo-no-manager', /Missing (?:`devEngines\.packageManager` or legacy )?`packageManager` field\b/, [
      'Turborepo does not know the package manager of the project: `packageManager` is missing in package.json.',
      'Add it (`"packageManager": "pnpm@10.0.0"`), and deploy the lock file with it.',
    ]),
    cause('turbo-task-missing', /\bCould not find task `(?<task>[^`]+)` in project/, [
      'Turborepo knows no task {task}: turbo.json does not name it.',
      'Correct the name in `command`, or start the script of the package itself.',
    ]),
    cause('turbo-package-missing', /\bNo package found with name '(?<package>[^']+)' in workspace/, [
      'Turborepo is to start {package}, and there is no such package.',
      'Correct the name behind `--filter`, and deploy the folder of the package.',
    ]),
    cause('lerna-config-missing', /\bENOLERNA\b/, [
      'Lerna finds no lerna.json in the working directory.',
      'Set `workingDirectory` to the root of the monorepo, and deploy the file; better still, start the server of the one package itself.',
    ]),
    cause('nx-no-workspace', /^\W*(?:NX +)?The current directory isn't part of an Nx workspace\./, [
      'Nx finds no nx.json in the working directory or above it.',
      'Set `workingDirectory` to the root of the monorepo. Build where the image is made, and start what comes of it (`node dist/apps/NAME/main.js`).',
    ]),
    cause('npm-platform', /^npm (?:ERR!|error) notsup Unsupported platform for (?<package>\S+?): wanted/, [
      'The package {package} is for another system or processor than this.',
      'Move it to `optionalDependencies`, or take it out of `dependencies`.',
    ]),
    cause('workspace-protocol', /\bUnsupported URL Type "(?<kind>workspace|catalog|link|portal):"/, [
      'package.json names packages by `{kind}:`, which npm does not know: it belongs to pnpm or yarn.',
      'Install and start with the package manager whose lock file the project has.',
    ]),
    cause(
      'workspace-package-missing',
      /"(?<package>[^"@]+@?[^"]*?)@workspace:[^"]*" is in the dependencies but no package named|^error: Workspace dependency "(?<other>[^"]+)" not found/,
      [
        'The app leans on {package} of its monorepo, which is not there.',
        'Deploy the folders of the packages that it uses, too (`pnpm deploy`, `turbo prune`), with pnpm-workspace.yaml or `workspaces` of package.json.',
      ],
    ),
    cause('bun-lock-frozen', /^error: lockfile had changes, but lockfile is frozen/, [
      'The packages are installed at the start with Bun, and its lock file does not fit package.json.',
      `Run \`bun install\` where the app is written, and deploy both files. ${STARTER}`,
    ]),
  ],
};
