import { cause, type RecogniserRow, type RowGroup } from './row.ts';

const WHO =
  'Look who ended it: `docker stop`, a deploy, a supervisor, a platform that scales down or whose health check failed. What the app said before is not the reason.';

/** A line by which a program tells that it ends because it is to. */
function order(name: string, pattern: RegExp, text: string, cure: string = WHO): RecogniserRow {
  return { ...cause(name, pattern, [text, cure]), kind: 'order' };
}

/** The same of a server that others run beside them, or for a moment to set it up: it tells so in words that only it has. */
function orderToOne(name: string, pattern: RegExp, text: string, cure: string = WHO): RecogniserRow {
  return { ...order(name, pattern, text, cure), isToOne: true };
}

/** A worker of a server, and not the server itself. */
const NO_PART = String.raw`^(?!.{0,200}\b(?:worker|child|subprocess|server process|backend|App \[)[^,.;]{0,60}(?:SIG[A-Z]|signal))`;

/** What a master sends its other parts when it ends of one of them. */
const NO_MASTER = String.raw`^(?!.{0,200}\b(?:(?:kill|terminat|end)ing (?:\S+ ){0,2}(?:all|every|others?|remaining)\b.{0,30}\bwith SIG|(?:send|sends|sending|sent) SIG[A-Z]+ to (?:\S+ )?(?:all|every|others?|remaining)\b))`;

const SIGNAL = String.raw`SIG(?:TERM|INT|QUIT|WINCH)\b`;

const BY_SIGNAL = [
  String.raw`\b(?:received|receives|got|caught|trapped|intercepted|handling|due to|because of|(?:terminated|stopped|killed) by)\b.{0,40}\b${SIGNAL}`,
  String.raw`\b${SIGNAL}(?: signal)?\)?[ :,-]{0,3}(?:was )?(?:received|caught|detected)`,
  String.raw`\bsignal\b[ :=#('"]{1,4}(?:15|term|terminated|termination|int|interrupt|interrupted|quit)\b`,
  String.raw`\bstatus=(?:15/TERM|143/)|\bexit(?:ed)?\b.{0,60}\b(?:code|status|value)[ =:]{0,3}143\b`,
  String.raw`\b(?:terminat(?:ion|e)|interrupt|shutdown|stop) signal (?:was )?(?:received|caught)`,
  String.raw`\b(?:received|got|caught)(?: an?| the)? (?:terminat(?:ion|e)|interrupt|shutdown|stop|quit)(?: signal| request| command|,)`,
  String.raw`\bnpm (?:ERR!|error) signal ${SIGNAL}|\bfailed with signal "?${SIGNAL}|\bwith SIGTERM$|^KeyboardInterrupt$`,
  String.raw`^shutting down.{0,60}\b${SIGNAL}|\b(?:received|got|caught) (?:TERM|INT|QUIT)\b|^sending signal ${SIGNAL}|\bexited with code ${SIGNAL}`,
].join('|');

/** What programs say when they are told to end, or do so as they were set up. */
export const ORDER_ROWS: RowGroup = {
  runtime: 'programs that end because they are to',
  root: 'last',
  rows: [
    orderToOne(
      'order-to-postgres',
      /\breceived (?<how>fast|smart|immediate) shutdown\b/,
      'Somebody has told PostgreSQL to end ({how} shutdown); it has not failed by itself.',
    ),
    orderToOne(
      'order-to-mysql',
      /\b(?:mysqld|mariadbd)\b.{0,80}: Normal shutdown|\bReceived SHUTDOWN from user/,
      'Somebody has told MySQL or MariaDB to end; it has not failed by itself.',
    ),
    orderToOne(
      'order-to-redis',
      /\bReceived SIG(?:TERM|INT) scheduling shutdown|# User requested shutdown\b/,
      'Somebody has told Redis to end; it has not failed by itself.',
    ),
    order(
      'order-to-tomcat',
      /A valid shutdown command was received via the shutdown port/,
      'Somebody has sent Tomcat the word that ends it, on its shutdown port; it has not failed by itself.',
      'Look who did: `catalina.sh stop`, a service manager, a deploy. `<Server port="-1">` in server.xml closes that port.',
    ),
    order(
      'order-to-puma',
      /^(?:\^C)?(?:- )?Gracefully (?:stopping|shutting down)\b|^Shutting down user disabled instance\b|\bserver stopped by UID = \d|^(?:PM2 log: )?Stopping app:\S+ id:\d|\bworker: (?:Warm|Cold) shutdown|^(?:Terminating|Finishing) \.{3}$|^I have to go\.{3}$|\[ionShutdownHook\] .*Commencing graceful shutdown|\bsystemd\[\d+\]: Stopping /,
      'Somebody has told the app to end, and it does so in order; it has not failed by itself.',
    ),
    order(
      'order-to-supervisord',
      /^stopped: (?<program>[\w.:-]{1,60}) \((?:terminated by|exit status)\b/,
      'Somebody has told Supervisor to stop {program}; it has not failed by itself.',
      'Look who did: `supervisorctl stop`, a restart, a deploy. One that is killed then has not ended within its `stopwaitsecs`.',
    ),
    order(
      'order-idle',
      /\b(?:no|without)\b.{0,60}\b(?:activity|kernels|requests|connections|clients)\b.{0,40}(?:shutting down|exiting|stopping|terminating)|\b(?:shutting down|exiting|stopping|terminating|scaling down|idling)\b(?! (?:connection|session|transaction)).{0,60}\b(?:inactivity|inactive|idle|no activity)\b|\bidle time(?:out)?\b.{0,30}(?:shutting down|exiting|stopping)|\b(?:excess capacity|downscaling app)\b.{0,200}\b(?:auto(?:matically )?stopping|stopping) machine\b/i,
      'The app ended because nobody used it: it is set to do so after a while.',
      'Raise or switch off its limit for being idle; what it said before is not the reason.',
    ),
    order(
      'order-by-signal',
      new RegExp(`${NO_PART}${NO_MASTER}.*(?:${BY_SIGNAL})`, 'i'),
      'Somebody has told the app to end, by a signal; it has not failed by itself.',
    ),
  ],
};
