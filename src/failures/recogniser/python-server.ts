import { cause, likelyCause, type RowGroup } from './row.ts';

const NAME_ASGI =
  'Name the ASGI application as `MODULE:NAME` in `command`, and set `workingDirectory` to the folder of the module.';

/** What Python’s servers besides gunicorn, its task queues and its apps for data say of their command line and their app. */
export const PYTHON_SERVER_ROWS: RowGroup = {
  runtime: 'Python’s servers',
  root: 'last',
  rows: [
    cause(
      'hypercorn-app-missing',
      /Cannot load application from '(?<app>[^']+)', (?<what>module|application) not found/,
      ['Hypercorn cannot load {app}: the {what} is not there.', NAME_ASGI],
    ),
    cause('daphne-listen', /Couldn't listen on (?<address>\S+): (?:\[Errno \d+\] )?(?<reason>.+)/, [
      'The app cannot listen on {address}: {reason}.',
      `Let it listen on the loopback and a free port from 1024 on: \`-b 127.0.0.1 -p \${port}\`.`,
    ]),
    cause('waitress-app-missing', /^1\. (?<reason>module '[^']+' has no attribute '[^']+'|No module named '[^']+')$/, [
      'The server cannot import the app: {reason}.',
      'Name the WSGI application as `MODULE:NAME` in `command`, and set `workingDirectory` to the folder of the module.',
    ]),
    cause('granian-app-missing', /^RuntimeError: Could not import '(?<module>[^']+)'\.$/, [
      'Granian cannot import the module {module}.',
      NAME_ASGI,
    ]),
    cause('twisted-app-missing', /No such WSGI application: '(?<app>[^']+)'/, [
      'Twisted cannot import {app}.',
      'Correct the name behind `--wsgi`, and set `PYTHONPATH` under `env` to the folder of the module.',
    ]),
    cause('sanic-app-missing', /^No module named (?<module>[\w.]+) found\.$/, [
      'Sanic finds no module {module}.',
      'Correct the name in `command` (`sanic MODULE.NAME`), and set `workingDirectory` to the folder that holds the module.',
    ]),
    cause('litestar-app-missing', /^Could not find Litestar instance or factory/, [
      'Litestar finds no app in the working directory.',
      'Name it: `litestar --app MODULE:NAME run`, or `LITESTAR_APP` under `env`; `workingDirectory` is where the module is looked for.',
    ]),
    cause('celery-redis-missing', /^AttributeError: 'NoneType' object has no attribute 'Redis'$/, [
      'Celery is to use Redis, and the Python package for it is not installed.',
      'Install it together with Celery: `pip install "celery[redis]"`.',
    ]),
    cause('celery-option-place', /^Error: No such option:? '?-A\b/, [
      'The option `-A` stands behind the command of celery; since version 5 it belongs before it.',
      'Write `celery -A APP worker`.',
    ]),
    cause('celery-app-missing', /^(?<what>The module \S+ was not found|Module '[^']+' has no attribute 'celery')\.?$/, [
      'Celery cannot load its app: {what}.',
      'Correct the name behind `-A` (`MODULE` or `MODULE:NAME`), and set `workingDirectory` to the folder of the module.',
    ]),
    likelyCause(
      'celery-broker-refused',
      /consumer: Cannot connect to (?<scheme>\w+):\/\/(?:[^@\s]*@)?(?<host>[\w.[\]:-]*)\S*: (?<reason>.+?)\.*$/,
      [
        'Celery cannot reach its broker {host} ({scheme}): {reason}.',
        'Start the broker (as one of `processes`, with `after` in the worker), or correct its address in the settings of the app.',
      ],
    ),
    cause('celery-transport-unknown', /^KeyError: 'No such transport: (?<name>\w*)/, [
      'Celery knows no kind of broker called {name}.',
      'Correct how the address of the broker begins: `redis://`, `amqp://`, `sqs://`.',
    ]),
    cause(
      'flask-app-missing',
      /^Error: (?:Failed to find (?:Flask application or factory|application) in module ['"](?<module>[^'"]+)|Could not locate a Flask application)/,
      [
        'Flask finds no app in the module that it was given, or none was given.',
        'Name it: `flask --app MODULE:NAME run`, or `FLASK_APP` under `env`.',
      ],
    ),
    cause('flask-import-failed', /^Error: Could not import ['"](?<module>[^'"]+)['"]/, [
      'Flask cannot import the module {module}.',
      'Correct the name behind `--app` or in `FLASK_APP`, and set `workingDirectory` to its folder.',
    ]),
    cause('flask-attribute-missing', /^Error: Failed to find attribute '(?<name>[^']+)' in '(?<module>[^']+)'/, [
      'Flask finds no {name} in the module {module}.',
      'Correct the name behind `--app` or in `FLASK_APP`: `MODULE:NAME`.',
    ]),
    cause('streamlit-file-missing', /^Error: Invalid value: File does not exist: (?<path>.+)/, [
      'Streamlit was told to run {path}, and there is no such file.',
      'Check the path in `command` (it starts at the working directory), and that the file was deployed.',
    ]),
    cause('gradio-port-range', /Cannot find empty port in range: (?<from>\d+)-(?<to>\d+)/, [
      'Gradio may listen on the ports from {from} to {to}, and all of them are taken.',
      `Set \`GRADIO_SERVER_PORT: \${port}\` under \`env\` with \`port: auto\`, or stop the other program; a \`server_port\` in the code beats the variable.`,
    ]),
    cause('jupyter-root', /Running as root is not recommended\. Use --allow-root/, [
      'Jupyter does not run as root by itself.',
      'Set `user` for the process, or add `--allow-root`.',
    ]),
    cause('jupyterhub-proxy', /^Failed to find proxy \[u?'(?<program>[^']+)'/, [
      'JupyterHub is to start its proxy {program}, and there is no such program.',
      'Install it where the image is built (`npm install -g configurable-http-proxy`), and put its folder on `PATH` under `env`.',
    ]),
    cause('jupyter-config', /Bad config encountered during initialization: (?<reason>.+)/, [
      'Jupyter does not accept its config: {reason}.',
      'Correct it in the config file or behind the option; what a newer version has renamed must be renamed there too.',
    ]),
    cause(
      'click-value-invalid',
      /^Error: Invalid value for '(?<option>[^']+)'(?: \(env var: '[^']+'\))?: (?<reason>.+)/,
      [
        'A program does not accept what {option} was given: {reason}',
        'Correct it in `command`, or in the variable under `env` that it is read from.',
      ],
    ),
    cause('click-option-unknown', /^Error: No such option:? '?(?<option>-[\w.-]+\w)/, [
      'A program was given the option {option}, which it does not know.',
      'Correct `command`, or install the version that knows the option.',
    ]),
  ],
};
