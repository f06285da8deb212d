// Preloaded with `node --require`: writes to the file LOAD_REPORT what had been loaded when the first server listens, or where
// LOAD_REPORT_COMMAND is set, when a process with that among its words is about to be started.
const { ChildProcess } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const { Server } = require('node:net');

const { LOAD_REPORT: file, LOAD_REPORT_COMMAND: command } = process.env;
const startedBefore = [];
let isReported = false;

if (command === undefined) {
  const { emit } = Server.prototype;
  Server.prototype.emit = function reportAndEmit(name, ...args) {
    if (name === 'listening') report();
    return emit.call(this, name, ...args);
  };
} else {
  const { spawn } = ChildProcess.prototype;
  ChildProcess.prototype.spawn = function reportAndSpawn(options) {
    if (options.args.includes(command)) report();
    else startedBefore.push(options.file);
    return spawn.call(this, options);
  };
}

function report() {
  if (isReported) return;
  isReported = true;
  const files = Object.keys(require.cache).filter((name) => name !== __filename);
  const builtins = process.moduleLoadList.filter((name) => name.startsWith('NativeModule '));
  writeFileSync(file, JSON.stringify({ files, builtins: builtins.map((name) => name.slice(13)), startedBefore }));
}
