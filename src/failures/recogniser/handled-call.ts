import { isFrame, soundsAlarming } from './line-sign.ts';
import type { SaidLine } from './said-line.ts';

/** How servers and frameworks begin to tell of an error that one call met, and which they have answered. */
const HEAD = new RegExp(
  `^(?:${[
    String.raw`Servlet\.service\(\) for servlet .{1,200} threw exception|Exception in (?:ASGI|WSGI) application|Error handling request\b|Error on request:`,
    String.raw`Exception on \S+ \[[A-Z]+\]|Internal Server Error: \/|Uncaught exception (?:GET|POST|PUT|DELETE|PATCH|HEAD) |Unhandled (?:exception|error) (?:while|during) .{0,30}\brequest`,
    String.raw`An unhandled exception has occurred while executing the request|Connection id "\w+", Request id `,
    String.raw`http: panic serving |\[Recovery\] .{0,40}panic recovered|\[ExceptionsHandler\] |app error: |Error during (?:request|event)|HTTP Request to \S+ failed, error id`,
    String.raw`#PID<[\d.]+> running \S+ .{0,120}terminated|Error handling a request: |Exception caught (?:during|while) .{0,20}(?:execution|handling|processing) of (?:HTTP )?request`,
    String.raw`Puma caught this error: |Rack app \("[A-Z]+ \/|Internal server error, for \((?:GET|POST|PUT|DELETE|PATCH|HEAD)\) |Task \S+ raised unexpected: |Unexpected error occurred in scheduled task`,
  ].join('|')})`,
);
/** A part of a program that may end by itself, while the others go on: a thread that is not the main one, a process of Erlang. */
const PART =
  /^(?:Exception in thread "(?!main")|Exception in thread (?!"|main\b)|thread '(?!main')[^']{1,80}' (?:\(\d+\) )?panicked at |(?:GenServer|Task|Process) \S{1,80} (?:terminating|raised an exception))/;

/** What servers say of clients that speak no HTTP, speak TLS to a plain port or plain to a TLS one, or break off: scanners do. */
const STRANGER =
  /\bParse Error: (?:Invalid (?:method|HTTP)|Missing|Unexpected)|\bHPE_[A-Z_]+\b|\bhttp: TLS handshake error from |\bInvalid HTTP request\b|\bInvalid request from ip=|Invalid character found in (?:method name|the request target)|\bHTTP parse error, malformed request|\binvalid length of startup packet|Possible SECURITY ATTACK detected|\bcode 400, message Bad |\bBad request version \(|does not look like a TLS handshake|\b(?:tls|ssl)v?[\d.]* ?(?:alert|handshake).{0,40}(?:unknown|certificate|version)|SSL_do_handshake\(\) failed|\bread ECONNRESET\b|Connection reset by peer|\bwrite EPIPE\b.{0,40}socket/;

/** The place in a server or a framework that hands a call to the app: an error whose stack goes through it is of that call. */
const DISPATCH = new RegExp(
  [
    String.raw`\/(?:express\/lib\/router|router\/lib)\/layer\.js:|\/koa\/lib\/application\.js:.{0,8}|\/@nestjs\/core\/router\/`,
    String.raw`\/flask\/app\.py", line \d+, in (?:wsgi_app|dispatch_request|full_dispatch_request)|\/django\/core\/handlers\/\w+\.py"|\/fastapi\/routing\.py", line \d+, in run_endpoint|\/aiohttp\/web_protocol\.py"`,
    String.raw`\bat (?:java\.base\/|app\/\/)?(?:org\.apache\.catalina\.core\.ApplicationFilterChain|(?:javax|jakarta)\.servlet\.http\.HttpServlet\.service|org\.springframework\.web\.servlet\.DispatcherServlet\.do|org\.eclipse\.jetty\.server\.(?:HttpChannel|Server)\.handle|io\.undertow\.server\.Connectors\.execute|jdk\.httpserver\/)`,
    String.raw`^net\/http\.serverHandler\.ServeHTTP|\/sinatra\/base\.rb:\d+:in .{0,40}call|\/puma\/(?:request|server)\.rb:\d+:in .{0,20}(?:handle_request|process_client)|\/actionpack-[\d.]+\/|^actionpack \([\d.]+\) `,
    String.raw`\bat Microsoft\.AspNetCore\.(?:Server\.Kestrel\.Core\.Internal\.Http\.HttpProtocol|Routing\.EndpointMiddleware|Diagnostics\.\w+Middleware)`,
    String.raw`Illuminate\\(?:Routing\\|Foundation\\Http\\Kernel)|Symfony\\Component\\HttpKernel\\HttpKernel|^STATEMENT: |\bPlug\.Cowboy\.Handler\.|\bBandit\.`,
  ].join('|'),
);
/** Whose call it is, and where it came through, stands in so much of a line. */
const READ_CHARACTERS = 400;
/** A line that names whose call it is of. */
const OF_CLIENT =
  /\[client \S{3,60}\]|, client: \S{3,60}, server: |\brequest: "(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS) |"(?:remote(?:_?(?:addr|ip|host)|Address|Addr|Ip)|client_?[iI]p)": ?"/;

const EXCEPTION = /^(?:[\w$]+[.:]{1,2}){0,10}[\w$]*(?:Error|Exception|Warning|Exit|Interrupt|DoesNotExist)\b/;
/** How Ruby cries: its first line looks like a frame. */
const RUBY_CRY = /^\S+:\d+:in [`'][^']*': ./;
/** How Elixir does, below what has ended. */
const ELIXIR_CRY = /^\*\* \(/;
/** A runtime has ended of it, whatever called it. Node.js prints the place of an error that ends it first. */
const PLACE = /^\S+:\d+$/;
const END = /^(?:Node\.js v\d|Bun v\d|\[nodemon\] app crashed|npm (?:ERR!|error) )/;

/** True for lines that tell of an error which one call met, or one part of an app that is up: their heads, their stacks, and what names a client. */
export function findHandledCalls(said: readonly SaidLine[], isUp: (index: number) => boolean): readonly boolean[] {
  const handled = said.map(isOfClient);
  for (let start = 0; start < said.length; ) {
    const end = findBlockEnd(said, start);
    if (isHandled(said, start, end, isUp)) handled.fill(true, start, end);
    start = end;
  }
  return handled;
}

/** Rails calls each error of a call fatal. */
const RAILS = /\bF, \[[^\]]{1,60}\] FATAL -- : /;

