import { cause, type RowGroup } from './row.ts';

/** What programs say that miss a locale, an encoding or the table of time zones. */
export const LOCALE_ROWS: RowGroup = {
  runtime: 'locales and time zones',
  root: 'last',
  rows: [
    cause(
      'locale-missing',
      /unsupported locale setting|_S_create_c_locale name not valid|invalid locale settings; check LANG|no user locale set|invalid locale name:? "|could not set the locale/i,
      [
        'The app asks for a locale that is not on this system.',
        'Set `LC_ALL: C.UTF-8` and `LANG: C.UTF-8` under `env`, which need no package; or install the locale (`locales`, `locale-gen`).',
      ],
    ),
    cause(
      'locale-ascii',
      /'ascii' codec can't (?:en|de)code|invalid byte sequence in US-ASCII|configured to use ASCII as encoding|Malformed input or input contains unmappable characters|from ASCII-8BIT to UTF-8|from UTF-8 to US-ASCII/,
      [
        'The app handles text beyond ASCII in an environment that names no encoding, so it takes ASCII for it.',
        'Set `LC_ALL: C.UTF-8` under `env`; for Python also `PYTHONUTF8: 1`, for Java `JAVA_TOOL_OPTIONS: -Dsun.jnu.encoding=UTF-8 -Dfile.encoding=UTF-8`.',
      ],
    ),
    cause(
      'time-zone-missing',
      /unknown time ?zone|unknown or bad timezone|No time zone found with key|Invalid time zone specified|time zone ID '[^']+' was not found|Unknown time-zone ID|can not find any timezone configuration|zoneinfo\.zip: no such file|tzinfo-data is not present|TZInfo::DataSourceNotFound|No source of timezone data|UnknownTimeZoneError|invalid value for parameter "TimeZone"|Timezone ID '[^']+' is invalid|ZoneInfoNotFoundError/i,
      [
        'The app asks for a time zone that this system does not know: the table of time zones is not installed, or the name is wrong.',
        'Install `tzdata` (Python: `pip install tzdata`; Ruby: the gem `tzinfo-data`), and set `TZ` under `env` to a name as in `Europe/Vienna`, or to `UTC`.',
      ],
    ),
  ],
};
