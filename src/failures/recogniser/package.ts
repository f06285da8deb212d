import { cause, likelyCause, type RowGroup } from './row.ts';

/** What a build should have made or fetched, and has not: packages, assets; and programs to start that are not there. */
export const PACKAGE_ROWS: RowGroup = {
  runtime: 'a program without its packages',
  root: 'last',
  rows: [
    cause(
      'composer-autoload-missing',
      /(?:Failed opening required |require(?:_once)?\(|include(?:_once)?\()['"]?(?<path>[^'"\s()]*vendor\/autoload\.php)/,
      [
        'The PHP packages of the app are not installed: {path} is not there.',
        'Run `composer install --no-dev` where the app is built, and deploy `vendor` with it; a volume over the folder of the app hides it.',
      ],
    ),
    cause(
      'perl-module-missing',
      /Can't locate (?<file>\S+\.pm) in @INC(?: \(you may need to install the (?<module>\S+) module\))?/,
      [
        'The Perl module {file} is not installed.',
        'Install it where the app is built (`cpanm --installdeps .`, or Debian’s package), or name its folder with `PERL5LIB` under `env`.',
      ],
    ),
    likelyCause(
      'client-package-missing',
      /(?<!\boptional )\b(?:client|driver|adapter|dialect|connector|plugin|package|dependency) [`'"“](?<name>@?[\w./-]+)[`'"”] (?:is|was) not installed\b/i,
      [
        'The app asks for {name}, which is not installed.',
        'Add {name} to the dependencies of the app, and install them where the app is built; one among those for development is left out in production.',
      ],
    ),
    cause('r-package-missing', /there is no package called ["'‘](?<package>[\w.]+)/, [
      'The R package {package} is not installed for the R that runs the app.',
      'Install it where the image is built, and let that build fail if the package does; its folder can be named with `R_LIBS` under `env`.',
    ]),
    cause(
      'mix-dependencies-missing',
      /\*\* \(Mix\) Can't continue due to errors on dependencies|^Unchecked dependencies for environment (?<environment>\w+):/,
      [
        'The packages of the Elixir app are not there, or not compiled for this environment.',
        'Run `mix deps.get` and `mix compile` with the same MIX_ENV where the app is built, or start a release.',
      ],
    ),
    cause(
      'mix-project-missing',
      /\bcould not find a Mix\.Project, please ensure|\*\* \(Mix\) (?:Could not find a Mix\.Project|The task "(?<task>[^"]+)" could not be found)/,
      [
        'Elixir’s mix finds no project of the app in the working directory, or not the task that it is started with.',
        'Set `workingDirectory` to the folder of mix.exs, or start a release.',
      ],
    ),
    cause(
      'go-module-missing',
      /no required module provides package (?<package>\S+?)[;:]|go: (?:cannot find main module|go\.mod file not found|updates to go\.mod needed)|^package \S+ is not in (?:GOROOT|std)\b|missing go\.sum entry for/,
      [
        'Go is to build the app at its start, and its modules are not there.',
        'Build it where the image is made (`go build`), and start the program that comes of it.',
      ],
    ),
    cause('cargo-project-missing', /could not find `Cargo\.toml` in `(?<folder>[^`]+)`/, [
      'Rust’s cargo finds no project in {folder}.',
      'Build the app where the image is made (`cargo build --release`), and start the program that comes of it.',
    ]),
    cause('lua-module-missing', /module '(?<module>[\w.-]+)' not found:/, [
      'The Lua module {module} is not installed.',
      'Install it where the app is built (`luarocks install`), or name its folder with `LUA_PATH` under `env`.',
    ]),
    cause(
      'asset-manifest-missing',
      /(?:Vite manifest not found at|Mix manifest (?:does not exist|not found)|Unable to locate (?:file in Vite manifest|Mix file)|(?:Webpacker|Shakapacker|Vite Ruby) can't find|Could not find the entrypoints file from Webpack|asset .{1,80} is not present in the asset pipeline)/,
      [
        'The front end of the app was not built: its list of built files is not there, or lacks one.',
        'Build it where the image is made (`npm ci && npm run build`, `rails assets:precompile`), and deploy what comes of it (`public/build`, `public/packs`, `public/assets`).',
      ],
    ),
    likelyCause(
      'build-missing',
      /\b[Dd]id you (?:forget to )?(?:run|execute)\b.{0,30}\bbuild\b|\b[Dd]id you (?:forget to )?build your (?:project|app)\b|\b(?:[Rr]un|[Tt]ry) ["'`]?(?:npm|yarn|pnpm|bun)(?: run)? build\b["'`]?(?: first| before|\.|$)|\b[Bb]uild (?:directory|folder|output)\b.{0,80}\b(?:not found|does not exist|is missing)/,
      [
        'The app was not built, or what its build makes was not deployed.',
        'Run its build where the image is made, and deploy the folder that it makes (`dist`, `build`, `.next`, `.output`); look whether an ignore file leaves it out.',
      ],
    ),
    cause(
      'rack-config-missing',
      /configuration (?:file )?(?<path>\S*config\.ru) not found|No application configured, nothing to run/,
      [
        'Ruby’s server finds no config.ru, which names the app.',
        'Set `workingDirectory` to the folder of config.ru, and deploy it.',
      ],
    ),
    cause('rake-task-missing', /Don't know how to build task '(?<task>[^']+)'/, [
      'The app has no rake task called {task}.',
      'Correct its name in `command`; `rake -T` lists those there are. The gem that brings it may be in a group that is left out.',
    ]),
    cause(
      'console-command-missing',
      /Command "(?<command>[^"]+)" is not defined\.|There are no commands defined in the "(?<namespace>[^"]+)" namespace/,
      [
        'The console of the app knows no such command.',
        'Correct its name in `command`; `list` shows those there are. The package that brings it may be one of development, which is not installed.',
      ],
    ),
    cause('perl-script-missing', /Can't open perl script "(?<path>[^"]+)": (?<reason>.+)/, [
      'Perl was told to run {path}: {reason}.',
      'Check the path in `command` (it starts at the working directory), and that the file was deployed.',
    ]),
  ],
};
