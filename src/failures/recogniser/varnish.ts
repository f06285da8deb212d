import { cause, type RowGroup, symptom } from './row.ts';

/** What Varnish and its compiler of VCL say. */
export const VARNISH_ROWS: RowGroup = {
  runtime: 'Varnish',
  root: 'first',
  rows: [
    cause('varnish-host-unknown', /Backend host '?"?(?<host>[^"']+)"?'? could not be resolved to an IP address/, [
      'Varnish cannot resolve the host name {host} of a backend, and does not start without it.',
      `Correct the name, or use an address: behind berth the other processes are on 127.0.0.1, with \`\${port.NAME}\` in a rendered config.`,
    ]),
    cause('varnish-module-missing', /Could not find VMOD (?<module>\S+)/, [
      'The VCL of Varnish imports the module {module}, which is not installed.',
      'Install it for this version of Varnish, or take its `import` out.',
    ]),
    cause('varnish-config-return', /^Invalid return "(?<action>[^"]+)"|^Legal returns are: (?<legal>.+)/, [
      'The VCL of Varnish returns an action that this version does not allow there.',
      'Write one of those that stand behind `Legal returns are`, or use the version of Varnish that the VCL was written for.',
    ]),
    cause('varnish-config-invalid', /^(?:At: )?\('(?<file>[^']+)' Line (?<line>\d+) Pos \d+\)/, [
      'Varnish does not accept its VCL at {file}:{line}.',
      'Correct that line, which stands below; `varnishd -C -f FILE` checks a VCL without starting.',
    ]),
    cause('varnish-config-missing', /Cannot read (?:-f|VCL) file '?(?<path>[^'\s]+)'? \(?(?<reason>[^)]+)\)?/, [
      'Varnish cannot read its VCL {path}: {reason}.',
      'Deploy the file, or correct its path behind `-f`.',
    ]),
    cause('varnish-address-in-use', /Could not get socket (?<address>\S+): Address already in use/, [
      'Varnish wants to listen on {address}, and something listens there already.',
      `Write \`-a 127.0.0.1:\${port}\` in \`command\`, with \`port: auto\`; or stop the other program.`,
    ]),
    symptom('varnish-child-died', /\bChild \(\d+\) (?:Panic at|died signal=(?<signal>\d+))/, [
      'The process of Varnish that serves has died.',
      'Read the panic (`varnishadm panic.show`): signal 9 is memory (`-s malloc,SIZE` too large), signal 11 and 6 a fault, mostly of a module.',
    ]),
  ],
};
