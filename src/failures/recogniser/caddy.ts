import { cause, outcry, type RowGroup } from './row.ts';

/** What Caddy says of its config and its listeners. */
export const CADDY_ROWS: RowGroup = {
  runtime: 'Caddy',
  root: 'last',
  rows: [
    cause('caddy-directive-unknown', /adapting config using caddyfile: .*unrecognized (?<what>[\w ]+): (?<name>\S+)/, [
      'Caddy does not know the {what} {name} of its Caddyfile.',
      'Correct the spelling; or the plugin that brings it is not built into this Caddy (`caddy list-modules`), or this Caddy is too old for it.',
    ]),
    cause('caddy-import-missing', /adapting config using caddyfile: .*File to import not found: (?<path>\S+)/, [
      'The Caddyfile imports {path}, and there is no such file.',
      'Deploy the file, or correct its path: a relative one starts at the folder of the Caddyfile.',
    ]),
    cause('caddy-config-invalid', /adapting config using (?<adapter>\w+): (?<reason>.+)/, [
      'Caddy does not accept its config: {reason}.',
      'Correct that line; `caddy validate --config FILE --adapter caddyfile` checks a config without starting.',
    ]),
    cause('caddy-config-missing', /reading config(?: from)? file: open (?<path>\S+): (?<reason>.+)/, [
      'Caddy cannot read its config {path}: {reason}.',
      'Deploy the file, or correct its path behind `--config`; a relative one starts at the working directory.',
    ]),
    cause('caddy-module-unknown', /loading \S+ app module: unknown module: (?<module>\S+)/, [
      'The config of Caddy uses the module {module}, which is not built into this Caddy.',
      'Correct the name (`caddy list-modules` shows what there is), or use a Caddy that was built with it.',
    ]),
    cause('caddy-field-unknown', /(?:loading|decoding) .*json: unknown field "(?<field>[^"]+)"/, [
      'The JSON config of Caddy has a field {field} that its module does not know.',
      'Correct the spelling and the place of the field, or use the version of Caddy that the config was written for.',
    ]),
    // Rows that know the reason itself count more.
    {
      ...outcry(
        'caddy-provision-failed',
        /\bloading (?:initial|new) config: .*\bprovision(?:ing)? (?<module>[^\s:]+)[^:]{0,80}: (?<reason>.+)/,
        [
          'Caddy cannot set up what its config asks for, in {module}: {reason}.',
          'Correct that part of the config; `caddy validate --config FILE` checks it without starting. Behind a platform that ends TLS write `auto_https off` into the global options.',
        ],
      ),
      certainty: 'certain',
    },
    cause(
      'caddy-admin-in-use',
      /starting caddy administration endpoint: listen \w+ (?<address>\S+): bind: address already in use/,
      [
        'The administration endpoint of Caddy wants {address}, and something listens there already: another Caddy, mostly.',
        'Write `admin off` into the global options of the Caddyfile; berth starts and stops Caddy without it.',
      ],
    ),
    cause('caddy-port-forbidden', /listening on \S*:(?<port>80|443): listen \w+ \S+ bind: permission denied/, [
      'Caddy may not listen on port {port}, which it takes where a site is named without a port: ports below 1024 belong to root.',
      'Name the port in the address of the site, e.g. `http://:{$PORT}`, and write `auto_https off` into the global options: the platform ends TLS before berth.',
    ]),
  ],
};