function isOfClient({ raw, level }: SaidLine): boolean {
  if (RAILS.test(raw.slice(0, READ_CHARACTERS))) return true;
  return level !== null && level !== 'info' && OF_CLIENT.test(raw.slice(0, READ_CHARACTERS));
}

function isHandled(said: readonly SaidLine[], start: number, end: number, isUp: (index: number) => boolean): boolean {
  const { texts, level } = said[start]!;
  if (level !== 'info' && texts.some((text) => HEAD.test(text))) return true;
  if (level !== 'info' && (PART.test(texts[0]!) || isOfStranger(said, start, end))) return isUp(start);
  return end > start + 1 && isDispatched(said, start, end);
}

/** A runtime that ends of it has not caught it. */
function isOfStranger(said: readonly SaidLine[], start: number, end: number): boolean {
  const { texts } = said[start]!;
  if (!soundsAlarming(said[start]!)) return false;
  return texts.some((text) => STRANGER.test(text.slice(0, READ_CHARACTERS))) && !isEndedThere(said, start, end);
}

function isEndedThere(said: readonly SaidLine[], start: number, end: number): boolean {
  if (said.slice(Math.max(0, start - 4), start + 1).some(({ texts }) => PLACE.test(texts[0]!))) return true;
  return said.slice(end, end + 3).some(({ texts }) => END.test(texts[0]!));
}

function isDispatched(said: readonly SaidLine[], start: number, end: number): boolean {
  const isThere = said.slice(start + 1, end).some(({ texts }) => DISPATCH.test(texts[0]!.slice(0, READ_CHARACTERS)));
  return isThere && !isEndedThere(said, start, end);
}

/** Behind the stack of what is said at the start, and the error that some runtimes name under it. */
function findBlockEnd(said: readonly SaidLine[], start: number): number {
  // Rust says below where a thread has panicked why.
  let end = start + (/ panicked at .*:$/.test(said[start]!.texts[0]!) ? 2 : 1);
  while (end < said.length && isPart(said[end]!)) end++;
  return end;
}

function isPart(line: SaidLine): boolean {
  const text = line.texts[0]!;
  return (
    line.isContinued ||
    (isFrame(line) && !RUBY_CRY.test(text)) ||
    (!line.isStamped && (EXCEPTION.test(text) || ELIXIR_CRY.test(text)))
  );
}
