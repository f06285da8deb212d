import { describe, expect, test } from 'vitest';
import { recognise, recogniseSymptom } from '../../../src/failures/recogniser/recognise.ts';
import { rowTests } from './spelling.ts';

describe('frameworks, libraries and models for Python', () => {
  rowTests([
    ["TypeError: FastAPI.__call__() missing 1 required positional argument: 'send'", 'python-asgi-on-wsgi'],
    ["TypeError: __call__() missing 2 required positional arguments: 'receive' and 'send'", 'python-asgi-on-wsgi'],
    [
      "TypeError: create_app() missing 1 required positional argument: 'environ'",
      'python-factory-called',
      'create_app()',
    ],
    ["TypeError: create_app() missing 1 required positional argument: 'config'", 'python-factory-called'],
    ["TypeError: send() missing 1 required positional argument: 'mail'", null],
    ['AssertionError: jinja2 must be installed to use Jinja2Templates', 'python-extra-missing', 'jinja2'],
    ['Authentication is required to use this service', null],
    ['airflow.exceptions.AirflowConfigException: error: cannot use SQLite with the LocalExecutor', 'airflow-executor'],
    ['OSError: You are trying to access a gated repo.', 'model-gated'],
    [
      'huggingface_hub.utils._errors.RepositoryNotFoundError: 401 Client Error. (Request ID: Root=1-a)',
      'model-unknown',
    ],
    [
      'ValueError: Free memory on device (3.2/15.7 GiB) on startup is less than desired GPU memory utilization',
      'gpu-memory-share',
    ],
    [
      'ValueError: Free memory on device cuda:0 (3.2/15.7 GiB) on startup is less than desired GPU memory utilization',
      'gpu-memory-share',
      'cuda:0',
    ],
    ['discord.errors.PrivilegedIntentsRequired: Shard ID None is requesting privileged intents', 'discord-intents'],
    [
      "alembic.util.exc.CommandError: Path doesn't exist: 'migrations'.  Please use the 'init' command to create a new scripts folder.",
      'alembic-folder-missing',
    ],
  ]);

  test('a server of the other kind is why an app that is up answers each call with an error', () => {
    const lines = [
      '[2026-01-02 03:04:05 +0000] [7] [INFO] Listening at: http://127.0.0.1:8000 (7)',
      '[2026-01-02 03:04:06 +0000] [8] [ERROR] Error handling request /',
      'Traceback (most recent call last):',
      '  File "/srv/gunicorn/workers/sync.py", line 135, in handle',
      "TypeError: FastAPI.__call__() missing 1 required positional argument: 'send'",
    ];
    expect(recogniseSymptom(lines)?.cause).toContain('speaks ASGI');
    expect(recognise(lines)?.cause).toContain('speaks ASGI');
  });
});
