import { chmodSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AppFolder } from '../../../src/init/app-folder.ts';
import { findDotnet } from '../../../src/init/finder/dotnet.ts';
import { createFolder } from '../../helpers/config-folder.ts';

const look = (files: Readonly<Record<string, string>>) => findDotnet(new AppFolder(createFolder(files)));
const HERE = `http://127.0.0.1:\${port}`;

/** As the SDK 3.1 writes it. */
const WEB = '{"runtimeOptions":{"framework":{"name":"Microsoft.AspNetCore.App","version":"3.1.0"}}}';
const CONSOLE = '{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"3.1.0"}}}';
const SELF_CONTAINED =
  '{"runtimeOptions":{"includedFrameworks":[{"name":"Microsoft.NETCore.App"},{"name":"Microsoft.AspNetCore.App"}]}}';
const PUBLISHED = { 'shop.runtimeconfig.json': WEB, 'shop.dll': 'MZ', 'appsettings.json': '{}' };

describe('a published folder', () => {
  test('is started by dotnet, with its address in the environment', () => {
    expect(look(PUBLISHED)).toEqual([
      {
        kind: 'ASP.NET Core',
        evidence: 'shop.runtimeconfig.json',
        config: { command: 'dotnet shop.dll', port: 'auto', env: { ASPNETCORE_URLS: HERE } },
        rank: 80,
        notes: [],
        missing: null,
      },
    ]);
  });

  test('below the app is where it starts, as its settings and pages are looked for there', () => {
    const at = (folder: string) => ({ [`${folder}/shop.runtimeconfig.json`]: WEB, [`${folder}/shop.dll`]: '' });
    for (const folder of ['out', 'publish', 'bin/Release/net8.0/publish', 'src/Shop/bin/Release/net8.0/publish'])
      expect(look(at(folder))).toMatchObject([{ config: { command: 'dotnet shop.dll', workingDirectory: folder } }]);
    const [first, ...others] = look({
      ...at('bin/Debug/net8.0'),
      ...at('bin/Release/net8.0'),
      ...at('bin/Release/net8.0/publish'),
    });
    expect(first?.config.workingDirectory).toBe('bin/Release/net8.0/publish');
    expect(others).toEqual([]);
  });

  test('of a program without a server comes after one with', () => {
    const findings = look({ ...PUBLISHED, 'admin.runtimeconfig.json': CONSOLE, 'admin.dll': '' });
    expect(findings.map(({ config }) => config.command)).toEqual(['dotnet shop.dll']);
    expect(look({ 'admin.runtimeconfig.json': CONSOLE, 'admin.dll': '' })).toMatchObject([
      { kind: '.NET program', rank: 45 },
    ]);
  });

  test('that is self-contained is started as the program that it is', () => {
    const folder = createFolder({
      ...PUBLISHED,
      'out/shop.runtimeconfig.json': SELF_CONTAINED,
      'out/shop.dll': '',
      'out/libcoreclr.so': '',
    });
    copyFileSync('/bin/true', join(folder, 'out/shop'));
    const found = findDotnet(new AppFolder(folder)).at(-1);
    expect(found).toMatchObject({
      kind: 'ASP.NET Core, self-contained',
      config: { command: './shop', workingDirectory: 'out' },
      missing: null,
    });
    chmodSync(join(folder, 'out/shop'), 0o644);
    expect(findDotnet(new AppFolder(folder)).at(-1)?.missing).toBe('chmod +x out/shop');
  });

  test('that is self-contained, of before .NET 5, is known by the libraries that it brings', () => {
    const nothing = '{"runtimeOptions":{"configProperties":{}}}';
    const folder = createFolder({
      'shop.runtimeconfig.json': nothing,
      'shop.dll': '',
      'libcoreclr.so': '',
      'Microsoft.AspNetCore.dll': '',
    });
    copyFileSync('/bin/true', join(folder, 'shop'));
    expect(findDotnet(new AppFolder(folder))).toMatchObject([{ kind: 'ASP.NET Core, self-contained', rank: 80 }]);
  });

  test('that is one file is known by what lies beside it', () => {
    const folder = createFolder({ 'appsettings.json': '{}' });
    copyFileSync('/bin/true', join(folder, 'shop'));
    expect(findDotnet(new AppFolder(folder))).toMatchObject([
      { kind: 'ASP.NET Core, one file', config: { command: './shop' } },
    ]);
  });

  test('for Windows alone is no program', () => {
    expect(look({ 'shop.runtimeconfig.json': SELF_CONTAINED, 'shop.dll': '', 'shop.exe': 'MZ' })).toEqual([]);
  });
});

