/** Something is wrong, by the words for it. */
export const ALARM =
  /(?<![-\w./])(?:errors?(?! (?:logs?|pages?|rates?|handlers?|counts?)\b)|exception|fatal|fail(?:ed|s|ure|ing)?|cannot|can't|can not|could ?n[o']t|couldn't|unable|invalid|missing|not found|denied|refused?|unknown|unexpected|abort(?:ed)?|panic(?:ked)?|critical|no such|illegal|unsupported|not supported|must (?:be|not|have)|required|requires|not allowed|not permitted|mismatch|corrupt(?:ed)?|expired|unreachable|timed out|timeout|rejected|undefined|undeclared|conflicts?|already (?:in use|running|exists|registered)|does ?n[o']t exist|has no (?:attribute|member|method|property|such)|not installed|not set|is empty|no space|out of memory|overflow|violation|incompatible|outdated|too old|not writable|unrecognized|malformed|insufficient|exceeded|oops|uncaught|unhandled|unbound variable|uninitialized constant|not defined|incorrect|OOM|unexpectedly died|abnormal(?:ly)?|dirty database|expected [\w' ]{1,40} (?:near|but (?:got|found)))(?![-\w]|[./]\w)|[a-z](?:Error|Exception|Failure)\b|\bexceptions\.(?!\w*(?:Shutdown|Exit):)[A-Z]\w+:|❌|⨯|✗|✖|✘|🚨/i;

/** The C library's names of errors. */
export const ERRNO = /\bE(?:[A-Z]{4,14})\b/;

/** Words that an alarm in the same line means nothing beside: options, names, counts of none. */
export const NO_ALARM =
  /OnOutOfMemoryError|level of logger|error logger queue|error[-_. ]?(?:page|rate|handler|count)\b|\berrors? log\b|\bat=error code=H\d|errorlog:|\b(?:0|no|without) (?:errors?|failures?|warnings?|problems?)\b|\bnot set to (?:true|false|yes|no|[01])\b|\bif (?:an |any )?error|\b(?:setting|set|using|with)\b.{0,40}\btimeout(?: (?:to|of|is))?[ :=]{1,2}\d|\bon[- ]error|errors?=0|failures?=0|failed=0|\bto avoid\b|\berrors? to \/|\(unknown\)|#unknown\b|\b(?:version|commit|build|revision|branch|hash)[:= ]{1,2}unknown\b|\bunknown (?:version|commit|build|revision|branch)\b|AH00558|usable hardware address/i;
