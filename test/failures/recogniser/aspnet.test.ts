import { describe } from 'vitest';
import { rowTests } from './spelling.ts';

describe('ASP.NET Core', () => {
  rowTests([
    [
      "System.InvalidOperationException: A suitable constructor for type 'Shop.Header' could not be located. Ensure the type is concrete",
      'dotnet-middleware',
      'Shop.Header',
    ],
    [
      "System.InvalidOperationException: Failed to convert configuration value 'many' at 'Limits:Items' to type 'System.Int32'.",
      'dotnet-setting-type',
      'Limits:Items has a value that is no System.Int32',
    ],
    [
      " ---> System.InvalidOperationException: Unable to resolve service for type 'Shop.IMail' while attempting to activate 'Shop.Orders'.",
      'dotnet-service-unresolved',
      'Shop.Orders needs a Shop.IMail',
    ],
    [
      "Microsoft.Extensions.Options.OptionsValidationException: DataAnnotation validation failed for 'Limits' members: 'Items' with the error: 'The field Items is required.'.",
      'dotnet-options-invalid',
    ],
    [
      'Unhandled exception. System.Globalization.CultureNotFoundException: Only the invariant culture is supported in globalization-invariant mode.',
      'dotnet-culture',
    ],
    [
      "Process terminated. Couldn't find a valid ICU package installed on the system. Set the configuration flag System.Globalization.Invariant to true if you want to run with no globalization support.",
      'dotnet-icu-missing',
      'CLR_ICU_VERSION_OVERRIDE',
    ],
  ]);
});

describe('healthy lines of ASP.NET Core', () => {
  rowTests([
    ['Now listening on: https://127.0.0.1:5001', null],
    ['No XML encryptor configured. Key {1} may be persisted to storage in unencrypted form.', null],
    ['Overriding address(es) http://+:80. Binding to endpoints defined in UseKestrel() instead.', null],
    ['The default developer certificate is trusted', null],
  ]);
});
