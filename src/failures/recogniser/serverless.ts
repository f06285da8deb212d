import { cause, likelyCause, type RowGroup } from './row.ts';

const HANDLER =
  'Correct the handler in the settings of the function (`FILE.FUNCTION`), and export that function. Behind berth the server needs no handler: name its own start as `command`.';

/** What the runtimes of functions (Lambda, Function Compute, Cloud Functions) say of code that they cannot load. */
export const SERVERLESS_ROWS: RowGroup = {
  runtime: 'the runtime of a function',
  root: 'last',
  rows: [
    cause(
      'function-package-missing',
      /Unable to import module '(?<module>[^']+)': No module named '(?<missing>[^']+)'/,
      [
        'The module {module} of the function imports {missing}, and that is not in what was deployed.',
        'Install the packages into the folder that is packed (`pip install -r requirements.txt -t .`), or into a layer, for the Python and the processor of the platform; own modules stand beside the handler.',
      ],
    ),
    cause('function-import-failed', /Unable to import module '(?<module>[^']+)': (?<reason>.+)/, [
      'The module {module} of the function cannot be loaded: {reason}.',
      'Correct what it names; a package with parts in C must be built for the Python and the system of the platform.',
    ]),
    cause(
      'function-module-missing',
      /ImportModuleError: (?:Error: )?Cannot find (?:module|package) '(?<missing>[^']+)'/,
      [
        'The function asks for {missing}, and that is not in what was deployed.',
        'Pack `node_modules` with the code (`npm ci` before), or bundle it; a file of its own must stand where the handler says.',
      ],
    ),
    cause('function-code-unreadable', /\bRuntime\.UserCodeSyntaxError: (?<reason>.+)/, [
      'The runtime cannot read the code of the function: {reason}.',
      'Correct the place below it; new syntax, or `import` in a file that is no module, needs another runtime or `"type": "module"`.',
    ]),
    cause(
      'function-handler-missing',
      /Handler '(?<handler>[^']+)' (?:is )?missing on module '(?<module>[^']+)'|HandlerNotFound: (?<name>\S+) is (?:undefined|not)|MalformedHandlerName: Bad handler '(?<bad>[^']+)'/,
      ['The handler that the function is set to is not in its code.', HANDLER],
    ),
    cause('vercel-export-missing', /\b(?<what>No exports|Invalid export) found in module "(?<file>[^"]+)"/, [
      'The platform finds nothing in {file} that it could serve: the module exports no function and no server.',
      'Let it have a default export (`module.exports = app`, `export default app`), and name the built file where the platform looks for the start. A server that listens by itself runs behind berth as it is.',
    ]),
    likelyCause(
      'azure-function-unloaded',
      /\bWorker was unable to load (?:function|entry point) (?<name>[^:]+): (?<reason>.+)/,
      [
        'The platform cannot load {name} of the app: {reason}.',
        'Correct what it names: `main` in package.json or `scriptFile` names the built file, and `node_modules` is deployed with it.',
      ],
    ),
    cause('cloud-function-undefined', /^Function '(?<name>[^']+)' is not defined in the provided module\b/, [
      'The Functions Framework looks for the function {name}, and the module does not export it.',
      'Correct `--target` or `FUNCTION_TARGET` under `env`, or export that name.',
    ]),
    cause('function-handler-class', /^Class not found: (?<class>[\w.$]+): java\.lang\.ClassNotFoundException/, [
      'The handler class {class} of the function is not in what was deployed.',
      'Correct its name in the settings of the function, and deploy the jar with all its libraries (shaded, or below `lib/`).',
    ]),
    cause('function-bootstrap-missing', /Couldn't find valid bootstrap\(s\): \[(?<paths>[^\]]+)\]/, [
      'The platform starts the program `bootstrap`, and it is not there or lacks its executable bit ({paths}).',
      'Put it at the top of the package, with `chmod +x`, built for the processor of the platform.',
    ]),
    cause(
      'function-target-missing',
      /Missing(?:Target|Source)Exception: File (?<file>\S+) (?:is expected to contain a function named|that is expected to define function) '?(?<name>\w*)/,
      [
        'The Functions Framework looks for a function in {file} and does not find it.',
        'Correct `--target` or `FUNCTION_TARGET` under `env`, and `--source` if the file is another.',
      ],
    ),
  ],
};
