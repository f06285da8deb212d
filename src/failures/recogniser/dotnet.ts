import { cause, causeWith, likelyCause, outcry, type RowGroup } from './row.ts';

/** What the .NET host and runtime say. */
export const DOTNET_ROWS: RowGroup = {
  runtime: '.NET',
  root: 'last',
  rows: [
    cause('dotnet-framework-missing', /[Ff]ramework:? '(?<framework>[^']+)', version '(?<version>[^']+)'/, [
      'The app is built for {framework} {version}, which is not installed here.',
      'Install that runtime, publish the app as self-contained, or let it roll forward with `DOTNET_ROLL_FORWARD: Major` under `env`.',
    ]),
    cause(
      'dotnet-runtime-missing',
      /^You must install (?:or update )?\.NET(?: Core)? to run this application|required library libhostfxr\.so could not be found/,
      [
        'The app needs the .NET runtime, and none is installed where it looks for one.',
        'Install the runtime in the image, name its folder by `DOTNET_ROOT` under `env`, or publish the app as self-contained.',
      ],
    ),
    cause('dotnet-runtimeconfig-missing', /'libhostpolicy\.so' required to execute the application was not found/, [
      'The app’s runtimeconfig.json is missing, or the app was published for another kind of deployment.',
      'Deploy the whole output of `dotnet publish`, not single files of it.',
    ]),
    cause(
      'dotnet-app-missing',
      /It was not possible to find any installed \.NET Core SDKs|The application '[^']+' does not exist/,
      [
        'dotnet finds no such app, and took its name for a command of the SDK.',
        'Check the path of the .dll in `command` (it starts at the working directory), and that the published files were deployed.',
      ],
    ),
    causeWith(
      'dotnet-manifest-assembly',
      /An assembly specified in the application dependencies manifest \((?<file>[^)]+)\) (?:was not found|has already been found)/,
      /package: '(?<package>[^']+)', version: '(?<version>[^']+)'/,
      [
        'The app’s {file} names an assembly of {package} {version} that was not deployed.',
        'Deploy the whole output of `dotnet publish` of one build, and nothing of another; the folder of `dotnet build` lacks the packages.',
      ],
    ),
    cause('dotnet-image-bad', /BadImageFormatException: Could not load file or assembly '(?<path>[^']+)'/, [
      'The file {path} is no .NET assembly, or one for another processor.',
      'Deploy the whole output of `dotnet publish` anew, built for this platform; a file cut short or of Git LFS looks like this too.',
    ]),
    cause(
      'dotnet-assembly-version',
      /Could not load file or assembly '(?<assembly>[^',]+).*?located assembly's manifest definition does not match/,
      [
        'The app was built with another version of the assembly {assembly} than the one that lies beside it.',
        'Align the versions of the packages (one of them brings an older one), clean the folder, and deploy the whole output of `dotnet publish`.',
      ],
    ),
    cause('dotnet-assembly-missing', /Could not load file or assembly '(?<assembly>[^',]+)/, [
      'The app needs the assembly {assembly}, and it is not there.',
      'Deploy the whole output of `dotnet publish`, which holds all assemblies.',
    ]),
    cause(
      'dotnet-address-in-use',
      /(?:SocketException \(98\)|IOException: Failed to bind to address \S+): [Aa]ddress already in use/,
      [
        'The app wants to listen on a port where something listens already.',
        `Let the app listen on another port: \`ASPNETCORE_URLS: http://127.0.0.1:\${port}\` under \`env\`, with \`port: auto\`. One with \`Kestrel:Endpoints\` in its settings does not look at that: set \`Kestrel__Endpoints__Http__Url\` to it, by the name that its endpoint has. One whose code names its address (\`UseUrls\`, \`Listen…\`) looks at neither: let \`port\` be what it has.`,
      ],
    ),
    cause(
      'dotnet-host-unknown',
      /SocketException \([^)]+\): (?<reason>(?<=11\): )Resource temporarily unavailable|Name or service not known|Temporary failure in name resolution|No such host is known)/,
      [
        'The app cannot resolve the name of a host it needs: {reason}.',
        'Correct the name in the settings of the app, and check that the instance is in the network where the name is known.',
      ],
    ),
    cause('dotnet-icu-missing', /Couldn't find a valid ICU package installed on the system/, [
      '.NET needs the ICU library, and finds none of a version it knows.',
      'Install libicu. One that is newer than this .NET knows is named: `CLR_ICU_VERSION_OVERRIDE: 72.1` under `env`. An app without cultures does without: `DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: 1`.',
    ]),
    cause(
      'dotnet-culture',
      /CultureNotFoundException: .*?(?:name \(Parameter|is an invalid culture|Culture is not supported|globalization-invariant mode)/,
      [
        'The app asks for a language and region that .NET does not know here.',
        'Correct its name, or install libicu and do not set `DOTNET_SYSTEM_GLOBALIZATION_INVARIANT`: in that mode only the invariant culture is there.',
      ],
    ),
    likelyCause('dotnet-file-missing', /FileNotFoundException: Could not find file '(?<path>[^']+)'/, [
      'The app needs {path}, and it is not there.',
      'Deploy the file with the app; a relative path starts at the working directory.',
    ]),
    cause('dotnet-stack-overflow', /^Stack overflow\.$|^Process is terminating due to StackOverflowException/, [
      'The stack of a thread is full: some code calls itself without end, or very deeply.',
      'Find the frames that repeat in the stack.',
    ]),
    outcry('dotnet-fail-fast', /^Process terminated\. (?<message>.+)/, [
      'The app gave itself up: {message}.',
      'Follow the stack to the first line of the app’s own code.',
    ]),
    cause('dotnet-memory', /^Out of memory\.$|System\.OutOfMemoryException/, [
      '.NET has no memory left.',
      'Give the instance more memory, or find what keeps growing; `DOTNET_GCHeapHardLimit` sets the limit of the heap.',
    ]),
    outcry(
      'dotnet-unhandled-exception',
      /^Unhandled (?:exception\.|Exception:) (?<error>[\w.+]+)(?: \(0x[\dA-Fa-f]+\))?: (?<message>.+)/,
      [
        'The app ended with an exception that nothing in it handles: {error}: {message}.',
        'Follow the stack to the first line of the app’s own code.',
      ],
    ),
  ],
};
