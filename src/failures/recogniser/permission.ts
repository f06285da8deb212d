import { cause, likelyCause, makeFirst, type RowGroup } from './row.ts';

const USE_WRITABLE = `Change the owner or the mode of the file where the app is built, or let the app use a folder it may write to: \`\${runDir}\`, or one below /tmp. Serverless platforms often allow no other.`;

const DEPLOY_IT =
  'Deploy the file or folder with the app, or correct its path; a relative one starts at the working directory (`workingDirectory`).';

/** What programs say of folders for temporary files and caches, told before runtimes take them for any file. */
export const FOLDER_ROWS: RowGroup = {
  runtime: 'folders that a program needs',
  isWide: true,
  root: 'last',
  rows: [
    likelyCause(
      'sed-folder-forbidden',
      /\bsed: (?:couldn't open temporary file|can't create temp file '?|couldn't edit) ?(?<folder>\/\S*)\/[^/\s]+: (?<reason>.+)/,
      [
        'A start script changes a file in {folder}, and its user may not write there: {reason}.',
        'Mount the folder writable and give it to the user that runs the script, or deploy the file as it is to be.',
      ],
    ),
    likelyCause(
      'temporary-folder-unusable',
      /no usable temporary directory|(?:unable to|cannot|can't|could not|couldn't|failed to) (?:create|make|open|write to|access|find)(?: an?| the| any)? temp(?:orary)?[ -]?(?:dir|director(?:y|ies)|folder|file)\b/i,
      [
        'The app finds no folder for temporary files that is there, has space and can be written to.',
        `Name one that this user may write to: \`TMPDIR: \${runDir}\` under \`env\` (Java: \`-Djava.io.tmpdir=\${runDir}\`; PHP: \`sys_temp_dir\`). An image without /tmp needs one.`,
      ],
    ),
    likelyCause(
      'cache-folder-unwritable',
      /(?:unable to|cannot|can't|could not) (?:create|write (?:in|to|into)) (?:the )?(?=.{0,120}\b(?:directory|folder)\b)(?:(?:"?\w+"? )?(?:cache |logs? )?(?:directory|folder):? )?[("](?<path>[^)"]+)[)"]/i,
      ['The app keeps a cache or logs in {path}, and cannot write there.', makeFirst('{path}')],
    ),
    likelyCause('log-file-unwritable', /The stream or file "(?<path>[^"]+)" could not be opened/, [
      'The app writes its log to {path}, and may not.',
      `Let it log to its output, which berth relays: \`LOG_CHANNEL: stderr\` under \`env\` (Laravel), \`php://stderr\` (Monolog); or to a file in \`\${runDir}\`.`,
    ]),
    likelyCause(
      'folder-unwritable',
      /(?<![^\s'"`(=])(?<path>[\w.~-]*\/[^\s'"`()]+)['"`]? (?:directory |folder )?(?:is not|isn't|is un|must be present and|does not exist or is not) ?write?able/i,
      [
        'The app may not write to {path} as the user it runs as.',
        `Change the owner or the mode of the folder where the app is built, or let the app use one that it may write to: \`\${runDir}\`, or one below /tmp.`,
      ],
    ),
  ],
};

/** Files that are not there or may not be used, in the words of any runtime. */
export const FILE_ROWS: RowGroup = {
  runtime: 'files of any program',
  isWide: true,
  root: 'last',
  rows: [
    cause(
      'deno-permission',
      /(?:NotCapable|PermissionDenied): Requires (?<kind>\w+) access to (?<what>"[^"]*"|[^,]+), run again with the (?<flag>--allow-\w+) flag/,
      ['Deno does not let the app use {what} ({kind}).', 'Add `{flag}` to `command`, in front of the script.'],
    ),
    cause('file-too-open', /permissions (?<mode>\d{3,4}) for ['"]?(?<path>[^\s'"]+)['"]? are too open/i, [
      'The app refuses {path}, because others than its user may read it (mode {mode}).',
      `Run \`chmod 600 {path}\`, where the app is built or by a one-shot that it comes \`after\`. A mounted volume may not keep modes: copy the file into \`\${runDir}\` then.`,
    ]),
    likelyCause('access-path-denied', /(?:Access to the path '|AccessDeniedException: )(?<path>[\w.~-]*\/[^'\s]+)/, [
      'The app may not use {path} as the user it runs as.',
      USE_WRITABLE,
    ]),
    likelyCause(
      'permission-denied-behind',
      /(?<reason>permission denied|read-only file system|operation not permitted)(?: \(os error \d+\))?(?:(?:, \w+|:| @ \w+ -) | (?=\[))\[?(?:['"`](?=[^'"`]+['"`])|(?=[^\s]*\/))(?<path>[^'"`\s,)\]]+)/i,
      ['The app may not use {path} as the user it runs as: {reason}.', USE_WRITABLE],
    ),
    likelyCause(
      'system-permission-denied',
      /(?<![^\s'"`(=])(?<path>[\w.~-]*\/[^\s:'"`()]+)['"`)]{0,2}(?: failed|:|, errno: \d+, strerror:|,)?(?: reason:)? \(?(?:\d+: )?(?:failed to open stream: )?(?<reason>permission denied|read-only file system|operation not permitted)/i,
      ['The app may not use {path} as the user it runs as: {reason}.', USE_WRITABLE],
    ),
    likelyCause('system-read-only-disk', /\bread-only file ?system\b|\bEROFS\b|\(os error 30\)|[:{,\s]erofs\b/i, [
      'The app writes to a disk that is read-only.',
      `Let it write below /tmp or \`\${runDir}\`: serverless platforms often allow no other folder.`,
    ]),
    likelyCause(
      'permission-denied-unnamed',
      /kind: PermissionDenied\b|[Pp]ermission denied \(os error 13\)|[:{,\s]eacces\b|(?:reason|failed|error): [Pp]ermission denied$|[Ff]ailed to open stream: Permission denied/,
      [
        'The app may not do what it tries as the user it runs as: a file or a folder is not for it, or a port below 1024.',
        `${USE_WRITABLE} A port from 1024 on is for everybody.`,
      ],
    ),
    likelyCause(
      'file-is-folder',
      /\bEISDIR\b|\[Errno 21\]|: is a directory\b|\(is a directory\)|\bis a directory (?:@|\(os error 21\))|[:{,\s]eisdir\b/i,
      [
        'The app is to read or write a file, and a folder stands in its place.',
        'Name a file in its settings. Where it was mounted: Docker makes a folder of every file that was not there when the container was made.',
      ],
    ),
    likelyCause('path-part-missing', /Could not find (?:a part of the path|file) '(?<path>[^']+)'/, [
      'The app needs {path}, and it is not there.',
      DEPLOY_IT,
    ]),
    likelyCause(
      'file-missing-behind',
      /no such file or directory(?: \(os error 2\))?(?:, \w+|:| @ \w+ -) (?:['"`](?=[^'"`]+['"`])|(?=[^\s]*\/))(?<path>[^'"`\s,)]+)/i,
      ['The app needs {path}, and it is not there.', DEPLOY_IT],
    ),
    likelyCause(
      'system-file-missing',
      /(?<![^\s'"`(=])(?<path>[\w.~-]*\/[^\s:'"`()]+)['"`)]{0,2}(?: failed|:|,)? \(?(?:\d+: )?(?:failed to open stream: )?no such file or directory/i,
      ['The app needs {path}, and it is not there.', DEPLOY_IT],
    ),
  ],
};
