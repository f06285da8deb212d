import { expect, test } from 'vitest';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { readDotenv } from '../../../src/init/import/dotenv.ts';
import { createFolder } from '../../helpers/config-folder.ts';

const TEXT = `# local
export LOG_LEVEL=debug
PORT=3000
TIMEOUT="30"
API_KEY=12345
DATABASE_URL='postgres://app:pw@localhost/app'
GREETING="hello
world"
`;

test('a .env names its variables, and no value but a harmless one', () => {
  const found = readDotenv(new AppFolder(createFolder({ '.env': TEXT })));
  expect(found?.env).toEqual({
    LOG_LEVEL: 'debug',
    TIMEOUT: '30',
    API_KEY: `\${env.API_KEY}`,
    DATABASE_URL: `\${env.DATABASE_URL}`,
    GREETING: `\${env.GREETING}`,
  });
  expect(found?.leftOut.map(({ key }) => key)).toEqual(['.env API_KEY', '.env DATABASE_URL', '.env GREETING']);
});

test('a .env that the app reads itself is left to it', () => {
  const found = readDotenv(new AppFolder(createFolder({ '.env': TEXT, 'requirements.txt': 'python-dotenv==1.0\n' })));
  expect(found?.env).toEqual({});
  expect(found?.notes[0]).toContain('the app reads .env itself (by requirements.txt)');
  expect(readDotenv(new AppFolder(createFolder({})))).toBeNull();
});
