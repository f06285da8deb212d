/** The app is there, so nothing said before has kept it from that. */
export const READY =
  /\b(?:(?:now )?listening (?:on|at|for|addr\w*=|port\b|(?:\S{0,40}):\d)|(?:server|app|application|api|backend|service|bot|site|scheduler|consumer|worker|gateway|daemon)(?: is| has)?(?: now| successfully)? (?:running|started|listening|ready|up)\b|started (?:server|application|\S+ in \d|on port|on https?:)|ready (?:to accept|to serve|to handle|for (?:connections|requests|traffic|work)|in \d|on|- started)|running (?:on|at) (?:https?:|port|\S+:\d)|startup complete|resuming normal operations|server startup in \d|starting development server at|accepting connections|waiting for (?:connections|requests)|Uvicorn running|serving (?:on|at|HTTP)|handling requests|Booted in|Loading success\.$|starting main dispatch loop|Server lifted|state changed from \w+ to up\b|health ?check .{0,40}\b(?:is )?now passing|your service is live|starting processing, hit Ctrl-C|Horizon started successfully|processing jobs from the \[|editor is now accessible via|logged in as \S+#\d{4}\b|worker=\S+ ready|\S+ ready\.$)/i;

/** Flask tells so in a list. */
export const BULLET = /^\s*\* /;

export const READY_FIRST =
  /^(?:✓ Ready|ready\b|scan (?:this|the) (?:qr )?code\b|(?:Zigbee2MQTT|zigbee-herdsman) started\b|(?:server )?listening\W*$|start worker process(?:es$| \d))/i;
/** For an exporter metrics are no part beside. */
export const EXPORTING = /^(?:providing|serving|exporting) metrics (?:at|on) /i;

/** The status of an answer that an app has given, if only of its error; not those of a server in front that finds no app. */
const ANSWERED = String.raw`(?:2\d\d|30[1-8]|4\d\d|500)\b`;
/** A call was answered, or a statement: an access log, a record of a request, psql. Calls of the app to others name a host, or stand without a status. */
export const SERVED = new RegExp(
  [
    String.raw`\b(?:GET|POST|PUT|HEAD|PATCH|DELETE|OPTIONS) (?:\/\S{0,200}(?: HTTP\/[\d.]+)?"?(?: -)?(?: =>)? ${ANSWERED}|\S{1,200}(?: HTTP\/[\d.]+)?"?(?: -)?(?: =>)? (?:200|201|204|304)\b)`,
    String.raw`\b(?:method|path)=.{1,300}\bstatus=${ANSWERED}|\b(?:Completed|Sent) ${ANSWERED}`,
    String.raw`\[GIN\].{1,40}\| +${ANSWERED}|\[${ANSWERED}\]: [A-Z]{3,7} \/|\bTask \S{1,200} succeeded in |:\d{2,5} Closing$|\bRequest finished .{0,200} ${ANSWERED}|^(?:CREATE|DROP|ALTER) [A-Z ]{4,30}$|^INSERT 0 \d+$`,
  ].join('|'),
);
/** The same in a record, where it may stand behind all that the client has sent. */
export const SERVED_IN_RECORD = new RegExp(`"status(?:_?[cC]ode)?": ?"?${ANSWERED}`);

/** A part that was away is there. */
export const CONNECTED =
  /\b(?:(?:re-?)?connected(?: successfully)? (?:to|with|on)|(?:re-?)?connected (?:successfully|again)|(?:database|db|redis|mongo\w*|postgres\w*|mysql|broker|queue|cache|kafka|rabbit\w*|amqp|mqtt|nats|web ?socket|gateway|upstream|api|server)\S* (?:(?:is|has been) )?(?:now )?(?:(?:re-?)?connected|reachable|available again|back online)|(?:database|db|redis|mongo\w*|postgres\w*|mysql|broker|queue|cache)\S* (?:is )?(?:ready|up|available|online)|connection (?:(?:to|with) (?:the )?\S{1,60} )?(?:is |was |has been )?(?:now )?(?:(?:re-?)?established|successful|succeeded|restored|recovered|ok|back|up again)|successfully (?:re-?)?connected|(?:is|are) (?:reachable|online|available|back) again|succeeded (?:after \d+ (?:attempt|retr|tr)\w*|on (?:attempt|try) \d+)|successfully acquired lease|became (?:the )?leader|started streaming WAL)\b/i;

/** It is only awaited, or to be looked at. */
export const AWAITED =
  /\b(?:until|if|whether|unless|once|when|check(?:ing)?|wait(?:ing)?|ensure|sure)\b.{0,60}\b(?:(?:re-?)?connected|reachable|available|established|up|ready|online)\b/i;

/** Somebody is to look that it is there. */
export const ADVISED =
  /\b(?:please|make sure|ensure|check (?:that|if|whether)|verify|unless|until)\b.{0,80}\b(?:running|started|listening|ready|up|accepting|serving)\b/i;
