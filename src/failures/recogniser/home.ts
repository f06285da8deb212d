import { cause, type RowGroup } from './row.ts';

/** What tools say of a home folder that they may not write to: serverless platforms have read-only ones, or none. */
export const HOME_ROWS: RowGroup = {
  runtime: 'a tool with a home folder',
  root: 'last',
  rows: [
    cause(
      'npm-cache-unwritable',
      /npm (?:error|ERR!) .*(?:ENOENT|EACCES|EROFS|EPERM|ENOSPC)[^,]*, \w+ '(?<path>\/(?:[^']*\/)?(?:\.npm|_cacache|_npx|nonexistent)[^']*)'/,
      [
        'npm keeps a cache in the home folder, and cannot write to it at {path}.',
        `Set \`npm_config_cache: \${runDir}/npm\` under \`env\`. Better start the server itself, what \`npm start\` runs, and install its packages where the app is built.`,
      ],
    ),
    cause(
      'npm-cache-forbidden',
      /npm (?:error|ERR!) (?:Your cache folder contains root-owned files|path (?<path>\S*\/\.npm\S*))/,
      [
        'npm keeps a cache in the home folder, and this user may not write to it.',
        `Set \`npm_config_cache: \${runDir}/npm\` under \`env\`. Better start the server itself, what \`npm start\` runs, and install its packages where the app is built.`,
      ],
    ),
    cause(
      'home-unwritable',
      /(?:EROFS: |EACCES: |ENOENT: [^,]*, mkdir|\[Errno (?:13|30)\] |Access to the path |[Rr]ead-only file system|[Pp]ermission denied).*['"](?<path>\/[^'"]*\/\.(?:cache|config|local|dotnet|nuget|yarn|pnpm|composer|bundle|gem|cargo|m2|gradle|keras|ipython|jupyter|streamlit|matplotlib|nv|java)\b[^'"]*)['"]/,
      [
        'The app keeps files of its own in the home folder, and cannot write to {path}.',
        `Set \`HOME: \${runDir}\` under \`env\`, a folder that it may write to. Many tools have a variable of their own: \`XDG_CACHE_HOME\`, \`HF_HOME\`, \`MPLCONFIGDIR\`, \`DOTNET_CLI_HOME\`, \`COREPACK_HOME\`, \`YARN_CACHE_FOLDER\`, \`COMPOSER_HOME\`, \`BUNDLE_USER_HOME\`.`,
      ],
    ),
  ],
};
