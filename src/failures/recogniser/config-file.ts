import { CONFIG_FORMAT_ROWS } from './config-format.ts';
import { cause, likelyCause, type RecogniserRow, type RowGroup } from './row.ts';

const DIRECTORY =
  'Put the file there. Docker makes a folder of a file that it is to mount and that is not on the host: stop the container, remove the folder, write the file, and start again.';

const UNKNOWN = 'Remove it, or write it as this version of the app spells it; a name may have changed with an upgrade.';

const SECTION = [
  'The config of the app lacks the section {section}, without which it does not start.',
  'Add it, as the example that comes with the app shows; check too that the app reads the file that you mean.',
] as const;

const PLACE_ROWS: readonly RecogniserRow[] = [
  cause(
    'folder-for-file',
    /(?:\[Errno 21\] Is a directory: |EISDIR: illegal operation on a directory, \w+ '|Is a directory @ \w+ - |(?:can(?:not|'t)|could not|unable to|failed to) (?:open|read) (?!stream)(?=.*?: (?:read error: )?[Ii]s a directory))["']?(?<path>[^"'\s:]+)["']?(?:$| \(Errno::EISDIR\)|: [Ii]s a directory|: read error: Is a directory)/,
    ['The app reads {path} as a file, and it is a folder.', DIRECTORY],
  ),
  cause(
    'folder-instead-of-file',
    /(?:^|[\s"'(=])(?<path>\.{0,2}\/[^\s"':()]+)["')]*(?: failed \(21: Is a directory\)| \([Ii]s a directory\)|: [Ii]s a directory|: failed to open stream: Is a directory)/,
    ['The app reads {path} as a file, and it is a folder.', DIRECTORY],
  ),
  cause(
    'config-file-absent',
    /(?:The configuration file '|Config File ")(?<path>[^'"]+)(?:' was not found and is not optional|" Not Found in)/,
    [
      'The app finds no config at {path}.',
      'Deploy the file, or correct its path; a relative one starts at the working directory.',
    ],
  ),
  likelyCause(
    'config-file-missing',
    /\b(?:[Uu]nable to|[Cc]ould(?: not|n't)|[Cc]an(?:not|'t)|[Ff]ailed to) (?:find|open|read|load|locate|access) (?:the |a |your |any )?(?:\w+ )?(?:config(?:uration)?|settings)(?: file)?(?: at| in| from)?:? ["'`]?(?<path>[^\s"'`,:]*[/.][^\s"'`,:]*\w)(?!.*(?:\busing\b|\bdefault|\bignor|\bskip))/,
    [
      'The app finds no config at {path}, or cannot read it.',
      'Deploy the file, or correct its path; a relative one starts at the working directory. If it is there, the line says what is wrong in it.',
    ],
  ),
  likelyCause(
    'config-file-not-found',
    /\b(?:[Cc]onfig(?:uration)?|[Ss]ettings) file:? ["'`]?(?<path>[^\s"'`,]*[/.][^\s"'`,]*?\w)["'`]?:? (?:(?:was |is |could )?not (?:be )?(?:found|readable|exist)|does(?: not|n't) exist|is missing|missing|not found)\b(?!.*(?:\busing\b|\bdefault|\bignor|\bskip))/,
    [
      'The app finds no config at {path}.',
      'Deploy the file, or correct its path; a relative one starts at the working directory.',
    ],
  ),
];

const FIELD_ROWS: readonly RecogniserRow[] = [
  cause('config-field-unknown', /^\s*line (?<line>\d+): field (?<field>\S+) not found in type/, [
    'Line {line} of the config has a field that the app does not know: {field}.',
    UNKNOWN,
  ]),
  cause('config-field-type', /^\s*line (?<line>\d+): cannot unmarshal (?<kind>!!\w+) .* into (?<wanted>\S+)$/, [
    'The value in line {line} of the config is of another kind ({kind}) than the app wants ({wanted}).',
    'Correct that value: a number or `true` stands without quotes, a list begins with `-`.',
  ]),
  likelyCause(
    'config-keys-unknown',
    /(?:(?:unknown|unrecognized) (?:config |configuration |global |root )?(?:field(?: at)?|keys?|key\(s\)|property|setting|configuration parameter|configuration variable|global option|option(?= "\w+" under))(?: in object)?|unable to find property|has invalid keys)(?:: ["'`]?| ["'`])(?<field>[a-z_][\w.@-]+)/i,
    ['The config has a name that the app does not know: {field}.', UNKNOWN],
  ),
  cause('flag-field-unknown', /failed to decode configuration from \w+: field not found, node: (?<field>\S+)/, [
    'The app was given a setting that this version of it does not know: {field}.',
    'Correct its name, or run the version that the settings were written for.',
  ]),
  likelyCause(
    'answer-field-missing',
    /\breqwest::Error \{ kind: Decode,.{0,40}\bError\("missing field `(?<field>[\w.-]+)`"/,
    [
      'The app has asked a service for something, and the answer lacks the field {field} that this version of the app counts on.',
      'Update the app: the service answers in another form now, or it answers with an error. See what the address in its settings gives.',
    ],
  ),
  cause('config-field-missing', /\bmissing (?:required )?(?:field|key) ["'`](?<field>[\w.-]+)["'`]/, [
    'The config lacks {field}, without which the app does not start.',
    'Add it; an upgrade may have made it necessary.',
  ]),
  likelyCause(
    'env-file-absent',
    /\b(?:[Ee]rror|[Ff]ailed|[Uu]nable to|[Cc]annot|[Cc]ould not) (?:loading|to load|load|reading|to read|read)(?: the)? \.env(?: file)?\b(?!.*\b(?:using|ignor|skip|continu|default|environment instead|denied))/,
    [
      'The app reads its settings from a file `.env` in the working directory, and it is not there.',
      'Deploy the file, or make an empty one by a one-shot and set the variables under `env`; `workingDirectory` says where it is looked for.',
    ],
  ),
  likelyCause(
    'config-section-missing',
    /\b(?:[Mm]issing|[Nn]o such)(?: required| mandatory| a| the)?(?: config(?:uration)?)?(?: section:?)? ["'`[]*(?<section>[A-Za-z][\w.-]*)["'`\]]*(?: section\b|(?<=section:? ["'`[]{0,2}[\w.-]{1,60}["'`\]]{0,2}))(?!.*\b(?:using|default|skip|ignor))/,
    SECTION,
  ),
  likelyCause(
    'config-section-absent',
    /\b[Ss]ection ["'`[]+(?<section>[A-Za-z][\w.-]*)["'`\]]+ (?:is )?(?:missing|not found|required)\b(?!.*\b(?:using|default|skip|ignor))/,
    SECTION,
  ),
  likelyCause(
    'config-part-missing',
    /^\s*No (?<section>[a-z][\w-]*) (?:config(?:uration)?|settings?|section) (?:was |were )?(?:provided|found|given|specified)[.!]?$|Missing mandatory `(?<option>[\w.-]+)` config option/,
    [
      'The config of the app lacks a part that it cannot do without.',
      'Add it (this line names it), as the example that comes with the app shows; check too that the app reads the file that you mean.',
    ],
  ),
  likelyCause(
    'config-section-unknown',
    /\b(?:[Ii]nvalid|[Uu]nknown|[Uu]nrecognized) section ["'`[]+(?<section>[\w.-]+)/,
    ['The config has a section that the app does not know: {section}.', UNKNOWN],
  ),
  likelyCause(
    'config-setting-removed',
    /Deprecated fallback `(?<old>[^`]+)` `(?<key>[^`]+)` present\. Use|\b(?:[Oo]ption|[Ss]etting|[Pp]arameter|[Dd]irective|[Ff]lag) ["'`[]+(?<setting>[\w.-]+)["'`\]]+ (?:has been removed|was removed|is no longer supported)\b(?!.*\bignor)/,
    [
      'The config has a setting that this version of the app no longer takes.',
      'Take it out, or write what the line (or the notes to the version) names in its place.',
    ],
  ),
  cause(
    'config-field-refused',
    /\binvalid (?:type|value): (?<found>[a-z ]+)[^,]*, expected (?<wanted>[^",]+?)(?: at line \d| for key |"|,|$)/,
    [
      'A value of the config is of another kind ({found}) than the app wants: {wanted}.',
      'Correct that value; the lines around this one name its place.',
    ],
  ),
];

/** A config that is not there, or is a folder; tried after the programs that say it in words of their own. */
export const CONFIG_FILE_ROWS: RowGroup = { runtime: 'a program with a config', root: 'last', rows: PLACE_ROWS };

/** What is wrong in a config; tried before runtimes, to which it is one syntax error or exception of many. */
export const CONFIG_ROWS: RowGroup = {
  runtime: 'a reader of a config',
  root: 'last',
  rows: [...FIELD_ROWS, ...CONFIG_FORMAT_ROWS],
};