describe('an address that beats ASPNETCORE_URLS', () => {
  test.for([
    { title: 'urls in its settings', settings: '{ "urls": "http://*:5070" }', env: { URLS: HERE } },
    {
      title: 'an endpoint in its settings',
      settings:
        '\uFEFF{\n  // as in production\n  "Kestrel": { "Endpoints": { "Web": { "Url": "http://*:5000" }, } },\n}',
      env: { Kestrel__Endpoints__Web__Url: HERE },
    },
    {
      title: 'endpoints with TLS among them',
      settings: '{"Kestrel":{"EndPoints":{"Https":{"Url":"https://*:5001"},"Http":{"Url":"http://*:5000"}}}}',
      env: { Kestrel__Endpoints__Https__Url: 'http://127.0.0.1:0', Kestrel__Endpoints__Http__Url: HERE },
    },
  ])('is $title, and is answered with a variable', ({ settings, env }) => {
    const [finding] = look({ ...PUBLISHED, 'appsettings.json': settings });
    expect(finding?.config).toMatchObject({ port: 'auto', env });
    expect(finding?.notes[0]).toContain('beat');
  });

  test.for([
    '.UseUrls("http://*:5055")',
    'o.ListenAnyIP(5000)',
    'app.Urls.Add("http://localhost:3000");',
    'app.Run("http://localhost:3000");',
    'k.Listen(IPAddress.Loopback, 5000)',
  ])('is %s in Program.cs, and is answered with an endpoint of Kestrel', (code) => {
    const [finding] = look({ ...PUBLISHED, 'Program.cs': `var x = 1;\n${code}\n` });
    expect(finding?.config.env).toEqual({ Kestrel__Endpoints__Berth__Url: HERE });
  });

  test('is seen in the assembly where the sources are not there, and not in a comment', () => {
    const [finding] = look({ ...PUBLISHED, 'shop.dll': 'MZ\0Main\0UseUrls\0' });
    expect(finding?.config.env).toEqual({ Kestrel__Endpoints__Berth__Url: HERE });
    expect(look({ ...PUBLISHED, 'Program.cs': '// app.Run("http://*:1")\napp.Run();' })[0]?.config.env).toEqual({
      ASPNETCORE_URLS: HERE,
    });
  });

  test("is berth's own port in the code, which berth leaves to it", () => {
    const [finding] = look({ ...PUBLISHED, 'Program.cs': 'k.ListenAnyIP(9000);' });
    expect(finding?.config).toMatchObject({ port: 9000, listen: { port: 9001 } });
  });
});

describe('a project that is not published', () => {
  const PROJECT =
    '<Project Sdk="Microsoft.NET.Sdk.Web"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>';

  test('is published, then started from there', () => {
    expect(look({ 'Shop.csproj': PROJECT, 'Program.cs': 'app.Run();' })).toEqual([
      {
        kind: 'ASP.NET Core project',
        evidence: 'Shop.csproj',
        config: { command: 'dotnet Shop.dll', port: 'auto', env: { ASPNETCORE_URLS: HERE }, workingDirectory: 'out' },
        rank: 75,
        notes: [],
        missing: 'dotnet publish -c Release -o out',
      },
    ]);
  });

  test('is the one of a solution that has a server', () => {
    const [finding, ...others] = look({
      'Shop.sln': '',
      'src/Core/Core.csproj': '<Project Sdk="Microsoft.NET.Sdk"/>',
      'src/Web/Web.csproj': PROJECT.replace('<Target', '<AssemblyName>shop-web</AssemblyName><Target'),
      'tests/Web/Web.csproj': PROJECT,
    });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      config: { command: 'dotnet shop-web.dll' },
      missing: 'dotnet publish src/Web/Web.csproj -c Release -o out',
    });
  });

  test('with a build of its own is found by that too, from where its pages are', () => {
    const findings = look({
      'Shop.csproj': PROJECT,
      'bin/Debug/net8.0/Shop.runtimeconfig.json': WEB,
      'bin/Debug/net8.0/Shop.dll': '',
      'obj/Debug/net8.0/Shop.dll': '',
    });
    expect(findings.map(({ config, missing }) => [config.command, missing])).toEqual([
      ['dotnet bin/Debug/net8.0/Shop.dll', null],
      ['dotnet Shop.dll', 'dotnet publish -c Release -o out'],
    ]);
  });

  test('that makes a library is none', () => {
    expect(look({ 'Core.csproj': '<Project Sdk="Microsoft.NET.Sdk"/>' })).toEqual([]);
  });
});
