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
    cause(
      'uv-lock-missing',
      /lockfile at `uv\.lock`(?:,? but `(?<option>--\w+)`| needs to be updated|\. To create a lockfile)/,
      ['The file uv.lock is missing, or does not fit pyproject.toml.', 'Run `uv lock` and deploy both files.'],
    ),
    cause(
      'uv-python-version',
      /^error: (?:No interpreter found for |The requested interpreter resolved to Python [\d.]+, which is incompatible with the project's )(?<wanted>Python (?:requirement: `[^`]+`|[^ ]+))/,
      [
        'The project asks for {wanted}, and no such Python is installed here.',
        'Install it where the app is built, or change `requires-python` or `.python-version`.',
      ],
    ),
    cause(
      'conda-environment-missing',
      /\bEnvironmentLocationNotFound: Not a conda environment: (?<folder>\S+)|^Could not find conda environment: (?<name>\S+)/,
      [
        'There is no conda environment at {folder}.',
        `Make it where the image is built (\`conda env create\`), or correct its name. ${CALL_IT}`,
      ],
    ),
    cause(
      'conda-not-set-up',
      /Your shell has not been properly configured to use 'conda activate'|Run 'conda init' before 'conda activate'/,
      [
        'A start script activates a conda environment in a shell that conda was never set up for.',
        'Write `conda run --no-capture-output -n NAME COMMAND`, or name the program by its full path in the environment.',
      ],
    ),
    cause(
      'pip-version-unknown',
      /^ERROR: (?:No matching distribution found for (?<package>\S+)|Could not find a version that satisfies the requirement (?<wanted>\S+))/,
      [
        'There is no version of {package} that fits what is asked for, this Python and this system.',
        'Correct it in the requirements, or use the version of Python that it was made for; install where the app is built.',
      ],
    ),
    cause('pip-managed', /^error: externally-managed-environment$/, [
      'The Python of the system does not let pip install into it.',
      'Make a virtual environment where the image is built (`python3 -m venv`), and install there.',
    ]),
  ],
};
