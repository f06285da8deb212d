#!/usr/bin/env node
// What a Node.js of any age can read: it says so where that is too old for the rest.
const { versions, execPath } = process;
const [major, minor] = versions.node.split('.').map(Number);
const isTooOld = major < 20 || (major === 20 && minor < 19);
if (!isTooOld) require('./main.cjs');
else {
  process.stderr.write(
    `berth: Node.js ${versions.node} (${execPath}) is too old: version 20.19 or newer is needed on PATH, or named by BERTH_NODE\n`,
  );
  process.exitCode = 69;
}
