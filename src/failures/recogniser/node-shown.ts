import { farewell, type RowGroup } from './row.ts';

const CUT = 'Its message stands above what is shown here';

/** What is left of an error of Node.js where its message is not in the output: the code that threw it, or its fields. */
export const NODE_SHOWN_ROWS: RowGroup = {
  runtime: 'Node.js, of whose error only a part is there',
  root: 'last',
  rows: [
    farewell(
      'node-throw-shown',
      /^\s*throw (?:new )?(?:[\w$]+\.)*(?:[A-Z][\w$]*)?Error\(["'`](?<message>.{4,}?)["'`]?\)?;?$/,
      [
        'The app ended with an error that its own code throws there: {message}.',
        'Correct what it names; the place in the code stands above that line, and the message with all names filled in below it, if the output goes on.',
      ],
    ),
    farewell('node-addon-unloaded', /^\s*code: 'ERR_DLOPEN_FAILED',?$/, [
      'A native addon of the app cannot be loaded (ERR_DLOPEN_FAILED): it is built for another system or Node.js, or a library that it needs is missing.',
      `${CUT}. Install the packages on the same system and processor, with the same Node.js; \`ldd FILE.node\` tells which library is missing.`,
    ]),
    farewell('node-module-unfound', /^\s*code: '(?<code>(?:ERR_)?MODULE_NOT_FOUND)',?$/, [
      'A module that the app asks for is not there ({code}).',
      `${CUT}, and names it. Run \`npm ci\` where the app is built, deploy \`node_modules\` with it, and check that the build has made its files.`,
    ]),
  ],
};
