/** What an app has beside what it serves, what a server in front says of those behind it, and what scripts and desktops remark. */
export const ASIDE = new RegExp(
  [
    // Telemetry, loggers, updates
    String.raw`\bcontrol server error\b|\btelemetry\b|^StatusLogger (?!.{0,60}\bexception\b)|^(?:SLF4J|log4j):(?: |WARN |ERROR )|\bexport(?:ing|er)? (?:\w+ ){0,2}(?:spans?|traces?)\b|\bConsumer raised exception, processing can restart\b|^IP address '[^']{1,60}' could not be resolved|^Unable to obtain ACME certificate|\bSetup of JMS message listener invoker failed\b|\bupdate check\b|\bcheck(?:ing)? for (?:new )?updates\b|\busage statistics\b|\/(?:favicon\.ico|robots\.txt|\.DS_Store|apple-touch-icon\S*)|^(?:Backup )?(?:Server|backend) \S{1,100} (?:is DOWN|has no server available)`,
    // Who is told, and what is counted
    String.raw`\b(?:send|sending|deliver|delivering|publish|publishing|push|pushing|report|reporting) (?:\S+ ){0,2}(?:e-?mails?|mails?|webhooks?|notifications?|alerts?|metrics|telemetry|analytics|heartbeats?)\b|\b(?:e-?mail|webhook|notification|alert) (?:delivery|sending) failed\b|\b(?:StatsD|Pushgateway)\b|^(?:Scrape|Evaluating rule|notify for alerts) failed\b|^Error on ingesting\b|^Unable to reach the origin service\b|\b(?:getting|fetch\w*|determin\w*|detect\w*|look(?:ing)? up) (?:the |your |my )?(?:public|external) ip\b`,
    String.raw`^(?:Request execution (?:error\. endpoint=|failed with message: )|.{0,60}was unable to (?:send heartbeat|refresh its cache))`,
    String.raw`\b(?:SENTRY|NEW_RELIC|DATADOG|OTEL|BUGSNAG|ROLLBAR|HONEYBADGER|POSTHOG|TELEMETRY)_\w+["'\x60]? (?:is |was )?(?:not|missing|undefined|unset|empty)\b|\bMissing SENTRY_|\b(?:HTTPS?_PROXY|NO_PROXY|NODE_ENV)["'\x60]? (?:is |was )?(?:not|missing|undefined|unset|empty)\b`,
    // Scripts
    String.raw`^(?:.{0,60}: )?(?:rm: (?:cannot|can't) remove .{1,200}: (?:No such file|Permission denied|Operation not permitted)|(?:cat|sed|chown|chmod|chgrp|tail|head|grep|stat|wc|awk|readlink|du): .{1,200}: No such file or directory|tail: cannot open|find: |ls: |tput: |mesg: |stty: |sysctl: (?:setting key|cannot stat)|sudo: (?:setrlimit|unable to resolve host)|ulimit: |setpriority\(|debconf: |modprobe: |dbus: |gpg: keyserver|bash: (?:cannot set terminal process group|no job control))|^fatal: not a git repository|^(?:chown|chmod): .{0,60}(?:lost\+found|\/proc\/\d+\/fd\b)|^\d+ vulnerabilit|^Browserslist: `,
    // Servers that start all the same
    String.raw`could not open error log file: open\(\)|can not modify /etc/nginx/conf\.d/default\.conf|\bcould not bind IPv6 address "::1?"|\bcould not flush dirty data: Function not implemented|(?:\[\d+\].{0,80}\b|^)FATAL: {2}terminating connection due to administrator command|Verbindung wird abgebrochen aufgrund von Anweisung des Administrators|^Error condition on socket for SYNC|\bVM warning: Cannot open file|\bThe web application \[[^\]]{1,80}\] (?:appears to have started|registered the JDBC driver|created a ThreadLocal)|\((?:node|bun):\d+\) (?:MaxListenersExceeded|Deprecation|Experimental)Warning`,
    // Parts that a server does without, each by its name
    String.raw`\b(?:can't|failed to) read \w+ provisioning files from directory|\bFetch GitHub commit ID from kodata failed|\bexception during geoip databases update|^inet_config: file |^s6-linux-init-(?:shutdown|hpr): fatal: |: \/proc\/sys\/\S{1,80}: (?:Read-only file system|Permission denied)`,
    // What programs look for on a desktop, and libraries that do without a card
    String.raw`\bFailed to connect to (?:the bus|socket \S{0,40}/dbus/)|^ALSA lib |^libGL error|^MESA-LOADER: |^MESA: |^Xlib: {1,2}extension|\bCould not load dynamic library '[^']{1,100}'; dlerror|\bfailed call to cuInit\b`,
  ].join('|'),
  'i',
);

/** The app says in the same breath what it does without what is not there. */
export const LIVES_ON =
  /\b(?:running|starting|started|continuing|proceeding|operating|working) (?:in|with|as) (?:the |an? |its )?(?:\w+[ -]){0,2}(?:community|free|trial|basic|limited|degraded|offline|demo|default|defaults|empty|built-?in|evaluation|unlicensed)\b|\btrial mode is active\b|[.,;:\u2013-] .{0,60}\b(?:is|are|stays?|remains?|will be) (?:off|logged|generated|created|skipped|not (?:uploaded|sent|reported|collected|recorded))\b|\b(?:features?|telemetry|tracing|analytics|caching|reporting|monitoring|integration) (?:is |are |will be )?(?:off|disabled)\W*$|, (?:will (?:initiali[sz]e|create|generate|use|assume)|creating|assuming|using (?:the )?(?:built-?in|default|in-memory|internal|embedded)|generating)\b|\bin-memory \w+ (?:is|will be) used\b/i;
