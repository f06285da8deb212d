import { describe, expect, test } from 'vitest';
import { findRecognition, recognise } from '../../../src/failures/recogniser/recognise.ts';

describe('what servers and frameworks of Python, Ruby and PHP say', () => {
  test.for([
    ["Error: '$WEB_PORT' is not a valid port number.", 'python-variable-unexpanded'],
    ["Error: Invalid value for '--port': '$PORT' is not a valid integer.", 'python-variable-unexpanded'],
    ["[2026-01-02 03:04:05 +0000] [7] [ERROR] Can't connect to ('ind=0.0.0.0', 80)", 'gunicorn-listen'],
    ["Error: No such group: 'www'", 'gunicorn-user-unknown'],
    ["Failed to find application, did you mean 'shop:app'?", 'gunicorn-app-hint'],
    ["web-1  | Module 'shop' has no attribute 'celery'", 'celery-app-missing'],
    ['Error: No such option: -A', 'celery-option-place'],
    [
      '[2026-01-02 03:04:05,678: ERROR/MainProcess] consumer: Cannot connect to amqp://u:**@mq:5672//: [Errno 111] Connection refused.',
      'celery-broker-refused',
    ],
    ['Error: Could not import "shop.app".', 'flask-import-failed'],
    [
      '[C 2026-01-02 03:04:05.678 ServerApp] Running as root is not recommended. Use --allow-root to bypass.',
      'jupyter-root',
    ],
    ['RuntimeError: CUDA error: out of memory', 'gpu-memory'],
    ['RuntimeError: No CUDA GPUs are available', 'gpu-none'],
    ['error: Failed to spawn: `serve`', 'uv-command-missing'],
    ["uwsgi: unrecognized option '--wsgi-file'", 'uwsgi-option-unknown'],
    ['[7] ! Unable to load application: NameError: uninitialized constant Shop', 'puma-constant-missing'],
  ] as const)('%j is told by %j', ([line, name]) => {
    expect(findRecognition([line])?.row.name ?? null).toBe(name);
  });

  test.for([
    "WSGI app 0 (mountpoint='') ready in 0 seconds on interpreter 0x7f pid: 1 (default app)",
    '*** no app loaded yet, going on',
    'INFO:     Application startup complete.',
    'Loading ASGI app shop:app',
    'Celery beat: connected to redis://cache:6379/0',
    'System check identified no issues (0 silenced).',
    'todos.Todo: (models.W042) Auto-created primary key used when not defining a primary key type',
    'CUDA memory in use: 1.5 GiB',
    '2026-01-02 03:04:05,678 INFO success: web entered RUNNING state, process has stayed up for > than 1 seconds',
    'Execution halted',
    'PHP Deprecated:  Creation of dynamic property Cart::$price is deprecated in /srv/app/cart.php on line 3',
    'Puma starting in single mode...',
    'Poetry is up to date',
  ])('no row is about %j', (line) => {
    expect(findRecognition([line])).toBeNull();
  });

  test('a password in the address of a broker is not told', () => {
    const line = 'consumer: Cannot connect to amqp://shop:hunter2@mq:5672//: [Errno 111] Connection refused.';
    expect(findRecognition([line])?.groups).toMatchObject({ scheme: 'amqp', host: 'mq:5672' });
  });
});

describe('errors that stand a line below their head', () => {
  test('the console of Symfony tells the message below the place', () => {
    const lines = [
      '',
      'In Finder.php line 592:',
      '         ',
      '  [InvalidArgumentException]  ',
      '  The "" directory does not exist.  ',
      '',
    ];
    expect(recognise(lines)).toMatchObject({
      cause: expect.stringContaining('Finder.php:592: The "" directory does not exist'),
      evidenceAt: [2],
    });
  });

  test('a row for the message itself counts more', () => {
    const lines = ['In Kernel.php line 5:', '', '  No application encryption key has been specified.  ', ''];
    expect(findRecognition(lines)?.row.name).toBe('laravel-key-missing');
  });

  test('Rust tells the message below the place, and a variable by its name', () => {
    const head = "thread 'main' (17) panicked at src/main.rs:6:58:";
    const path = 'Paths must start with a slash. Use "/" for root routes';
    expect(recognise([head, path])?.cause).toContain(`src/main.rs:6:58: ${path.slice(0, 30)}`);
    expect(recognise([head, 'PORT must be set: NotPresent'])?.cause).toContain('PORT');
  });
});
