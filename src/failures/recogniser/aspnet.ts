import { cause, type RowGroup } from './row.ts';

const OWN_ADDRESS = `berth speaks plain HTTP to it: \`ASPNETCORE_URLS: http://127.0.0.1:\${port}\` under \`env\`, with \`port: auto\`, and no https in it or in \`Kestrel:Endpoints\`.`;

/** What ASP.NET Core says of an app that does not start: its server, its settings, its services. */
export const ASPNET_ROWS: RowGroup = {
  runtime: 'ASP.NET Core',
  root: 'last',
  rows: [
    cause(
      'dotnet-certificate-absent',
      /No server certificate was specified, and the default developer certificate could not/,
      ['The app is to serve HTTPS, and no certificate is set.', OWN_ADDRESS],
    ),
    cause('dotnet-certificate-missing', /OpenSslCryptographicException: .*BIO_new_file:no such file/, [
      'A certificate file that the app is to use is not there.',
      `Deploy the file, or correct \`Kestrel:Certificates:Default:Path\`. ${OWN_ADDRESS}`,
    ]),
    cause(
      'dotnet-certificate-password',
      /PKCS12_parse:mac verify failure|The specified network password is not correct|The certificate data cannot be read with the provided password/,
      [
        'The password does not open the certificate file that the app is to use.',
        `Correct \`Kestrel__Certificates__Default__Password\` under \`env\`. ${OWN_ADDRESS}`,
      ],
    ),
    cause('dotnet-certificate-unreadable', /OpenSslCryptographicException: .*(?:asn1 encoding routines|PEM routines)/, [
      'A certificate file that the app is to use is none, or is damaged.',
      `Deploy it as a PKCS #12 file (.pfx), not cut short. ${OWN_ADDRESS}`,
    ]),
    cause('dotnet-address-not-local', /SocketException \(99\): Cannot assign requested address(?! \S+:\d)/, [
      'The app wants to listen on an address that this machine does not have.',
      `Let it listen on the loopback address: \`ASPNETCORE_URLS: http://127.0.0.1:\${port}\` under \`env\`, with \`port: auto\`.`,
    ]),
    cause('dotnet-url-invalid', /FormatException: Invalid url: '(?<url>[^']*)'/, [
      'The app cannot read the address it is to listen on: {url}.',
      `Write it with its scheme: \`ASPNETCORE_URLS: http://127.0.0.1:\${port}\` under \`env\`.`,
    ]),
    cause('dotnet-endpoint-without-url', /The endpoint (?<endpoint>\S+) is missing the required 'Url' parameter/, [
      'The endpoint {endpoint} in the settings of the app has no address.',
      `Set \`Kestrel__Endpoints__{endpoint}__Url: http://127.0.0.1:\${port}\` under \`env\`, or take the endpoint out.`,
    ]),
    cause(
      'dotnet-middleware',
      /(?:No public 'Invoke' or 'InvokeAsync' method found for middleware of type|A suitable constructor for type) '(?<type>[^']+)'/,
      [
        'A class of the app cannot be used as it is asked to: {type}.',
        'A middleware has a public constructor whose parameters are registered services, and a public `InvokeAsync`.',
      ],
    ),
    cause(
      'dotnet-setting-type',
      /Failed to convert configuration value (?:'[^']*' )?at '(?<setting>[^']+)' to type '(?<type>[^']+)'/,
      [
        'The setting {setting} has a value that is no {type}.',
        'Correct it in appsettings.json, or under `env`, where `__` stands for each colon.',
      ],
    ),
    cause('dotnet-options-invalid', /OptionsValidationException: (?<reason>.+)/, [
      'The app refuses its settings: {reason}.',
      'Correct them in appsettings.json, or under `env`, where `__` stands for each colon.',
    ]),
    cause(
      'dotnet-service-unresolved',
      /Unable to resolve service for type '(?<service>[^']+)' while attempting to activate '(?<user>[^']+)'/,
      [
        '{user} needs a {service}, and none is registered with the app.',
        'Register it in the start code (`services.Add…`); check that it is not left out by the environment (`ASPNETCORE_ENVIRONMENT`) or a setting.',
      ],
    ),
    cause('dotnet-service-unregistered', /No service for type '(?<service>[^']+)' has been registered/, [
      'The app asks for a {service}, and none is registered with it.',
      'Register it in the start code (`services.Add…`); check that it is not left out by the environment (`ASPNETCORE_ENVIRONMENT`) or a setting.',
    ]),
    cause(
      'dotnet-services-not-added',
      /Unable to find the required services\. Please add all the required services by calling '(?<call>[^']+)'/,
      ['The app uses a part of ASP.NET Core whose services it has not added.', 'Add them in the start code by {call}.'],
    ),
    cause(
      'dotnet-connection-string',
      /A named connection string was used, but the name '(?<name>[^']+)' was not found/,
      [
        'The app wants the connection string {name}, and its settings have none.',
        'Set `ConnectionStrings__{name}` under `env`, or put it into the appsettings file of this environment (`ASPNETCORE_ENVIRONMENT`).',
      ],
    ),
    cause('dotnet-migrations-pending', /The model for context '(?<context>[^']+)' has pending changes/, [
      'The classes of {context} were changed without a migration for it.',
      'Add the migration (`dotnet ef migrations add`), and run it before the app, by a one-shot that the app comes `after`.',
    ]),
    cause(
      'dotnet-integrated-login',
      /The login is from an untrusted domain and cannot be used with (?:Integrated|Windows) authentication/,
      [
        'The app logs in to SQL Server with the account of its process, which that server does not know.',
        'Put user and password into the connection string, and leave `Integrated Security` or `Trusted_Connection` out.',
      ],
    ),
  ],
};
