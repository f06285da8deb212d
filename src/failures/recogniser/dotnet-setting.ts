import { cause, type RowGroup } from './row.ts';

const CONNECTION = 'Set `ConnectionStrings__NAME` under `env` (two underscores), by the name that the app reads.';

/** What .NET says of connection strings, keys and libraries that its settings and image lack. */
export const DOTNET_SETTING_ROWS: RowGroup = {
  runtime: '.NET and its settings',
  root: 'last',
  rows: [
    cause(
      'dotnet-connection-unnamed',
      /No connection string named '(?<name>[^']+)'|(?:Value cannot be null|cannot be an empty string)\b.{0,40}[Pp]arameter '?(?:name: ')?connectionString|The ConnectionString property has not been initialized/,
      ['The app has no connection string for its database.', CONNECTION],
    ),
    cause(
      'dotnet-connection-form',
      /Format of the initialization string does not conform to specification|Keyword not supported: '(?<word>[^']+)'|Couldn't set (?<other>\w+) \(Parameter/,
      [
        'The connection string is none that the driver of this database understands: a URL instead of `Name=value;`, or the words of another database.',
        `${CONNECTION} PostgreSQL: \`Host=…;Database=…;Username=…;Password=…\`; SQL Server: \`Server=…;Database=…;User Id=…;Password=…\`.`,
      ],
    ),
    cause('dotnet-key-size', /IDX107(?:20|03|02):.*(?:key size must be greater|key length is zero|KeySize)/, [
      'The key that tokens are signed with is empty or too short.',
      'Set one of 32 bytes at least (64 for HS512) under `env`, by the name that the app reads.',
    ]),
    cause('dotnet-library-missing', /Unable to load shared library '(?<library>[^']+)' or one of its dependencies/, [
      '.NET cannot load the library {library}: it is not in this image, or something it needs is not.',
      'Install it (Debian: `libgdiplus`, `libicu-dev`, `libgssapi-krb5-2`, …); on Alpine take the packages built for musl.',
    ]),
    cause(
      'dotnet-windows-only',
      /PlatformNotSupportedException: (?<what>(?!Operation is).+?) is (?:not supported on this platform|only supported on Windows)/,
      [
        'The app uses {what}, which .NET has on Windows only.',
        'Replace it (SkiaSharp or ImageSharp for System.Drawing), or stay with .NET 6 and `System.Drawing.EnableUnixSupport`.',
      ],
    ),
    cause('dotnet-folder-missing', /DirectoryNotFoundException: (?<path>\/\S+)/, [
      'The app needs the folder {path}, and it is not there.',
      'Deploy it with the app, or make it before each start, by a one-shot with `mkdir -p` that the app comes `after`; a relative path starts at the working directory.',
    ]),
  ],
};
