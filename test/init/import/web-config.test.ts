import { describe, expect, test } from 'vitest';
import { importWebConfig } from '../../../src/init/import/web-config.ts';
import { importFiles, listKeys, loadImported } from '../../helpers/imported.ts';

function toConfig(inner: string): string {
  return `<?xml version="1.0"?>\n<configuration><system.webServer>${inner}</system.webServer></configuration>\n`;
}

describe('a web.config', () => {
  test.for([
    [
      '<httpPlatform processPath="%JAVA_HOME%\\bin\\java.exe" arguments="-Dserver.port=%HTTP_PLATFORM_PORT% -jar &quot;%HOME%\\site\\wwwroot\\shop.jar&quot;" startupTimeLimit="60"><environmentVariables><environmentVariable name="MODE" value="prod" /></environmentVariables></httpPlatform>',
      { command: `java -Dserver.port=\${port} -jar shop.jar`, port: 'auto', env: { MODE: 'prod' } },
      ['startupTimeLimit'],
    ],
    [
      '<aspNetCore processPath="dotnet" arguments=".\\Shop.dll" stdoutLogEnabled="false" hostingModel="inprocess" />',
      { command: 'dotnet Shop.dll', port: 'auto', env: { ASPNETCORE_URLS: `http://127.0.0.1:\${port}` } },
      [],
    ],
    [
      '<handlers><add name="iisnode" path="server.js" verb="*" modules="iisnode" /></handlers>',
      { command: 'node server.js', port: 'auto' },
      [],
    ],
  ] as const)('%s', async ([inner, config, left]) => {
    const imported = importFiles(importWebConfig, { 'Web.config': toConfig(inner) });
    expect(imported.config).toEqual(config);
    expect(listKeys(imported)).toEqual(left);
    await loadImported(imported);
  });
});
