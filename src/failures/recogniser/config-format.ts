import { cause, likelyCause, type RecogniserRow } from './row.ts';

const CORRECT = 'Correct the file there; an editor or `yamllint`, `jq .` or `xmllint --noout` finds the place.';

const JSON_WORDS =
  'Correct the file that it reads: quotes around names, no comma at the end, no comments. An empty or cut file does this too, and so does a variable whose value is to be JSON.';

const YAML_WORDS =
  'Correct the file at that place: spaces instead of tabs, the same depth for what belongs together, quotes around a value with `: ` or a `{` at its begin.';

/** What parsers say of a config that is not JSON, YAML, TOML, INI or XML. */
export const CONFIG_FORMAT_ROWS: readonly RecogniserRow[] = [
  cause(
    'json-file-invalid',
    /(?:SyntaxError|JSONError|ParseError|Error): (?:Error parsing |Cannot parse |Failed to parse )?(?<file>[^\s:"']+\.json\w*): .*(?:JSON|in double quotes|token)/,
    [
      'The file {file} is not valid JSON.',
      'Correct it: quotes around names, no comma at the end, no comments. An empty or cut file does this too.',
    ],
  ),
  cause(
    'json5-invalid',
    /SyntaxError: JSON5: (?<reason>invalid (?:character|end of input)).*?(?: at (?<place>\d+:\d+))?$/,
    ['The app reads JSON5 that it cannot understand: {reason}, at line and column {place}.', CORRECT],
  ),
  likelyCause(
    'json-invalid',
    /(?:JSON at position (?<place>\d+)|is not valid JSON$|Unexpected end of JSON input|\bin JSON at line \d+|parsing JSON|SyntaxError: JSON Parse error|SyntaxError: Unexpected token .{1,4}, (?:\.\.\.)?")/,
    ['The app reads JSON that it cannot understand.', JSON_WORDS],
  ),
  likelyCause('json-decode-error', /JSONDecodeError: (?<reason>[A-Z][^:]+): (?<place>line \d+ column \d+)/, [
    'The app reads JSON that it cannot understand: {reason}, at {place}.',
    JSON_WORDS,
  ]),
  likelyCause(
    'json-invalid-go',
    /\binvalid character .{1,12} (?:looking for beginning of|after (?:object|array|top-level)|in (?:literal|string|numeric)|at line \d+)|\bunexpected end of JSON input/,
    ['The app reads JSON that it cannot understand.', JSON_WORDS],
  ),
  likelyCause(
    'json-kind-go',
    /json: cannot unmarshal (?<found>\w+) into Go (?:struct field (?<field>\S+)|value) of type (?<wanted>\S+)/,
    [
      'A value of the JSON that the app reads is of another kind ({found}) than it wants ({wanted}).',
      'Correct that value: a number or `true` stands without quotes.',
    ],
  ),
  likelyCause(
    'json-invalid-serde',
    /\b(?<reason>expected value|key must be a string|trailing comma|trailing characters|EOF while parsing \w+(?: \w+)?|expected `[^`]+`(?: or `[^`]+`)?|control character .{1,40} while parsing a string|invalid escape|expected ident)(?: at |", )line:? (?<line>\d+),? column:? (?<column>\d+)/,
    ['The app reads JSON that it cannot understand: {reason}, at line {line}, column {column}.', JSON_WORDS],
  ),
  likelyCause(
    'json-invalid-java',
    /(?:\bJsonParseException: |\bMalformedJsonException: |\bJsonEOFException: |\bJsonSyntaxException: )(?<reason>Unexpected (?:character|end-of-input)|Unrecognized token|Use JsonReader|Unterminated \w+|Expected \w+|Illegal \w+|)/,
    ['The app reads JSON that it cannot understand.', JSON_WORDS],
  ),
  likelyCause(
    'json-kind-dotnet',
    /The JSON value could not be converted to (?<wanted>[\w.`[\],<>+]+)\. Path: (?<field>\S+) \|/,
    [
      'A value of the JSON that the app reads, {field}, is of another kind than it wants ({wanted}).',
      'Correct that value: a number or `true` stands without quotes, and what may be absent must be so in the class as well.',
    ],
  ),
  likelyCause(
    'json-invalid-dotnet',
    /(?:Could not parse the JSON file|\bJson(?:Reader)?Exception: .*LineNumber: (?<line>\d+) \| BytePositionInLine: \d+|Failed to load configuration from file '(?<file>[^']+\.json)')/,
    ['The app reads JSON that it cannot understand.', JSON_WORDS],
  ),
  likelyCause(
    'json-invalid-ruby-php',
    /\(JSON::ParserError\)|\bJsonException: (?<reason>Syntax error|Malformed|Control character|State mismatch)|" does not contain valid JSON|\bJSON::ParserError: |^parse error: .* at line \d+, column \d+$|EJSONPARSE/,
    ['The app reads JSON that it cannot understand.', JSON_WORDS],
  ),
  cause(
    'yaml-place',
    /^\s+in ["'](?!reader|string|<)(?<file>[^"']+\.\w+)["'], line (?<line>\d+), column (?<column>\d+)/,
    ['The file {file} is not valid YAML, at line {line}, column {column}.', YAML_WORDS],
  ),
  cause(
    'yaml-key-twice',
    /\b(?:found duplicate key|duplicated mapping key|[Dd]uplicate key|Map keys must be unique|already (?:set|defined) in map|key "[^"]+" already)\b(?: in mapping| found in mapping)?:? ?["'`]?(?<key>[\w.-]*)/,
    ['A config holds the same key twice: {key}.', 'Write it once, with all that belongs below it together.'],
  ),
  cause('yaml-line', /\byaml: (?:unmarshal errors?: )?line (?<line>\d+): (?<reason>[^\n]+)/, [
    'The config is not valid YAML, at line {line}: {reason}.',
    YAML_WORDS,
  ]),
  cause(
    'yaml-invalid-node',
    /YAML(?:Exception|ParseError|SemanticError|SyntaxError|Error): (?<reason>[^\n]*?)(?: \((?<place>\d+:\d+)\)|: at line \d+, column \d+| at line \d+, column \d+:?)/,
    ['The app reads YAML that it cannot understand: {reason}.', YAML_WORDS],
  ),
  cause(
    'yaml-invalid',
    /(?<reason>mapping values are not allowed|did not find expected (?:key|node content|'-' indicator|',' or|<\w+|the \w+|whitespace|comment|alphabetic)|found character (?:'.{1,3}' )?that cannot start any token|could not find expected ':'|block (?:sequence|mapping) entries are not allowed|expected <block end>, but found|A colon cannot be used in an unquoted mapping value|A YAML file cannot contain tabs|Malformed inline YAML string|Unable to parse at line \d+|Indentation problem at line \d+|does not contain valid YAML)/,
    ['The app reads YAML that it cannot understand: {reason}.', YAML_WORDS],
  ),
  cause(
    'toml-invalid',
    /(?:\bTOML parse error at (?<place>line \d+, column \d+)|\b(?:TOMLDecodeError|TomlDecodeError|TomlError|TomlParseError): (?<reason>[^\n]{1,100})|\btoml: (?:line \d+|error|expected|invalid|incomplete|cannot)\b)/,
    [
      'The app reads TOML that it cannot understand.',
      'Correct the file there: text stands in quotes, a table in `[brackets]`, a key but once.',
    ],
  ),
  cause(
    'ini-invalid',
    /\b(?:MissingSectionHeaderError|DuplicateOptionError|DuplicateSectionError|InterpolationSyntaxError|InterpolationMissingOptionError|configparser\.ParsingError): |\bsyntax error, unexpected .* in (?<file>\S+\.ini) on line (?<line>\d+)/,
    [
      'The app reads an INI file that it cannot understand.',
      'Correct the file: settings stand below a `[section]`, each but once, and a `%` is written `%%` for Python.',
    ],
  ),
  cause('ini-entry-missing', /\b(?:NoSectionError: No section: |NoOptionError: No option )["'](?<entry>[^"']+)["']/, [
    'The INI file that the app reads lacks {entry}, or was not found at all: Python passes over a file that is not there.',
    'Check the path of the file (a relative one starts at the working directory), and add the entry.',
  ]),
  cause(
    'xml-invalid',
    /SAXParseException\b.*lineNumber: (?<line>\d+)|\bXmlException: .* Line \d+, position \d+|\b(?:ParseError|ExpatError|XMLSyntaxError): .*line \d+, column \d+|: parser error : |\[Fatal Error\] \S*:\d+:\d+: |\bXMLStreamException: ParseError at|\bREXML::ParseException\b/,
    ['The app reads XML that it cannot understand.', CORRECT],
  ),
  cause(
    'env-file-invalid',
    /Failed to parse dotenv file|Dotenv\\Exception\\FormatException: |\bin the environment variable declaration\b|unexpected character "[^"]{1,4}" in variable name near/,
    [
      'A file of environment variables (`.env`) holds a line that the app cannot read.',
      'Write each as `NAME=value`, with quotes around a value that has spaces, and nothing else in the line.',
    ],
  ),
];
