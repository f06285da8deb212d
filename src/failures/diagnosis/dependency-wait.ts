import { describeAddress } from '../../core/address.ts';
import type { Diagnosis } from '../../core/diagnosis.ts';

/** The far end of a connection that a process has asked for and heard nothing from. */
export interface WaitedFor {
  readonly host: string;
  readonly port: number;
}

/** IANA's and the programs' own default ports, for the things an app waits for at its start. */
const WELL_KNOWN: Readonly<Record<number, string>> = {
  25: 'a mail server (SMTP port)',
  53: 'a name server (DNS port)',
  80: 'a web server (HTTP port)',
  389: 'a directory (LDAP port)',
  443: 'a web service (HTTPS port)',
  587: 'a mail server (SMTP port)',
  636: 'a directory (LDAPS port)',
  1433: 'a database (SQL Server port)',
  1521: 'a database (Oracle port)',
  2181: 'ZooKeeper',
  2379: 'etcd',
  3306: 'a database (MySQL port)',
  4222: 'NATS',
  5432: 'a database (PostgreSQL port)',
  5672: 'a message broker (AMQP port)',
  6379: 'Redis',
  8500: 'Consul',
  9042: 'a database (Cassandra port)',
  9092: 'Kafka',
  9200: 'Elasticsearch',
  11211: 'Memcached',
  27017: 'a database (MongoDB port)',
};

/** Names what a process waits for that hangs in connecting; null if it connects to nothing. */
export function diagnoseWaiting(connecting: readonly WaitedFor[]): Diagnosis | null {
  // A name server or a database first: what else is asked for is mostly asked for through them.
  const [first] = connecting.toSorted((a, b) => Number(isKnown(b)) - Number(isKnown(a)));
  if (first === undefined) return null;
  const address = describeAddress({ kind: 'tcp', ...first });
  const name = WELL_KNOWN[first.port];
  const what = name === undefined ? address : `${name} at ${address}`;
  return {
    cause: `The app is waiting for ${what}, which does not answer.`,
    cure: `Check that ${address} is right and can be reached from here: a firewall, a security group or a missing VPC setting drops packets without a word.`,
    certainty: 'likely',
    evidence: connecting.map((end) => `a connection to ${describeAddress({ kind: 'tcp', ...end })} hangs (SYN_SENT)`),
  };
}

function isKnown({ port }: WaitedFor): boolean {
  return WELL_KNOWN[port] !== undefined;
}
