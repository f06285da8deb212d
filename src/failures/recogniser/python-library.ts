import { cause, likelyCause, type RowGroup } from './row.ts';

const AT_BUILD =
  'where the app is built, as the user that runs it or with its path set: a download at the start is slow and may be forbidden.';

/** What libraries that many apps in Python use say of versions, data and programs that they lean on. */
export const PYTHON_LIBRARY_ROWS: RowGroup = {
  runtime: 'a library for Python',
  root: 'last',
  rows: [
    cause(
      'python-versions-apart',
      /cannot import name '(?<name>url_quote|url_decode|escape|Markup|soft_unicode|contextfunction|_app_ctx_stack|_request_ctx_stack|parse_rule|BaseResponse|safe_str_cmp|json)' from '(?<package>werkzeug|jinja2|markupsafe|flask|itsdangerous)/,
      [
        'A package is older than the {package} that was installed with it, which no longer has {name}.',
        'Install the versions that belong together: upgrade the older (Flask, mostly), or pin {package} in the requirements (`werkzeug<3`, `jinja2<3.1`, `markupsafe<2.1`).',
      ],
    ),
    cause('python-setuptools-missing', /No module named '(?<module>pkg_resources|distutils)\b/, [
      'A package needs {module}, which newer Pythons and setuptools no longer bring.',
      'Install `setuptools<81` with the Python that runs the app, or newer versions of the package.',
    ]),
    cause('python-client-proxies', /__init__\(\) got an unexpected keyword argument 'proxies'/, [
      'A client library passes `proxies` to an httpx that no longer takes it (0.28).',
      'Upgrade the client (`openai`, `anthropic`, `gotrue`, …), or pin `httpx<0.28`.',
    ]),
    cause('python-multipart-missing', /Form data requires "?(?<package>python-multipart)"? to be installed/, [
      'FastAPI needs the package python-multipart for forms and uploads, and it is not installed.',
      'Install `python-multipart` with the Python that runs the app.',
    ]),
    cause('spacy-model-missing', /\[E050\] Can't find model '(?<model>[^']+)'/, [
      'The language model {model} of spaCy is not installed.',
      `Run \`python -m spacy download {model}\` ${AT_BUILD}`,
    ]),
    cause('nltk-data-missing', /Resource \S*?(?<resource>\w+)\S* not found\.(?: *Please use the NLTK Downloader|$)/, [
      'NLTK lacks its data {resource}.',
      `Run \`python -m nltk.downloader {resource}\` ${AT_BUILD} \`NLTK_DATA\` under \`env\` names the folder.`,
    ]),
    cause('tesseract-missing', /TesseractNotFoundError|tesseract is not installed or it's not in your PATH/, [
      'The app reads text from pictures by the program tesseract, which is not installed.',
      'Install it in the image (Debian: `tesseract-ocr` and its languages), or put its folder on `PATH` under `env`.',
    ]),
    cause(
      'selenium-browser',
      /cannot find Chrome binary|Unable to obtain driver for (?<browser>\w+)|chromedriver' executable needs to be in PATH/i,
      [
        'The app drives a browser that is not installed here.',
        'Install `chromium` and `chromium-driver` (Debian) in the image, and start it with `--headless --no-sandbox`.',
      ],
    ),
    cause('selenium-version', /This version of ChromeDriver only supports Chrome version (?<version>\d+)/, [
      'The driver is for Chrome {version}, and another Chrome is installed.',
      'Install the pair from one source (Debian: `chromium` and `chromium-driver`).',
    ]),
    cause('playwright-browser', /Executable doesn't exist at (?<path>\S+)/, [
      'The browser that Playwright is to start is not at {path}.',
      'Run `playwright install --with-deps chromium` where the image is built, as the user that runs the app, or set `PLAYWRIGHT_BROWSERS_PATH` to a common folder.',
    ]),
    cause(
      'django-app-label',
      /Model class (?<model>\S+) doesn't declare an explicit app_label and isn't in an application in INSTALLED_APPS/,
      [
        'Django finds the model {model} in no app that it knows.',
        'Add its app to `INSTALLED_APPS`, and import it by the same path as there.',
      ],
    ),
    likelyCause('django-checks-failed', /SystemCheckError: System check identified some issues/, [
      'Django’s checks find mistakes in the settings or models; the lines below name each by its number.',
      'Correct what stands below `ERRORS:`.',
    ]),
    cause('asyncio-nested', /asyncio\.run\(\) cannot be called from a running event loop/, [
      'The code starts an event loop where one runs already.',
      'Use `await` there, or start the server by its command (`uvicorn MODULE:app`) instead of from the code.',
    ]),
  ],
};
