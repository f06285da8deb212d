import { describe, expect, test } from 'vitest';
import { findScriptArgument } from '../../src/core/script-argument.ts';

const find = (line: string) => {
  const [file = '', ...args] = line.split(' ');
  return findScriptArgument(file, args);
};

describe('the script of a command', () => {
  test.for([
    ['python3 server.py', 'server.py'],
    ['/usr/bin/python3.11 -u -W ignore -Xdev app/main.py --port 1', 'app/main.py'],
    ['node app.js', 'app.js'],
    ['node --require ./hook.js --max-old-space-size=200 -- app', 'app'],
    ['sh start.sh', 'start.sh'],
    ['bash -eu -o pipefail ./start', './start'],
    ['ruby -rbundler/setup app.rb', 'app.rb'],
    ['ruby -r bundler/setup app.rb', 'app.rb'],
    ['perl -w -I lib app.pl', 'app.pl'],
    ['php artisan serve', 'artisan'],
    ['php -d memory_limit=1G worker.php', 'worker.php'],
    ['php -f worker.php', 'worker.php'],
    ['php -f worker.php more', 'worker.php'],
    ['php artisan -f x', 'artisan'],
    ['dotnet Shop.dll --urls x', 'Shop.dll'],
  ] as const)('%j is %s', ([line, path]) => {
    expect(find(line)).toMatchObject({ path, noun: 'script' });
  });

  test.for([
    ['php -S 127.0.0.1:80 -t public router.php', 'router.php', 'router script'],
    ['php -S 127.0.0.1:80 -t public', 'public', 'document root'],
    ['java -Xmx100m -cp lib -jar x.jar --flag', 'x.jar', 'archive'],
  ] as const)('%j is %s, a %s', ([line, path, noun]) => {
    expect(find(line)).toMatchObject({ path, noun });
  });

  test.for([
    'nginx -c nginx.conf',
    'python3',
    'python3 -m http.server',
    'python3 -c print(1)',
    'python3 -',
    'python3 --unknown-flag server.py',
    'node -e 1',
    'node --eval=1',
    'sh -c ./start.sh',
    'bash -lc ./start.sh',
    'perl -e 1',
    'ruby -e 1',
    'php -r 1',
    'php -S 127.0.0.1:80',
    'php -v',
    'php -f',
    'php -S 127.0.0.1:80 -t',
    'java -cp lib Main -jar x.jar',
    'java -version',
    'dotnet run',
    'dotnet',
    'python3 --',
  ])('%j has none that is beyond doubt', (line) => {
    expect(find(line)).toBeNull();
  });

  test('an empty word is no script', () => {
    expect(findScriptArgument('python3', [''])).toBeNull();
  });

  test('only that of a shell is read with the eyes of a shell, and only Node finds one without its ending', () => {
    expect(find('dash x')).toMatchObject({ isShell: true, endings: [] });
    expect(find('node x')).toMatchObject({ isShell: false, endings: ['.js', '.json', '.node'] });
  });
});
