import { cause, likelyCause, type RowGroup, symptom } from './row.ts';

/** What uWSGI says of its options and of the app that it is to load. */
export const UWSGI_ROWS: RowGroup = {
  runtime: 'uWSGI',
  root: 'last',
  rows: [
    cause('uwsgi-option-unknown', /\buwsgi\S*: unrecognized option '(?<option>[^']+)'/, [
      'uWSGI does not know the option {option}: it is misspelt, or belongs to a plugin that is not loaded.',
      'Load the plugin in front of it (Debian: install `uwsgi-plugin-python3`, then `--plugin python3`), or correct the name.',
    ]),
    cause('uwsgi-option-short', /\buwsgi\S*: option '(?<option>[^']+)' is ambiguous/, [
      'uWSGI does not know the option {option} by itself: the plugin that brings it is not loaded.',
      `Behind berth no router of uWSGI is needed: write \`--http-socket 127.0.0.1:\${port}\` instead of \`--http\`, or load the plugin first.`,
    ]),
    cause('uwsgi-plugin-missing', /UNABLE to load uWSGI plugin: (?:\.\/)?(?<file>[^:\s]+): cannot open/, [
      'uWSGI is to load the plugin {file}, which is not installed.',
      'Install its package (Debian: `uwsgi-plugin-python3`), or leave `plugin` out where uWSGI came from PyPI: it has Python in it.',
    ]),
    cause('uwsgi-entry-unknown', /^\[strict-mode\] unknown config directive: (?<entry>.+)/, [
      'uWSGI does not know {entry}, and `strict` is set.',
      'Correct the name in its config, or load the plugin that brings it.',
    ]),
    likelyCause('uwsgi-no-socket', /^The -s\/--socket option is missing and stdin is not a socket/, [
      'uWSGI was not told where to listen.',
      `Add \`--http-socket 127.0.0.1:\${port}\`, and check that it reads the config that you mean: only its section \`[uwsgi]\` counts.`,
    ]),
    cause('uwsgi-user-unknown', /^(?<kind>user|group) (?<name>\S+) not found\.$/, [
      'uWSGI is to run as {name}, and this system has no such {kind}.',
      'Leave `uid` and `gid` out and set `user` for the process in berth.yaml, or name one that exists here.',
    ]),
    cause(
      'uwsgi-address-invalid',
      /^bind\(\): (?<reason>Cannot assign requested address|Address already in use) \[core\/socket/,
      [
        'uWSGI cannot listen where it was told to: {reason}.',
        `Let it listen on the loopback and a free port: \`--http-socket 127.0.0.1:\${port}\`.`,
      ],
    ),
    cause('uwsgi-file-missing', /^failed to open python file (?<path>.+)/, [
      'uWSGI was told to load {path}, and there is no such file.',
      'Check the path behind `wsgi-file` (it starts at the working directory, or where `chdir` goes), and that the file was deployed.',
    ]),
    cause('python-home', /^ModuleNotFoundError: No module named 'encodings'/, [
      'Python does not find its own library: the virtual environment or PYTHONHOME that it was given is not there, or was made for another Python.',
      'Correct `virtualenv`, `home` or PYTHONHOME, or make the environment anew where the app runs.',
    ]),
    symptom(
      'uwsgi-no-app',
      /^\*\*\* no app loaded\. GAME OVER|^unable to load app \d+ .*callable not found or import error/,
      [
        'Nothing that uWSGI could serve was loaded: the module could not be imported, or has no such name in it.',
        'Read the traceback above, if there is one; else name the app: `module = MODULE:NAME` (`application` by default).',
      ],
    ),
    symptom('uwsgi-no-plugin', /^no request plugin is loaded, you will not be able to manage requests/, [
      'uWSGI runs without a plugin for the language of the app, and can serve nothing.',
      'Install it (Debian: `uwsgi-plugin-python3`) and load it first: `plugin = python3`.',
    ]),
  ],
};
