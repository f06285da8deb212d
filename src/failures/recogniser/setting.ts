import { cause, causeWith, likelyCause, type RecogniserRow, type RowGroup, symptom } from './row.ts';

const UNSET = 'The app reads {variable} from its environment, and that variable is not set.';

const SET = 'Set {variable} in the settings of the function or the container, or under `env`.';

const PLACED =
  'Set {variable} where the app keeps its settings, or the variable that the setting is read from, under `env`.';

/** What is said behind a name that was looked for in vain; not where a default takes its place, or a part stays off. */
const MISSING =
  /(?:(?:is|was|are|were) )?(?:not (?:set(?! to\b)|defined|found|provided|specified|configured|present)|a required (?:\w+ )?variable|missing|required|undefined|unset|empty|must (?:also )?be (?:set|defined|provided)|(?:needs|has) to be set|(?:cannot|must not) be (?:empty|null))\b(?!.*(?:\busing\b|(?<!\b(?:no|has no|a) )\bdefault|\bignor|\boptional|\bfall|\bskip|\bdisabl|\bwithout\b))/
    .source;

const VARIABLES = /[Ee]nv(?:ironment)?[ -]?[Vv]ar(?:iable)?s?/.source;

const VARIABLE_ROWS: readonly RecogniserRow[] = [
  cause(
    'environment-variable-demanded',
    /(?:could not fetch environment variable|env-var:|^Set the|[a-z]: Set the|[Rr]equired key|missing required value:|^Error: required variable) ["']?(?<variable>[A-Za-z_]\w*)["']?(?:$| because it is not set| is a required variable| environment variable$| missing value| is missing a value)/,
    [UNSET, SET],
  ),
  cause(
    'environment-variable-undeclared',
    /\b(?<variable>[A-Za-z_]\w*) not found\. Declare it as envvar or define a default value/,
    [UNSET, SET],
  ),
  cause(
    'environment-variables-absent',
    /: The following variables were defined in \S+ but are not present in the environment:/,
    [
      'Variables that the app names in an example file are not set in its environment; the lines below say which.',
      'Set them in the settings of the function or the container, or under `env`.',
    ],
  ),
  likelyCause(
    'environment-variable-unset',
    new RegExp(`["'\`$]?(?<variable>\\b[A-Z]\\w+)\\b["'\`]? (?:${VARIABLES}) ${MISSING}`),
    [UNSET, SET],
  ),
  likelyCause(
    'environment-variable-missing',
    new RegExp(`\\b${VARIABLES}(?: named| called| with name)?:? ["'\`$]?(?<variable>[A-Z0-9]\\w+)["'\`]? ${MISSING}`),
    [UNSET, SET],
  ),
  likelyCause(
    'environment-variable-required',
    new RegExp(
      `\\b(?:[Mm]issing|[Rr]equired|[Uu]ndefined|[Uu]nset|[Mm]andatory)(?: or (?:empty|invalid))?(?: required| mandatory)? ${VARIABLES}(?:\\(s\\))?(?: (?:are|is))?(?: missing| not set| not found)?:? ?\\[?["'\`$]?(?<variable>[A-Z]\\w+)`,
    ),
    [UNSET, SET],
  ),
  likelyCause(
    'environment-variable-not-found',
    new RegExp(`\\b${VARIABLES} not (?:found|set|defined): ?["'\`]?(?<variable>[A-Z]\\w+)`),
    [UNSET, SET],
  ),
  likelyCause(
    'environment-variable-advised',
    new RegExp(
      `\\b(?:[Pp]lease|must|need to|have to|has to|should) (?:also )?(?:set|define|provide|specify|export)(?: (?:the|an?|your))? ["'\`$]?(?<variable>[A-Z][A-Z0-9_]+)["'\`]?(?: (?:as an? )?${VARIABLES})(?! to (?:disable|enable|silence|suppress|skip|hide|turn|change))`,
    ),
    [UNSET, SET],
  ),
  causeWith(
    'environment-variables-listed',
    /^\W*(?:the following (?:required )?|missing (?:required )?)(?:environment|env) ?var(?:iable)?s?(?: are missing| not set|\(s\))?:$/i,
    /^\W*[A-Z][A-Z0-9_]+\b/,
    [
      'Environment variables that the app needs are not set; the lines below say which.',
      'Set them in the settings of the function or the container, or under `env`.',
    ],
  ),
];

/** Names that stand alone on a line, as checkers of whole sets of settings print them: zod, envalid, joi. */
const CHECKER_ROWS: readonly RecogniserRow[] = [
  causeWith(
    'zod-setting-missing',
    /^\s*"(?<variable>[A-Za-z_]\w*)"$/,
    /^\s*"message": "(?:Required|Invalid input: expected \w+, received undefined)"/,
    ['The app’s own check finds no {variable} among its settings.', PLACED],
  ),
  cause(
    'zod-variable-missing',
    /(?:^\W*|[{,] )(?<variable>[A-Z][A-Z0-9_]+)["']?: (?:\[ ?)?["']?(?:Required\b|(?:Invalid input: e|E)xpected \w+, received (?:undefined|NaN)|undefined$|undefined \()/,
    ['The app’s own check finds no {variable} among its settings.', PLACED],
  ),
  symptom(
    'settings-refused',
    /^(?:\w*Error: )?Invalid (?:environment variables|environment|env(?:ironment)? config(?:uration)?)[.!]?$/,
    [
      'The app’s own check does not accept its settings.',
      'Read the lines above: they name what is missing or wrong; set it under `env`.',
    ],
  ),
  causeWith(
    'zod-path-missing',
    /^\s*path: \[ ["'](?<variable>\w+)["'] \],$/,
    /^\s*message: ["'](?:Required|.*received undefined)["']/,
    ['The app’s own check finds no {variable} among its settings.', PLACED],
  ),
  cause(
    'zod-path-inline',
    /\bpath: \[ ["'](?<variable>\w+)["'] \],? message: ["'](?:Required|Invalid input: expected \w+, received undefined)["']/,
    ['The app’s own check finds no {variable} among its settings.', PLACED],
  ),
  cause('zod-variable-at', /^\s*→ at (?<variable>[A-Z][A-Z0-9_]+)$/, [
    'The app’s own check does not accept {variable}: it is not set, or its value is not one that the app knows.',
    'Set or correct it under `env`; the line above the name says what it must be.',
  ]),
  cause(
    'variable-value-refused',
    /^\W*(?<variable>[A-Z][A-Z0-9_]+): (?<reason>Invalid (?:enum value|input|option|url|URL|string|email|number|value|choice|bool|port)\b[^,"]*|String must contain [^,"]*|Number must be [^,"]*|Too (?:small|big|short|long)\b[^,"]*|should be of type \w+|must be (?:one of|of type|a|an) [^,"]*)/,
    [
      'The app does not accept the value of {variable}: {reason}.',
      'Correct {variable} in the settings of the function or the container, or under `env`.',
    ],
  ),
  likelyCause(
    'variable-value-kind',
    /["'](?<variable>[A-Z][A-Z0-9_]+)["'] (?<reason>must be (?:a|an|one of|in|less|greater|larger|of type|equal) [^"'[]*|is not allowed(?: to be empty)?$|with value .* fails to match .*|length must be .*)/,
    [
      'The app does not accept the value of {variable}: it {reason}.',
      'Correct {variable} in the settings of the function or the container, or under `env`.',
    ],
  ),
];

const NAMED_ROWS: readonly RecogniserRow[] = [
  cause(
    'validated-variable-missing',
    /\b[Cc]onfig(?:uration)? validation (?:error|failed): "(?<variable>[\w.]+)" is required/,
    ['The app’s own check finds no {variable} among its settings.', PLACED],
  ),
  likelyCause('placeholder-unresolved', /(?:Could not|Unable to) resolve placeholder '(?<variable>[^':}]+)/, [
    'The settings of the app refer to {variable}, and it is set nowhere.',
    'Set the variable of that name (`.` and `-` become `_`, in upper case) under `env`, or give it a default behind a colon.',
  ]),
  likelyCause(
    'property-required',
    /(?:The config property |\b[Mm]issing (?:setting|option|property|config key|configuration key): |[Rr]equired (?:\w+ )?configuration property missing: |No configuration setting found for key |[Mm]issing required (?:configuration|config|property|setting|parameter)s?(?: (?:key|property|value|setting|option|parameter|named|for))?:? )["'`[]*(?<variable>[A-Za-z][\w.:-]*)/,
    ['A setting that the app cannot do without is missing: {variable}.', PLACED],
  ),
  likelyCause('config-key-missing', /KeyError: ["']Config '(?<variable>[^']+)' is missing, and has no default/, [
    UNSET,
    SET,
  ]),
  likelyCause(
    'setting-missing',
    new RegExp(
      `(?<!\\w|[\\w.]\\.|ReferenceError: |NameError: |name ["'‘]|\\b(?:(?:ensure|sure|check|and) that|if|unless|when|where|whether) )(?<variable>[A-Z][A-Z0-9]*_[A-Z0-9_]+)["'\`]? (?:(?:setting|variable|option|value|key|config|secret) )?${MISSING}`,
    ),
    ['The app asks for {variable}, which by its name is an environment variable, and it is not set.', SET],
  ),
  likelyCause(
    'setting-named-behind',
    /\b(?:[Mm]issing|[Uu]nset|[Uu]ndefined|[Ee]mpty)(?: or (?:empty|invalid))?(?: required)?(?: (?:settings?|variables?|values?|keys?|secrets?|config|configuration|options?|parameters?|env))?:? ["'`$]?(?<variable>[A-Z][A-Z0-9]*_[A-Z0-9_]+)["'`]?(?! (?:was |is )?(?:found|set|given|provided|specified)?[,;]? ?(?:using|default|skip|ignor|fall|disabl|assum))(?!.*(?:\busing\b|\bdefault|\bignor|\boptional|\bfall|\bskip|\bdisabl|\bwithout\b))/,
    ['The app asks for {variable}, which by its name is an environment variable, and it is not set.', SET],
  ),
  likelyCause('setting-key-missing', /KeyError: '(?<variable>[A-Z][A-Z0-9]*_[A-Z0-9_]+)'$/, [
    'The app looks for {variable} where it keeps its settings, and it is not there.',
    'If the settings come from the environment, set {variable} in the settings of the function or the container, or under `env`.',
  ]),
  likelyCause('rust-variable-unset', /\bNotPresent\b|environment variable not found$/, [
    'The app reads an environment variable that is not set.',
    'Look at the place in the code that the message names for the variable, and set it under `env`.',
  ]),
];

/** What programs of any language say of an environment variable or a setting that they need and do not find. */
export const SETTING_ROWS: RowGroup = {
  runtime: 'a program without its settings',
  root: 'last',
  rows: [...VARIABLE_ROWS, ...CHECKER_ROWS, ...NAMED_ROWS],
};
