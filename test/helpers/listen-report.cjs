// Preloaded with `node --require`: writes to the file LISTEN_REPORT what had been loaded when the first server listens.
const { writeFileSync } = require('node:fs');
const { Server } = require('node:net');

const { listen } = Server.prototype;
Server.prototype.listen = function listenAndReport(...args) {
  this.once('listening', report);
  return listen.apply(this, args);
};

let isReported = false;

function report() {
  if (isReported) return;
  isReported = true;
  const files = Object.keys(require.cache).filter((file) => file !== __filename);
  const builtins = process.moduleLoadList.filter((name) => name.startsWith('NativeModule '));
  writeFileSync(process.env.LISTEN_REPORT, JSON.stringify({ files, builtins: builtins.map((name) => name.slice(13)) }));
}
