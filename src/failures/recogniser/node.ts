import { cause, causeWith, likelyCause, makeFirst, outcry, type RowGroup } from './row.ts';

/** What Node.js and npm say. */
export const NODE_ROWS: RowGroup = {
  runtime: 'Node.js',
  root: 'last',
  voice:
    /\b(?:connect|listen|getaddrinfo) E[A-Z]|^Node\.js v\d|JavaScript heap|^npm |node: bad option|\(node:|^ {4}at |^\[watch\] |(?<!ModuleError: (?:Error: )?)\bCannot find (?:module|package) '|\bSyntaxError: (?:Cannot use|Unexpected (?:token|identifier|reserved))/,
  rows: [
    cause('node-module-missing', /Cannot find (?:module|package) '(?<module>[^'./][^']*)'/, [
      'The Node.js package {module} is not installed.',
      'Run `npm ci` where the app is built, and deploy `node_modules` with it; check that {module} stands under `dependencies`, not `devDependencies`.',
    ]),
    causeWith('node-preloaded-file-missing', /Cannot find module '(?<path>[./][^']*)'/, /^- internal\/preload$/, [
      'Node.js was told to load {path} ahead of the app, and there is no such file.',
      'Correct the path behind `-r` or `--require` in `command` or in `NODE_OPTIONS` (it starts at the working directory), and deploy the file.',
    ]),
    causeWith('node-absolute-file-missing', /Cannot find module '(?<path>\/[^']*)'/, /^- \//, [
      'The app’s own code asks for {path}, and there is no such file.',
      'Check that the path is right on this machine and that the file was deployed. The lines below the message name the file that asks.',
    ]),
    cause('node-required-file-missing', /Cannot find module '(?<path>\.\.?\/[^']*|[^']+(?=' imported from .*[^/]$))'/, [
      'The app’s own code asks for {path}, and there is no such file.',
      'Check that the build has made the file and that it was deployed, and compare upper and lower case: Linux tells them apart. The lines below the message name the file that asks.',
    ]),
    cause('node-script-missing', /Cannot find module '(?<path>[./][^']*)'/, [
      'Node.js was told to load {path}, and there is no such file.',
      'Check the path in `command` (it starts at the working directory), and that the build that makes the file has run and was deployed.',
    ]),
    cause(
      'node-import-in-commonjs',
      /(?<!UserCodeSyntaxError: )SyntaxError: (?:Cannot use import statement outside a module|Unexpected (?:token '?|reserved word '?)(?:import|export)\b)/,
      [
        'A file uses `import` or `export`, but Node.js reads it as CommonJS.',
        'Set `"type": "module"` in package.json, name the file .mjs, or run the compiled output instead of the source.',
      ],
    ),
    cause('node-require-in-module', /ReferenceError: require is not defined in ES module scope/, [
      'A file uses `require`, but Node.js reads it as an ES module.',
      'Name the file .cjs, or take `"type": "module"` out of package.json.',
    ]),
    cause('node-syntax-error', /^\s{0,8}SyntaxError: (?<message>.+)/, [
      'Node.js cannot read a file of the app: {message}.',
      'Correct the file and line named above the message. New syntax needs a newer Node.js: compare `node --version` with what the app asks for. A line that begins with `import` needs `"type": "module"` in package.json.',
    ]),
    cause('node-heap-limit', /FATAL ERROR: .*JavaScript heap out of memory/, [
      'The JavaScript heap of Node.js reached its limit.',
      'Give the process more heap with `NODE_OPTIONS: --max-old-space-size=MIB` under `env`, below the memory of the instance, or find what keeps growing.',
    ]),
    cause('node-bad-option', /^\S*node: bad option: (?<option>\S+)/, [
      'This version of Node.js does not know the option {option}.',
      'Correct the option in `command` or `NODE_OPTIONS`, or use the version of Node.js that has it.',
    ]),
    cause('node-openssl-legacy', /error:0308010C:digital envelope routines::unsupported/, [
      'The app asks OpenSSL for an old hash or cipher that OpenSSL 3 no longer offers.',
      'Upgrade the package that asks for it (old webpack does); until then set `NODE_OPTIONS: --openssl-legacy-provider` under `env`.',
    ]),
    cause('node-addon-version', /^NODE_MODULE_VERSION (?<built>\d+)\. This version of Node\.js requires/, [
      'A native addon was built for another version of Node.js (module version {built}).',
      'Run `npm rebuild`, or `npm ci`, with the same Node.js that runs the app.',
    ]),
    cause('node-address-in-use', /listen EADDRINUSE: address already in use (?<address>\S+)/, [
      'The app wants to listen on {address}, and something listens there already.',
      'Let the app listen on another port (`port: auto` picks a free one and passes it as `$PORT`), or stop the other program.',
    ]),
    cause(
      'node-port-reserved',
      /listen EACCES: permission denied (?<address>\S*:(?:102[4-9]|10[3-9]\d|1[1-9]\d\d|[2-9]\d{3}|[1-9]\d{4}))(?!\S)/,
      [
        'The app may not listen on {address}: the system keeps this port from it.',
        'Let the app listen on another port (`port: auto` picks a free one and passes it as `$PORT`). Windows keeps ranges of ports for itself: `netsh int ipv4 show excludedportrange protocol=tcp`.',
      ],
    ),
    cause('node-port-forbidden', /listen EACCES: permission denied (?<address>\S+)/, [
      'The app may not listen on {address}: ports below 1024 belong to root.',
      'Let the app listen on a port from 1024 on, and tell berth by `port`.',
    ]),
    cause('node-address-not-local', /listen EADDRNOTAVAIL: address not available (?<address>\S+)/, [
      'The app wants to listen on {address}, which is no address of this machine.',
      'Let the app listen on 127.0.0.1 or 0.0.0.0.',
    ]),
    cause('esbuild-input-ended', /^\[watch\] stopped automatically because stdin was closed/, [
      'In its watch mode esbuild ends with its standard input, which is at its end.',
      'Write `--watch=forever`, or set `stdin: open`: an input that never ends.',
    ]),
    cause('npm-no-package-json', /npm (?:error|ERR!) enoent Could not read package\.json/, [
      'npm finds no package.json in the working directory.',
      'Set `workingDirectory` to the folder of the app, and deploy its package.json.',
    ]),
    likelyCause(
      'node-run-file-folder',
      /ENOENT: no such file or directory, open '(?<folder>[^']*)\/[^/']+\.(?:pid|lock|log)'/,
      ['The app cannot write a file of its own in {folder}: there is no such folder.', makeFirst('{folder}')],
    ),
    likelyCause('node-file-missing', /ENOENT: no such file or directory, \w+ '(?<path>[^']+)'/, [
      'The app needs {path}, and it is not there.',
      'Deploy the file or folder with the app; a relative path starts at the working directory.',
    ]),
    likelyCause(
      'node-file-forbidden',
      /(?:EACCES: permission denied|EPERM: operation not permitted), \w+ '(?<path>[^']+)'/,
      [
        'The app may not use {path} as the user it runs as.',
        'Change the owner or the mode of the file, or let the app use a folder it may write to.',
      ],
    ),
    outcry('node-unhandled-rejection', /rejected with the reason "(?<reason>[^"]+)/, [
      'A promise was rejected, and the app does not handle that: {reason}.',
      'Correct what the reason names, and handle the rejection in the app.',
    ]),
    cause('npm-script-missing', /npm (?:error|ERR!) [Mm]issing script: "?(?<script>[^"\s]+)/, [
      'package.json has no script called {script}.',
      'Correct the name in `command`; `npm run` lists the scripts there are.',
    ]),
    outcry('node-uncaught-error', /^(?:Uncaught )?(?<error>(?:[A-Z]\w*)?Error)(?: \[\w+\])?: (?<message>.+)/, [
      'The app ended with an error that nothing in it handles: {error}: {message}.',
      'Follow the stack below the message to the first line of the app’s own code.',
    ]),
  ],
};
