import { isIPv6 } from 'node:net';

/** Where berth was to listen, and what this machine has. */
export interface WantedListener {
  readonly host: string;
  readonly port: number;
  /** The addresses of this machine that others can reach. */
  readonly addresses: readonly string[];
}

/** Why nothing can listen there: a predicate for the sentence, a cause and a cure. */
export interface ListenFault {
  readonly reason: string;
  readonly cause: string;
  readonly cure: string;
}

const ANY = 'Set `listen.host` to 0.0.0.0 (all addresses, and what platforms ask for)';

/** Explains an error of listen(2), by its code. A port that is in use is none of these. */
export function diagnoseListen(code: string, wanted: WantedListener): ListenFault {
  const { host, port } = wanted;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return {
        reason: `this user may not listen on port ${port}`,
        cause:
          port < 1024
            ? 'Ports below 1024 belong to root, and berth runs as another user.'
            : 'The system forbids this user to listen on the port (a security policy).',
        cure: 'Choose a port from 1024 on with `listen.port`, `--port` or `PORT`, and let the platform or a proxy map it; or start berth as root, or with the right `CAP_NET_BIND_SERVICE`.',
      };
    case 'EAFNOSUPPORT':
      return toNoIpv6(host);
    case 'EADDRNOTAVAIL':
      return isIPv6(host) && !wanted.addresses.some(isIPv6) ? toNoIpv6(host) : toForeignAddress(wanted);
    case 'EINVAL':
      return {
        reason: `${host} is an address that needs more to be listened on`,
        cause: 'A link-local address of IPv6 means nothing without its interface.',
        cure: `Write the interface behind it, e.g. \`${host}%eth0\`. ${ANY}, unless only that link may call.`,
      };
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_FAIL':
    case 'EAI_NONAME':
      return {
        reason: `the name ${host} cannot be resolved`,
        cause: '`listen.host` is a name that neither /etc/hosts nor DNS knows here.',
        cure: `${ANY}, or to an address in digits.`,
      };
    case 'EMFILE':
    case 'ENFILE':
      return {
        reason: 'too many files are open',
        cause: 'A port is an open file, and the limit of these is reached.',
        cure: 'Raise the limit (`ulimit -n`, `fs.file-max`) where berth is started.',
      };
    default:
      return {
        reason: `the system says ${code}`,
        cause: 'The system refused the address or the port.',
        cure: `${ANY}, and see that \`listen.port\` is the platform’s.`,
      };
  }
}

function toNoIpv6(host: string): ListenFault {
  return {
    reason: `${host} is an address of IPv6, which this machine does not have`,
    cause: 'IPv6 is switched off here, or has no such address.',
    cure: `${ANY}.`,
  };
}

function toForeignAddress({ host, addresses }: WantedListener): ListenFault {
  const own = addresses.length === 0 ? '' : `; this machine has ${addresses.join(', ')}`;
  return {
    reason: `${host} is no address of this machine`,
    cause: `Only an address of one of its own interfaces can be listened on${own}. The public address of a gateway or a container’s host is none.`,
    cure: `${ANY}, or to 127.0.0.1 if only this machine is to call.`,
  };
}
