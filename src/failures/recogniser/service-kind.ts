import type { SaidLine } from './said-line.ts';

/** The services that apps use, by their names, those of their drivers, and their ports. */
const KINDS: readonly RegExp[] = [
  /redis|valkey|:6379\b/i,
  /postgres|psycopg|\bpg\b|pgx|:5432\b/i,
  /mysql|mariadb|:3306\b/i,
  /mongo|:27017\b/i,
  /rabbit|amqp|:5672\b/i,
  /kafka|:9092\b/i,
  /elastic|opensearch|:9200\b/i,
  /mqtt|mosquitto|:1883\b/i,
  /\bnats\b|:4222\b/i,
  /memcache|:11211\b/i,
];

const READ_CHARACTERS = 300;

/** Which services the line names, as bits; 0 for none that is known. */
export function readServices({ raw }: SaidLine): number {
  const text = raw.slice(0, READ_CHARACTERS);
  return KINDS.reduce((bits, kind, place) => (kind.test(text) ? bits | (1 << place) : bits), 0);
}
