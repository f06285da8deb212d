import { cause, likelyCause, type RowGroup } from './row.ts';

const PUBLISH = 'Build with `dotnet publish` where the app is built, and start what comes out: `dotnet APP.dll`.';

/** What the .NET SDK says of an app that it is to build at its start (`dotnet run`). */
export const DOTNET_BUILD_ROWS: RowGroup = {
  runtime: 'the .NET SDK',
  root: 'first',
  rows: [
    cause(
      'msbuild-file-locked',
      /\berror MSB30(?:27|21): .*?" to "(?<path>[^"]+)"\. (?=.*(?:Exceeded retry count|being used by another process))/,
      [
        'The app is built at its start, and {path} cannot be written: an instance that still runs holds it.',
        `End the other instance first (Windows: \`taskkill\`). ${PUBLISH}`,
      ],
    ),
    cause(
      'csharp-compile-error',
      /(?<place>[^\s:]+\.(?:cs|vb|fs|razor|cshtml)\(\d+,\d+(?:,\d+,\d+)?\)): error (?<code>(?:CS|BC|FS|RZ)\d+): (?<message>.+?)(?: \[[^\]]+proj\])?$/,
      ['The app does not compile, at {place}: {message} ({code}).', `Correct that line. ${PUBLISH}`],
    ),
    cause(
      'dotnet-project-missing',
      /\berror MSB10(?:03|09): |^Couldn't find a project to run\.|^Could not find a MSBuild project file in/,
      [
        'The .NET SDK finds no project where it is to run one.',
        'Set `workingDirectory` to the folder of the .csproj file, or name it with `--project`. What was published needs no SDK: `dotnet APP.dll`.',
      ],
    ),
    cause(
      'dotnet-project-several',
      /\bcontains more than one project (?:or solution )?file\b|^(?:watch : |dotnet watch .{1,4})?Multiple MSBuild project files found in/,
      ['The folder has several projects, and the .NET SDK does not know which to run.', 'Name one with `--project`.'],
    ),
    cause(
      'dotnet-sdk-old',
      /\berror (?:NETSDK1045: The current \.NET(?: Core)? SDK does not support targeting (?<target>\.NET[\w ]* \d+\.\d+)|MSB3644: The reference assemblies for (?<other>\S+) were not found)/,
      [
        'The app is for a newer .NET than the SDK that is to build it.',
        'Install the SDK that the project names (`TargetFramework`), or build it in an image that has it; global.json may hold an older one.',
      ],
    ),
    cause('dotnet-not-restored', /\berror NETSDK1004: Assets file '(?<path>[^']+)' not found/, [
      'The packages of the app were never restored: {path} is not there.',
      `Leave \`--no-restore\` out, or run \`dotnet restore\` before. ${PUBLISH}`,
    ]),
    likelyCause(
      'nuget-unreachable',
      /\bUnable to load the service index for source (?<source>\S+?)\.?(?:$| \[)|\berror NU1301: |\berror NU1101: Unable to find package (?<package>[\w.]+)/,
      [
        'The app is built at its start, and the .NET SDK cannot get its packages.',
        `Check the sources in nuget.config and what the instance reaches. ${PUBLISH} Then nothing is fetched at the start.`,
      ],
    ),
  ],
};
