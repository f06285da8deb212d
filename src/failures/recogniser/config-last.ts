import { likelyCause, makeFirst, type RowGroup } from './row.ts';

const LIVES = String.raw`(?!.*\b(?:using|default|ignor|skip|fall|continu|optional|creat(?:ing|ed)|will be))`;

/** What cannot be done with a path. */
function path(verbs: string): RegExp {
  return new RegExp(
    `(?:^|: )(?:[Uu]nable to|[Cc]an(?:not|'t)|[Cc]ould ?n(?:ot|'t)|[Ff]ailed to) ${verbs} (?:the |a )?(?:[\\w-]+ ){0,2}(?:at )?["'\`(]?(?<path>[\\w.~-]*/[^\\s"'\`():,;]+)${LIVES}`,
  );
}

/** What programs say of a config or a file without words of their own for it; tried last of all. */
export const CONFIG_LAST_ROWS: RowGroup = {
  runtime: 'a program that is not known more closely',
  isWide: true,
  isLast: true,
  root: 'last',
  rows: [
    likelyCause('xml-entity-missing', /\bfailed to load external entity "(?<path>[^"]+)"/, [
      'The app reads {path} as XML, and cannot open it.',
      'Deploy the file, or correct its path; a relative one starts at the working directory.',
    ]),
    likelyCause(
      'certificate-file-unopened',
      /\b(?:unable to|failed to|can(?:not|'t)|could ?n(?:ot|'t)) (?:load|open|read|use) (?:the )?(?:(?:server|client|ca|tls|ssl|x509|private) ){0,3}(?:certificates?|key(?: ?pair)?|cert)(?: file)?:? ["'`(]?(?<path>[\w.~-]*\/[^\s"'`():,;]+)/i,
      [
        'The app cannot use {path}, a certificate or key: it is not there, not readable for its user, or not what it should be.',
        'Deploy the file where the config names it, readable for the user of the app. Behind berth the server needs no certificate: the platform ends TLS.',
      ],
    ),
    likelyCause('file-unopened', path('(?:open|read|access|stat)'), [
      'The app cannot open {path}: it is not there, or the user it runs as may not use it.',
      `Deploy the file or make its folder, and look at owner and mode; a relative path starts at the working directory. What is to be written may stand in \`\${runDir}\`.`,
    ]),
    likelyCause('port-perhaps-taken', /^Perhaps a server is already running on that port/, [
      'The app could not listen, and takes its port for taken by an earlier one.',
      'Let the app listen on another port (`port: auto` picks a free one and passes it as `$PORT`), or stop the other program; what it says above tells more.',
    ]),
    likelyCause(
      'path-there-already',
      /^(?:\S*\/)?(?:ln|mkdir|mkfifo|mknod|mktemp): (?:(?:failed to create|creating|cannot create|can't create) (?:(?:symbolic|hard) link|directory|fifo)s? )?["'`]?(?<path>[^'"`:]+)["'`]?: File exists?$/,
      [
        'A script of the start is to make {path}, and it is there already: an earlier start has made it.',
        'Let the script make it only once, or anew: `ln -sfn` puts a link in the place of an old one, `mkdir -p` takes a folder that is there.',
      ],
    ),
    likelyCause('file-unwritten', path('(?:create|write|write to|write into|make)'), [
      'The app cannot write {path}: its folder is not there, or the user it runs as may not write there.',
      makeFirst('FOLDER'),
    ]),
    likelyCause(
      'path-absent',
      new RegExp(
        `(?<!\\b(?:[Ll]og|PID|pid) )\\b(?:[Ff]ile|[Dd]irectory|[Ff]older|[Pp]ath|[Dd]ir):? ["'\`(]?(?<path>[\\w.~-]*/[^\\s"'\`():,;]*\\w)["'\`)]? (?:does(?: not|n't) exist|(?:is|was) (?:missing|not found)|could not be found|not found|must exist)\\b${LIVES}`,
      ),
      [
        'The app needs {path}, and it is not there.',
        'Deploy the file or folder with the app, or make it by a one-shot that the app comes `after`; a relative path starts at the working directory (`workingDirectory`).',
      ],
    ),
    likelyCause(
      'config-file-unfound',
      /\b(?:(?:unable to|cannot|can't|could ?n(?:ot|'t)|did not|failed to) (?:find|locate) (?:the |a |any |its )?|no )config(?:uration)? file\b(?! (?:option|format|entry))(?!.*\b(?:using|default|ignor|skip|fall|continu|optional))/i,
      [
        'The app finds no config file.',
        'Deploy it where the app looks for it, or name it in `command`; a relative path starts at the working directory.',
      ],
    ),
    likelyCause(
      'config-refused',
      new RegExp(
        `^(?:\\W*(?:fatal|error|critical)\\b\\W*)?(?:(?:error|failed|failure|unable|cannot|could not|couldn't)(?: to)? (?:load|pars|read|decod|unmarshal|validat|process)\\w* (?:the |your )?(?:\\w+ )?(?:config(?:uration)?|settings?)(?: file)?|(?:invalid|bad|malformed) (?:config(?:uration)?|settings)|(?:loading )?config(?:uration)?(?: file)? (?:error|failed|is invalid|validation (?:failed|error)))(?: [\\w./"'=()-]{1,80})?: +${LIVES}(?<reason>[^\\s{].{4,})`,
        'i',
      ),
      [
        'The app does not accept its config: {reason}.',
        'Correct what it names, in its config file or under `env`; an upgrade may have changed what it takes.',
      ],
    ),
  ],
};
