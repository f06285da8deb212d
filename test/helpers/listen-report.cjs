// Preloaded with `node --require`: writes to the file LISTEN_REPORT what had been loaded when the first server listens.
const { writeFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { Server } = require('node:net');

const session = new Session();
session.connect();
session.post('Profiler.enable');
session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: false });

const { listen } = Server.prototype;
Server.prototype.listen = function listenAndReport(...args) {
  this.once('listening', report);
  return listen.apply(this, args);
};

let isReported = false;

function report() {
  if (isReported) return;
  isReported = true;
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    const called = result
      .flatMap(({ url, functions }) => (url.endsWith('/berth.cjs') ? functions : []))
      .filter(isCalled);
    // The bundler puts each module that is loaded late into a function of its name.
    const modules = called.map(({ functionName }) => functionName).filter((name) => /^(src|node_modules)\//.test(name));
    const builtins = process.moduleLoadList.filter((name) => name.startsWith('NativeModule '));
    writeFileSync(
      process.env.LISTEN_REPORT,
      JSON.stringify({ modules, builtins: builtins.map((name) => name.slice(13)) }),
    );
  });
}

function isCalled({ ranges }) {
  return ranges[0].count > 0;
}
