import { cause, causeWith, likelyCause, type RowGroup } from './row.ts';

const SETTING_CURE =
  'Set it under `env` (pydantic takes capital letters for small ones), with the prefix of the class if it has one; if the settings come from a file, put it there.';

/** What Django, pydantic and numpy say, and Python of code and packages that do not fit together. */
export const PYTHON_FRAMEWORK_ROWS: RowGroup = {
  runtime: 'Python’s frameworks',
  root: 'last',
  rows: [
    cause('django-allowed-hosts', /You must set settings\.ALLOWED_HOSTS if DEBUG is False/, [
      'Django does not start without `DEBUG` as long as `ALLOWED_HOSTS` is empty.',
      'List the host names that visitors use in `ALLOWED_HOSTS`, or in the variable under `env` that the settings read it from; berth hands the visitor’s `Host` on.',
    ]),
    cause(
      'django-static-root',
      /ImproperlyConfigured: You're using the staticfiles app without having set the STATIC_ROOT/,
      [
        'Django is to collect static files, and its settings do not say where: `STATIC_ROOT` is missing.',
        'Set `STATIC_ROOT` in the settings module, and run `collectstatic` where the app is built.',
      ],
    ),
    cause('django-static-manifest', /^ValueError: Missing staticfiles manifest entry for '(?<file>[^']+)'/, [
      'Django does not find {file} among the collected static files.',
      'Run `manage.py collectstatic --noinput` where the app is built or by a one-shot, with the settings that the server uses.',
    ]),
    cause(
      'django-driver-missing',
      /ImproperlyConfigured: Error loading (?<driver>psycopg2 or psycopg|psycopg2?|MySQLdb|cx_Oracle|oracledb)\b/,
      [
        'Django needs a driver for its database, and {driver} is not installed or cannot be loaded.',
        'Install it with the Python that runs the app (`psycopg[binary]`, `mysqlclient`, `oracledb`), and the system library it leans on.',
      ],
    ),
    cause(
      'django-settings-unnamed',
      /ImproperlyConfigured: Requested settings?(?: (?<setting>\w+))?, but settings are not configured/,
      [
        'Django was not told which settings to use: DJANGO_SETTINGS_MODULE is not set.',
        'Set `DJANGO_SETTINGS_MODULE` under `env` (e.g. `shop.settings`), or set it in the code before Django is used.',
      ],
    ),
    cause(
      'django-improperly-duplicate',
      /ImproperlyConfigured: Application labels aren't unique, duplicates: (?<name>\S+)/,
      [
        'Two apps of Django have the same label {name}.',
        'Take one out of `INSTALLED_APPS`, or give it another `label` in its AppConfig.',
      ],
    ),
    cause('django-system-check', /^(?:\?|[\w.]+): \((?<check>[\w.]+\.E\d{3})\) (?<message>.+)/, [
      'Django’s own check finds the settings or models faulty: {message} ({check}).',
      'Correct what it names; `manage.py check` lists all without starting the server.',
    ]),
    cause('django-apps-not-ready', /AppRegistryNotReady: (?:Apps|Models) aren't loaded yet/, [
      'The app uses Django’s models before Django has loaded its apps.',
      'Move that import into the function that needs it or into `AppConfig.ready()`; a script calls `django.setup()` first. If another error stands above, that is the first one.',
    ]),
    cause('django-command-unknown', /^Unknown command: '(?<command>\w[^']*)'/, [
      'Django’s manage.py knows no command {command}.',
      'Correct it in `command`; a command of a package needs that package in `INSTALLED_APPS`.',
    ]),
    cause(
      'pydantic-moved',
      /PydanticImportError: `(?<name>[^`]+)` has been (?<what>moved to the `[^`]+` package|removed)/,
      [
        'The app is written for pydantic 1, and version 2 is installed: {name} has been {what}.',
        'Pin `pydantic<2`, or install the package and change the import.',
      ],
    ),
    cause('pydantic-version', /PydanticUserError: (?<message>.+)/, [
      'The app uses pydantic in a way that the installed version does not allow: {message}',
      'Pin the version that the app was written for (`pydantic<2` for older code), or change the model.',
    ]),
    {
      ...causeWith('pydantic-settings-missing', /^(?<field>[A-Za-z_][\w.]{0,80})$/, /\bfield required [[(]type=/i, [
        'The settings of the app lack {field}.',
        SETTING_CURE,
      ]),
      certainty: 'likely',
    },
    {
      ...causeWith(
        'pydantic-settings-invalid',
        /^(?<field>[A-Za-z_][\w.]{0,80})$/,
        /^\s*(?:(?:Input should|Value error|value is not|URL input should|Extra inputs|extra fields)\b.+[[(]type=|\S.{0,200} \(type=(?:value|type)_error\b)/,
        ['The settings of the app have a value for {field} that does not fit.', `Correct it. ${SETTING_CURE}`],
      ),
      certainty: 'likely',
    },
    cause(
      'numpy-binary',
      /numpy\.(?:dtype|ndarray|ufunc) size changed, may indicate binary incompatibility|compiled using NumPy 1\.x cannot be run in/,
      [
        'A Python package was built for another version of numpy than the one installed.',
        'Pin `numpy<2` (the usual case), or install newer versions of the packages that lean on it.',
      ],
    ),
    cause(
      'python-circular-import',
      /partially initialized module '(?<module>[^']+)' .*most likely due to a circular import/,
      [
        'Modules of the app import each other: {module} is asked for a name before it is loaded. Or a file of the app has the name of a library.',
        'Move the import into the function that needs it; rename a file that is called like a library.',
      ],
    ),
    cause(
      'python-attribute-moved',
      /^(?:AttributeError: m|M)odule '(?<module>[^']+)' has no attribute '(?<name>[^']+)'/,
      [
        'The module {module} has no {name}: it is another version than the app expects, or the name is wrong.',
        'Pin the version that the app was written for (of Python itself for its own modules), or correct the name.',
      ],
    ),
    cause(
      'python-relative-import',
      /^ImportError: attempted relative import (?:with no known parent|beyond top-level) package/,
      [
        'A file of a package was started as a script, and cannot import its neighbours so.',
        'Start it as a module, from the folder above: `python3 -m PACKAGE.MODULE` with `workingDirectory` set.',
      ],
    ),
    cause(
      'python-source-encoding',
      /^SyntaxError: .*Non-UTF-8 code starting with '[^']+' in file (?<file>.+?) on line (?<line>\d+)/,
      [
        'The file {file} is not in UTF-8, at line {line}.',
        'Save it as UTF-8, or name its encoding in its first line (`# -*- coding: latin-1 -*-`).',
      ],
    ),
    cause('python-dash-m-spec', /Error while finding module specification for '(?<module>[^']+)'/, [
      'Python was told to run the module {module}, which it does not find.',
      'Set `workingDirectory` to the folder above the package (or `PYTHONPATH` under `env`); leave `.py` out of the name.',
    ]),
    cause(
      'python-too-old',
      /^TypeError: (?:unsupported operand type\(s\) for \|: '(?:type|\w+GenericAlias)' and '(?:NoneType|type)'|'type' object is not subscriptable)/,
      [
        'The app is written for a newer Python than the one that runs it.',
        'Run it with Python 3.10 or newer; `python3 --version` tells which one is there.',
      ],
    ),
    likelyCause(
      'python-log-handler',
      /^ValueError: Unable to configure (?:handler|formatter|logger|root logger|filter) ?'?(?<name>[^']*)/,
      [
        'Python’s logging cannot be set up as the app’s config says ({name}).',
        'Look at the error above it: often a folder for the log is missing. Log to the output instead: then berth relays it.',
      ],
    ),
  ],
};
