import { cause, likelyCause, type RowGroup, symptom } from './row.ts';

const TOGETHER = 'Pin the version that the app was written for in the requirements, or change that line of the app.';

/** What Python’s web frameworks and libraries say at a start of what they are given, and of what they were written for. */
export const PYTHON_START_ROWS: RowGroup = {
  runtime: 'frameworks and libraries for Python',
  root: 'last',
  rows: [
    {
      ...symptom(
        'python-asgi-on-wsgi',
        /__call__\(\) missing \d required positional arguments?: (?:'receive' and )?'send'$/,
        [
          'The app speaks ASGI (FastAPI, Starlette, Django Channels), and a server for WSGI runs it.',
          'Run it with uvicorn or hypercorn, or with `gunicorn -k uvicorn.workers.UvicornWorker`.',
        ],
      ),
      answersError: true,
    },
    {
      ...symptom('python-wsgi-on-asgi', /__call__\(\) missing 1 required positional argument: 'start_response'$/, [
        'The app speaks WSGI (Flask, Django’s wsgi.py), and a server for ASGI runs it.',
        'Run it with gunicorn or waitress, name Django’s asgi.py, or write `--interface wsgi` behind uvicorn.',
      ]),
      answersError: true,
    },
    {
      ...symptom(
        'python-factory-called',
        /^TypeError: (?<name>\w*(?:create|make|build|get)_app)\(\) (?:missing|takes) .*positional argument/,
        [
          'The server takes {name}, a function that makes the app, for the app itself.',
          'Write it with brackets for gunicorn (`MODULE:{name}()`), with `--factory` for uvicorn.',
        ],
      ),
      answersError: true,
    },
    cause('gunicorn-app-kind', /^(?:TypeError: )?Application object must be callable\.?$/, [
      'What gunicorn was told to run is no app: the name stands for something that cannot be called.',
      'Name the WSGI application as `MODULE:NAME` in `command`.',
    ]),
    cause('starlette-folder-missing', /^RuntimeError: Directory '(?<folder>[^']+)' does not exist$/, [
      'The app is to serve the files in {folder}, and there is no such folder.',
      'Deploy it with the app (an empty folder is not kept by git), and set `workingDirectory`: a relative path starts there.',
    ]),
    cause(
      'python-extra-missing',
      /^(?:\w+(?:Error|Exception): )?[`'"]?(?<package>[\w.-]+)[`'"]? (?:must be installed to use|is not installed, run `pip install|needs to be installed to use) /,
      [
        'A package that another one needs for what the app does, {package}, is not installed.',
        'Add {package} to the requirements, and install them with the Python that runs the app.',
      ],
    ),
    cause('fastapi-command', /\bTo use the fastapi command, please install "(?<package>[^"]+)"/, [
      'The command fastapi is there without what it needs.',
      'Install `{package}`, or start the app by `uvicorn MODULE:app`.',
    ]),
    cause('fastapi-field', /Invalid args for response field! Hint: check that (?<type>\S.{0,150}?) is a valid/, [
      'A function of the app has a parameter or an answer of a type that FastAPI cannot take for data: {type}.',
      'Write `Depends(…)` for what FastAPI is to provide (a session of a database), or `response_model=None`.',
    ]),
    cause(
      'pydantic-setting-unparsed',
      /SettingsError: error parsing (?:value for|env var) (?:field )?"(?<field>[^"]+)"/,
      [
        'The value of the setting {field} is to be JSON, and is not.',
        'Write a list as `["a", "b"]` and a mapping as `{"a": 1}` in the variable under `env`.',
      ],
    ),
    cause('django-wsgi-import', /ImproperlyConfigured: WSGI application '(?<app>[^']+)' could not be loaded/, [
      'Django cannot load {app}, which its settings name as the app: often a package in `MIDDLEWARE` is missing.',
      'Read the error above; correct `WSGI_APPLICATION` if the name is wrong.',
    ]),
    cause('django-missing', /^ImportError: Couldn't import Django\. Are you sure it's installed/, [
      'Django is not installed for the Python that runs manage.py.',
      'Name the Python of the virtual environment in `command` by its full path, or install the requirements for this one.',
    ]),
    cause('django-settings-import', /^ImportError: Could not import settings '(?<module>[^']+)'/, [
      'Django cannot import its settings {module}.',
      'Correct `DJANGO_SETTINGS_MODULE` under `env`, and set `workingDirectory` to the folder that holds the module.',
    ]),
    cause('django-port-forbidden', /^Error: You don't have permission to access that port\.$/, [
      'Django may not listen on the port that it is told: those below 1024 belong to root on many platforms.',
      'Let it listen on a port from 1024 on, and tell berth by `port`.',
    ]),
    cause('flask-route-twice', /View function mapping is overwriting an existing endpoint function: (?<name>\S+)/, [
      'Two functions of the app have the same name for Flask: {name}.',
      'Rename one, or give it an `endpoint`; a decorator of its own needs `functools.wraps`.',
    ]),
    likelyCause(
      'python-context-missing',
      /^(?:RuntimeError: )?Working outside of (?<what>application|request) context\b/,
      [
        'The app uses something of Flask that is only there within its {what} context, before it has one.',
        'Put that code into `with app.app_context():`, or where a call is handled.',
      ],
    ),
    cause(
      'sqlalchemy-too-new',
      /^AttributeError: '(?:Engine|Connection|Session)' object has no attribute '(?<name>execute|has_table|table_names)'|\bObjectNotExecutableError: Not an executable object: |^ImportError: cannot import name '(?:_ColumnEntity|RowProxy)' from 'sqlalchemy/,
      [
        'The app, or a package that it uses, is written for SQLAlchemy 1, and version 2 is installed.',
        'Pin `sqlalchemy<2`, or upgrade that package.',
      ],
    ),
    cause(
      'alembic-folder-missing',
      /Path doesn't exist: '?(?<path>[^\s']+?)'?\. +Please use the 'init' command to create a new scripts folder|No 'script_location' key found in configuration/,
      [
        'Alembic finds no folder with migrations.',
        'Deploy alembic.ini and the folder that it names in `script_location`, and set `workingDirectory` to the folder of alembic.ini.',
      ],
    ),
    cause('psycopg-library-missing', /^ImportError: no pq wrapper available\.?/, [
      'The driver psycopg finds no libpq, the library that it leans on.',
      'Install `psycopg[binary]`, or libpq in the image (Debian: `libpq5`).',
    ]),
    cause('protobuf-generated-old', /^TypeError: Descriptors cannot (?:not )?be created directly\.?$/, [
      'The app holds code that an old protoc has generated, and the installed protobuf is too new for it.',
      'Pin `protobuf<4` (the usual case), or upgrade the package that brings the code.',
    ]),
    cause(
      'urllib3-openssl',
      /urllib3 v2(?:\.0)? only supports OpenSSL 1\.1\.1\+, currently the 'ssl' module is compiled with '(?<found>[^']+)'/,
      [
        'The installed urllib3 needs a newer OpenSSL than the one this Python was built with: {found}.',
        'Pin `urllib3<2`, or use a newer Python or base image.',
      ],
    ),
    likelyCause(
      'asyncio-no-loop',
      /^RuntimeError: (?:There is no current event loop in thread '(?<thread>[^']+)'|no running event loop)/,
      [
        'The app asks for an event loop where none runs: at its import, in another thread, or on a Python (3.12, 3.14) that no longer makes one.',
        `Make it inside of an \`async\` function that \`asyncio.run()\` starts. ${TOGETHER}`,
      ],
    ),
    likelyCause(
      'jinja-template-missing',
      /\bTemplateNotFound: (?<template>\S+)$|^TemplateDoesNotExist: (?<other>\S+)/,
      [
        'The app finds no template {template}.',
        'Deploy the folder of the templates (`templates`), beside the module that makes the app.',
      ],
    ),
    likelyCause('bot-token-taken', /Conflict: terminated by other getUpdates request/, [
      'Another program asks Telegram for the messages of the same bot.',
      'Let one instance of the bot run only, and give trials a token of their own.',
    ]),
    cause('discord-intents', /\bPrivilegedIntentsRequired\b|\bUsed disallowed intents\b/, [
      'The bot asks Discord for privileged intents, which are not allowed for it.',
      'Switch them on for the bot in Discord’s developer portal, or take them out of the code.',
    ]),
    likelyCause(
      'celery-root',
      /Running a worker with superuser privileges when the worker accepts messages serialized with pickle/,
      [
        'Celery does not run as root where it takes messages in pickle.',
        'Set `user` for the process, or serialize in JSON.',
      ],
    ),
    likelyCause(
      'celery-schedule-file',
      /Removing corrupted schedule file '(?<path>[^']+)': error\(\d+, '(?<reason>[^']+)'\)|\bdbm\.error: .*'(?<other>celerybeat-schedule)'/,
      [
        'Celery’s beat cannot write the file that holds its schedule: {reason}.',
        `Write \`--schedule \${runDir}/celerybeat-schedule\` in \`command\`.`,
      ],
    ),
    cause(
      'streamlit-secrets',
      /\bStreamlitSecretNotFoundError\b|\bNo secrets (?:files )?found\. Valid paths for a secrets\.toml/,
      [
        'The app asks Streamlit for its secrets, and there is no secrets.toml.',
        'Write it by `files` to `.streamlit/secrets.toml` in the working directory, or read the values from the environment.',
      ],
    ),
    cause('gradio-loopback', /When localhost is not accessible, a shareable link must be created/, [
      'Gradio cannot reach itself on the loopback: as a rule a proxy is set for that, too, or one of its packages has another version than it wants.',
      'Set `NO_PROXY: localhost,127.0.0.1` under `env`; else install the versions that belong to this Gradio (`pydantic`, `starlette`).',
    ]),
  ],
};
