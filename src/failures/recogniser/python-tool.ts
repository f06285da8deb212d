import { cause, type RowGroup } from './row.ts';

const CALL_IT = 'Or call the program by its full path in the virtual environment, and leave the tool out of the start.';

/** What the tools that start Python programs for others say: poetry, uv, pipenv, conda. */
export const PYTHON_TOOL_ROWS: RowGroup = {
  runtime: 'Python’s tools',
  root: 'first',
  rows: [
    cause('poetry-no-project', /^Poetry could not find a pyproject\.toml file in (?<folder>.+) or its parents/, [
      'Poetry finds no pyproject.toml in {folder} or above it.',
      'Set `workingDirectory` to the folder of the app, and deploy the file.',
    ]),
    cause(
      'poetry-command-missing',
      /^(?:Command not found: |Error: the command )(?<command>\S+)(?:$| (?:\(from \S+\) )?could not be found)/,
      [
        'The virtual environment has no command {command}: its package is not installed there, or the environment is another one.',
        `Install the dependencies where the app is built, with the same tool and Python. ${CALL_IT}`,
      ],
    ),
    cause(
      'poetry-lock-old',
      /^pyproject\.toml changed significantly since poetry\.lock was last generated|poetry\.lock is not up to date with pyproject\.toml/,
      [
        'The file poetry.lock is older than pyproject.toml, and Poetry does not install from it.',
        'Run `poetry lock` and deploy both files.',
      ],
    ),
    cause(
      'poetry-python-version',
      /^(?:The currently activated|Current) Python version \(?(?<version>[\d.]+)\)? is not (?:allowed|supported) by the project \((?<wanted>[^)]+)\)/,
      [
        'The project asks for Python {wanted}, and this is Python {version}.',
        'Run it with that Python, or change `python` in pyproject.toml.',
      ],
    ),
    cause('pip-python-version', /\brequires a different Python: (?<version>[\d.]+\S*) not in '(?<wanted>[^']{1,60})'/, [
      'A package is for Python {wanted}, and this is Python {version}.',
      'Run the app with that Python, or install a version of the package that knows this one.',
    ]),
    cause('uv-cache-folder', /^error: Failed to initialize cache at `(?<folder>[^`]+)`/, [
      'The tool uv cannot keep its cache in {folder}.',
      `Set \`UV_CACHE_DIR: \${runDir}/uv\` under \`env\`, or add \`--no-cache\`. ${CALL_IT}`,
    ]),
    cause('uv-command-missing', /^error: Failed to spawn: `?(?<command>[^`\s]+)/, [
      'The tool uv cannot start {command}: it is not installed in the virtual environment.',
      `Run \`uv sync\` where the app is built, and deploy \`.venv\` with it. ${CALL_IT}`,
    ]),
    cause('uv-no-project', /^error: No `pyproject\.toml` found in current directory or any parent/, [
      'The tool uv finds no pyproject.toml in the working directory or above it.',
      'Set `workingDirectory` to the folder of the app, and deploy the file.',
    ]),
    cause('uv-lock-missing', /lockfile at `uv\.lock`(?:,? but `(?<option>--\w+)`| needs to be updated)/, [
      'The file uv.lock is missing, or does not fit pyproject.toml.',
      'Run `uv lock` and deploy both files.',
    ]),
    cause('uv-python-version', /^error: No interpreter found for (?<wanted>Python [^ ]+)/, [
      'The project asks for {wanted}, and no such Python is installed here.',
      'Install it where the app is built, or change `requires-python` or `.python-version`.',
    ]),
  ],
};
