import type { AppFolder } from '../init/app-folder.ts';
import type { Entry } from './entry.ts';

/** What the platform loads if it is told no other. */
const DEFAULT_ENTRY = 'index.js';
const OTHER_ENTRY = 'lambda-web.cjs';

/** What is loaded by Lambda, and starts berth. */
export interface LambdaEntry {
  readonly entry: Entry;
  /** What has to be set so that it is loaded, as a sentence without an end; null: nothing. */
  readonly setting: string | null;
}

/** The file by which Lambda Web Functions start berth: index.js, unless that is the app's own or would be an ES module. */
export function createLambdaEntry(folder: AppFolder, program: string): LambdaEntry {
  const isModule = folder.readJson('package.json')?.['type'] === 'module';
  const isTaken = folder.hasFile(DEFAULT_ENTRY) || isModule;
  const path = isTaken ? OTHER_ENTRY : DEFAULT_ENTRY;
  const setting = isTaken ? `set the entry point to ${path} (AWS_LAMBDA_NODEJS_ENTRYPOINT=${path})` : null;
  return { entry: { kind: 'text', path, mode: 0o644, text: render(program) }, setting };
}

/** It becomes berth: a process in between would cost memory, and the platform's signals. */
function render(program: string): string {
  return `// Starts berth where Lambda Web Functions want the server: AWS_LAMBDA_HTTP_ENDPOINT is host:port.
'use strict';
const { join } = require('node:path');
const endpoint = new URL(\`http://\${process.env.AWS_LAMBDA_HTTP_ENDPOINT || '127.0.0.1:9000'}\`);
const host = endpoint.hostname.replace(/^\\[|\\]$/g, '');
const program = join(__dirname, '${program}');
process.argv = [process.execPath, program, 'run', '--port', endpoint.port || '80', '--set', \`listen.host=\${host}\`];
require(program);
`;
}
