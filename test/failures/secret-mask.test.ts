import { describe, expect, test } from 'vitest';
import { createSecretMask } from '../../src/failures/secret-mask.ts';

const mask = createSecretMask({
  DB_PASSWORD: 'hunter22',
  DB_PASSWORD_OLD: 'hunter22-and-more',
  API_TOKEN: 'short',
  SECRET_UNSET: undefined,
  HOME: '/home/app-user',
});

describe('the secret mask', () => {
  test('hides the values of variables whose names look secret, the longest first', () => {
    expect(mask('connecting as hunter22, then hunter22-and-more.')).toBe('connecting as ***, then ***.');
  });

  test('leaves short values and ordinary variables alone', () => {
    expect(mask('short of /home/app-user')).toBe('short of /home/app-user');
  });

  test.for([
    'DB_PASS',
    'PASS',
    'DBPASS',
    'PASS_OF_THE_DATABASE',
    'SSH_PASSPHRASE',
    'PGPASSWORD',
    'MYSQL_PWD',
    'KEY',
    'ENCRYPTION_KEY',
    'JWT_KEYS',
    'STRIPE_API_KEY',
    'SENTRY_DSN',
    'PROXY_AUTHORIZATION',
    'BASIC_AUTH',
  ])('hides the value of %s', (name) => {
    expect(createSecretMask({ [name]: 'correct-horse' })('Error: correct-horse is wrong')).toBe('Error: *** is wrong');
  });

  test.for([
    'PWD',
    'OLDPWD',
    'SSH_AUTH_SOCK',
    'XAUTHORITY',
    'GIT_AUTHOR_NAME',
    'PASSENGER_APP_ENV',
    'PASSPORT_URL',
    'BYPASS',
    'KEYBOARD',
    'MONKEY',
  ])('leaves the value of %s alone', (name) => {
    const line = 'Error: /srv/app/server.js is missing';
    expect(createSecretMask({ [name]: '/srv/app' })(line)).toBe(line);
  });

  test.for([
    ['line ends', 'MIIEvQIBADANBg\n  kqhkiG9w0BAQEF\r\nAASC'],
    ['line ends written out', String.raw`MIIEvQIBADANBg\nkqhkiG9w0BAQEF\nAASC`],
  ] as const)('hides the single lines of a value with %s', ([, value]) => {
    const maskKey = createSecretMask({ TLS_PRIVATE_PEM: value });
    expect(maskKey('bad base64: kqhkiG9w0BAQEF')).toBe('bad base64: ***');
    expect(maskKey('MIIEvQIBADANBg')).toBe('***');
  });

  test.for([
    ['postgres://u:p%40ss@h/db', 'no p%40ss for u, not even p@ss', 'no *** for u, not even ***'],
    ['redis://:correct@h1,redis://:horse-battery@h2', 'correct or horse-battery?', '*** or ***?'],
    ['amqp://u:100%sure@h', '100%sure', '***'],
    ['mongodb://u:with@sign@h1:1,h2:2/db', 'with@sign', '***'],
    ['postgres://root:root@h/db', 'root of the root', 'root of the root'],
    ['http://localhost:300000/', 'waited 300000 ms', 'waited 300000 ms'],
  ] as const)('knows the password in the URL %j when it stands alone', ([url, line, masked]) => {
    expect(createSecretMask({ DATABASE_URL: url })(line)).toBe(masked);
  });

  test.for([
    ['Authorization: Bearer abc.def', 'Authorization: ***'],
    ['authorization=Basic dXNlcjpwYXNz, next', 'authorization=***, next'],
    ["{'Authorization': 'Bearer abc.def.ghi'}", "{'Authorization': '***'}"],
    ['{"authorization":"Bearer abc.def","host":"a"}', '{"authorization":"***","host":"a"}'],
    [String.raw`{"m":"{\"authorization\":\"Bearer abc\"}"}`, String.raw`{"m":"{\"authorization\":\"***\"}"}`],
    ["{ authorization: 'Bearer abc.def', host: 'a' }", "{ authorization: '***', host: 'a' }"],
    ['curl -H "Authorization: Bearer abc" http://a/', 'curl -H "Authorization: ***" http://a/'],
    ['Authorization: AWS4-HMAC-SHA256 Credential=AK/1, SignedHeaders=host, Signature=ab1', 'Authorization: ***'],
    ['{"Authorization":"AWS4-HMAC-SHA256 Credential=AK, Signature=a","n":1}', '{"Authorization":"***","n":1}'],
    ['Proxy-Authorization: Digest username="u", response="abc"', 'Proxy-Authorization: ***'],
    ['Cookie: sid=abc; theme=dark', 'Cookie: ***'],
    ['set-cookie: sid=abc', 'set-cookie: ***'],
    ['mysql://root:pa55@10.0.0.5/db', 'mysql://root:***@10.0.0.5/db'],
    ['redis://:pa55@cache:6379', 'redis://:***@cache:6379'],
    ['redis://:pa@55@cache:6379', 'redis://:***@cache:6379'],
    ['{"password": "pa55"}', '{"password": "***"}'],
    [String.raw`{"password":"pa\"5,5","user":"u"}`, '{"password":"***","user":"u"}'],
    ["{ user: 'u', pass: 'p 5;5' }", "{ user: 'u', pass: '***' }"],
    ['?api_key=k1&page=2', '?api_key=***&page=2'],
    ['X-Api-Key: k1', 'X-Api-Key: ***'],
    ['api-key=k1', 'api-key=***'],
    ['Incorrect API key: k1', 'Incorrect API key: ***'],
    ['DB_PASSWORD=abcdefg1', 'DB_PASSWORD=***'],
    ['DB_PASS=abcdefg1', 'DB_PASS=***'],
    ['PGPASSWORD=abc psql', 'PGPASSWORD=*** psql'],
    ['MYSQL_PWD=abc mysql', 'MYSQL_PWD=*** mysql'],
    ['Server=db;Uid=u;Pwd=abc;', 'Server=db;Uid=u;Pwd=***;'],
    ['AWS_SECRET_ACCESS_KEY=abc/def+g', 'AWS_SECRET_ACCESS_KEY=***'],
    ['ENCRYPTION_KEY: abc', 'ENCRYPTION_KEY: ***'],
    ['SENTRY_DSN=https://abc@sentry.invalid/1', 'SENTRY_DSN=***'],
    ['access_token=abc', 'access_token=***'],
    ['GET http://a/cb?client_secret=abc&access_token=d 200', 'GET http://a/cb?client_secret=***&access_token=*** 200'],
    ['serve --password abc --port 80', 'serve --password *** --port 80'],
    ['credential: abc', 'credential: ***'],
    ['Credentials=abc', 'Credentials=***'],
    ['the SECRET=abc', 'the SECRET=***'],
    ['AUTH_SALT=abc', 'AUTH_SALT=***'],
    ['serve --db-password=abc --port 80', 'serve --db-password=*** --port 80'],
    ["spawnargs: [ '--password', 'abc' ]", "spawnargs: [ '--password', '***' ]"],
    ['    [password] => abc', '    [password] => ***'],
    ["'password' => 'abc',", "'password' => '***',"],
    ['"password":""', '"password":""'],
  ] as const)('hides the secret in %j', ([line, masked]) => {
    expect(mask(line)).toBe(masked);
  });

  test.for([
    'GET http://localhost:9000/ 200',
    'the password is wrong',
    'listening on [::1]:8080',
    'passport: strategy local',
    'keyboard: us',
    'cache key: user:1',
    "{ key: 'user:1' }",
    'PWD=/srv/app',
    'OLDPWD: "/srv"',
    'serve --password --port 80',
    'author: somebody',
    'bypass: 10.0.0.0/8',
  ])('leaves %j as it is', (line) => {
    expect(mask(line)).toBe(line);
  });

  test.for([
    'a.',
    'a-',
    '-',
    '"',
    '\\',
    ' ',
    '://',
    '://a:',
    'x@',
    'password',
    'token=',
    'cookie: ',
    '_KEY',
    '=',
    "='",
  ])('a line of a million characters made of %j takes no longer than its length asks', (piece) => {
    const before = process.cpuUsage();
    for (const head of ['', 'password', '--password ', 'authorization: ', 'http://a:', 'password="'])
      mask(`${head}${piece.repeat(1_000_000 / piece.length)}`);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(5_000);
  });
});
