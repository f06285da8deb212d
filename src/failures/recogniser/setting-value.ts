import { cause, likelyCause, type RowGroup } from './row.ts';

/** Values of settings that cannot be meant: of another kind, out of range, not filled in. */
export const SETTING_VALUE_ROWS: RowGroup = {
  runtime: 'a program with a wrong value',
  root: 'last',
  rows: [
    cause(
      'service-link-taken',
      /(?:invalid literal|For input string|parsing|not a valid (?:port|integer)|[Ii]nvalid|NaN|not a number|Error binding property|BAD_PORT|convert|\bparse)\b.{0,80}\btcp:\/\/\d+\.\d+\.\d+\.\d+:\d+\b(?!"\))|tcp:\/\/\d+\.\d+\.\d+\.\d+:\d+["']? is not a (?:valid|number)/,
      [
        'The app takes `tcp://ADDRESS:PORT` for its own setting: Kubernetes sets NAME_PORT for each service, and one has the name that the app’s variable begins with.',
        'Set the variable yourself under `env`, or turn those variables off in the pod (`enableServiceLinks` set to false), or give the service another name.',
      ],
    ),
    likelyCause(
      'variable-unfilled',
      /(?:pars(?:e|ing)|[Ii]nvalid|For input string|[Uu]nknown host|getaddrinfo|resolve|lookup|not a valid|no such host)\b.{0,80}\$\{(?<variable>[A-Z][A-Z0-9_]+)\}/,
      [
        'A setting of the app still holds the name of {variable} in braces behind a dollar sign: nobody has filled its value in.',
        'Set {variable} under `env`; a file that is read as it stands is filled in by nobody: write a template (`files`), or the value.',
      ],
    ),
    likelyCause(
      'port-invalid',
      /ERR_SOCKET_BAD_PORT|\bport (?:must|should) be (?=[>0-9abi])|\bport out of range|: unknown port$|\b[Ii]nvalid port\b[^,]{0,30}$|is not a valid port\b/,
      [
        'The app is given a port that is no number from 0 to 65535.',
        'Look at the variable or option that holds it: it is empty, or has text around the number. With `port: auto` berth hands a good one over as `$PORT`.',
      ],
    ),
    cause(
      'address-form',
      /\baddress (?<address>[^\s:]*\S*): (?<reason>missing port in address|too many colons in address)/,
      [
        'The app cannot read the address {address} as a host and a port: {reason}.',
        'Write `:8080` or `127.0.0.1:8080`, without `http://`; an IPv6 address stands in brackets.',
      ],
    ),
    likelyCause(
      'duration-invalid',
      /\btime: (?:missing unit in|invalid|unknown unit .{1,12} in) duration|not a valid duration string/,
      ['A setting that is to be a duration has a value that is none.', 'Write it with its unit: `30s`, `5m`, `1h30m`.'],
    ),
    likelyCause(
      'named-value-refused',
      /\b[Ii]nvalid value (?:"[^"]{0,200}" |'[^']{0,200}' )?(?:for|of) (?:the )?(?:environment |env |config(?:uration)? )?(?:key|variable|var|setting|property|field) ["'`]?(?<setting>[A-Za-z][\w.-]+)["'`]?: (?<reason>.+)/,
      [
        'The app does not accept the value of {setting}: {reason}.',
        'Correct {setting} in the config of the app, or under `env`.',
      ],
    ),
    likelyCause(
      'time-invalid',
      /\bparsing time "(?<value>.*?)" as "(?<form>[^"]+)": (?:cannot parse|extra text|month out of|day out of)/,
      [
        'A setting that is to be a date or a time is none: {value}.',
        'Write it as {form}, which stands for its form (2006 is the year, 01 the month, 02 the day).',
      ],
    ),
    likelyCause(
      'number-empty',
      /(?:invalid literal for int\(\) with base 10: ''|could not convert string to float: ''|For input string: ""|parsing "": invalid syntax|cannot parse integer from empty string|invalid value for (?:Integer|Float)\(\): ""|input string '' was not in a correct format)/,
      [
        'A setting that is to be a number is empty.',
        'Look at the line of the app that reads it for the name, and set that variable under `env`, or take it away whole: an empty one is there, so no default takes its place.',
      ],
    ),
    likelyCause(
      'number-invalid',
      /(?:invalid literal for int\(\) with base 10|could not convert string to float: |NumberFormatException: For input string: "[^"]*"$|strconv\.\w+: parsing "|ParseIntError|ParseBoolError|invalid digit found in string|invalid value for (?:Integer|Float)\(\)|[Ii]nput string .{0,60}was not in a correct format|provided string was not `true` or `false`)/,
      [
        'The app reads a number (or true and false), and gets text that is none.',
        'Look at the line of the app that reads it for the name of the setting, and correct it: no quotes, no unit, no comment behind it.',
      ],
    ),
    cause('rust-address-invalid', /\binvalid (?:socket|IP) address syntax\b|\bAddrParseError\(/, [
      'The app is given an address that is none: a name where only an address will do, or one without its port.',
      `Write it as \`127.0.0.1:\${port}\` under \`env\` or in \`command\`, with \`port: auto\`.`,
    ]),
  ],
};
