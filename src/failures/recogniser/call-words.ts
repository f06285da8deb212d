/** How servers and frameworks begin to tell of an error that one call, one client or one file beside met, and that they go on from. */
export const CALL_HEAD = new RegExp(
  `^(?:${[
    // Servlets and what Java serves with
    String.raw`Servlet\.service\(\) for servlet .{1,200} threw exception|UT0050(?:23|71): |An exceptionCaught\(\) event was fired|\[[0-9a-f]{8}[\w/-]{0,20}\] +(?:500 Server Error|Error was received while reading)|Unhandled exception in router\b|bad HTTP parsed: |badMessage: `,
    String.raw`Exception [Pp]rocessing .{0,40}ErrorPage|Error (?:parsing HTTP request header|reading request, ignored)|Unexpected error occurred: .{0,80}\bclient\b|HTTP server connection exception\b|Error intercepted before request context|Transport Connection to: \S+ failed: |Could not accept connection from \S+|Internal server error, for \((?:GET|POST|PUT|DELETE|PATCH|HEAD)\) `,
    String.raw`Unexpected error from \/[\d.:a-f]+|Failed authentication with \/?[\d.:a-f]+|Error when handling request\b|Exception causing close of session|Unable to read additional data from client|HTTP Request to \S+ failed, error id|exception caught on (?:transport|REST|http) layer|Uncaught server error: `,
    // One connector beside that for HTTP
    String.raw`Failed to (?:start|initiali[sz]e) connector \[Connector\[AJP\b|Dropped \d+ spans? due to |Error (?:requesting|fetching) \S{1,60} data: `,
    // A jar that a server looks through at its start
    String.raw`Unable to (?:process|scan) (?:[Jj]ar |file )?.{0,30}\[.{1,200}\] .{0,200}for (?:annotations|TLDs?|web fragments)|Error scanning entry |Failed to scan \[.{1,200}\] from classloader hierarchy`,
    // A plugin of a game server
    String.raw`(?:Unable to load plugin|Could not load) '?plugins[\\/]|Error occurred while enabling \S{1,60} v\S{1,40} \(Is it up to date\?\)`,
    // Python
    String.raw`Exception in (?:ASGI|WSGI) application|Error in ASGI Framework|Exception inside application: |Exception while serving \/|Exception occurred while handling uri: |Error handling request\b|Error on request:|Uncaught exception (?:GET|POST|PUT|DELETE|PATCH|HEAD) `,
    String.raw`\S+ - - \[[^\]]{10,40}\] code \d{3}, message |Exception (?:happened|occurred) during processing of request from |Exception on \S+ \[[A-Z]+\]|Internal Server Error: \/|Task \S+ raised unexpected: |Unexpected exception in keepalive ping task|connection handler failed$|opening handshake failed$|data transfer failed$|Error in HTTPServer\.(?:tick|serve|communicate)`,
    String.raw`Invalid HTTP_HOST header|Unhandled (?:exception|error) (?:while|during) .{0,30}\brequest|Error during (?:request|event)|Unexpected error occurred in scheduled task`,
    // .NET
    String.raw`An unhandled exception has occurred while executing the request|An unhandled exception was thrown by the application\b|Connection id "\w+"|Connection processing ended abnormally|Error when executing service method |Failed to invoke hub method |Unhandled exception rendering component`,
    // Go, Rust and Node.js
    String.raw`http: panic serving |http: proxy error: |httputil: ReverseProxy read error |http2?: server(?: connection)?:? error .{0,30}\bfrom |http: (?:superfluous|response\.WriteHeader)|plugin\/errors: \d|\[resolver\] failed to query |\[Recovery\] .{0,40}panic recovered|\[ExceptionsHandler\] |Error handling a request: `,
    // Ruby
    String.raw`Error in reactor loop escaped: |Exception handling servers: |app error: |HTTP parse error, malformed request|Puma caught this error: |Rack app \("[A-Z]+ \/|Rack app error handling request|Unhandled lowlevel error|SSL error, peer: |ENV: \{"rack\.|!! (?:Unexpected error while processing request|Invalid request)`,
    // Erlang and Elixir
    String.raw`#PID<[\d.]+> running \S+ .{0,120}terminated|Ranch protocol #PID<[\d.]+> .{0,200}terminated|(?:Channel error|Error) on (?:\w+ )?connection <|operation [\w.]+ caused a (?:channel|connection) exception|closing (?:\w+ )?connection <`,
    String.raw`Postgrex\.Protocol \(#PID<[\d.]+>\) disconnected: .{0,80}\b(?:client|owner) #PID<[\d.]+> (?:exited|timed out)|(?:client unexpectedly closed TCP connection|missed heartbeats from client)|\{(?:handshake_timeout|bad_header|inet_error|writer),`,
    'Exception caught (?:during|while) .{0,20}(?:execution|handling|processing) of (?:HTTP )?request',
    // PHP
    String.raw`[A-Z]\w*\\[\w\\]+ \.{3,} .{0,20}\bFAIL$`,
    // Jobs, and what listens to a broker in the background
    String.raw`Job \S{1,100} threw an (?:unhandled )?[Ee]xception|Job "[^"]{1,200}" raised an exception|exception raised while executing \(|Failed to process the job '|Failed executing DbCommand\b|An exception was thrown while deserializing the token|Error in response: "|Error while setting up \S{1,60} platform for `,
    String.raw`Consumer raised exception, processing can restart|Setup of JMS message listener invoker failed|Could not refresh JMS Connection\b|Failed to check\/redeclare auto-delete queue|Ranch listener \S{1,120} had connection process started with|bad (?:URI|Request-Line) \x60`,
    // Brokers and databases
    String.raw`Client \S{1,80} (?:closed its connection|disconnected|has exceeded timeout)|Socket error on client |Bad socket read\/write on client |(?:could not receive data from|unexpected EOF on|could not send data to) client\b`,
  ].join('|')})`,
);

/** A part of a program that may end by itself, while the others go on: a thread that is not the main one, a process of Erlang. */
export const PART_HEAD =
  /^(?:Exception in thread "(?!main")|Exception in thread (?!"|main\b)|thread '(?!main')[^']{1,80}' (?:\(\d+\) )?panicked at |Task exception was never retrieved|(?:GenServer|Task|Process) \S{1,80}(?: started from \S{1,80})? (?:terminating|raised an exception))/;

/** What servers say, up or not by their words, of a client that speaks no HTTP or breaks off; none ends of it. */
export const CLIENT_GONE = new RegExp(
  [
    String.raw`\bhttp: panic serving \S+: |\bhttp: TLS handshake error from |\bfailed to complete security handshake from |Invalid character found in (?:method name|the request target)|\bBadRequestError: request aborted`,
    String.raw`\binvalid length of startup packet|Possible SECURITY ATTACK detected|\bpeer cert: .{0,80}SSLError|\bOpenSSL Error\[\d\]: .{1,120}\balert\b|\bFatal (?:read|write) error on socket transport|\bClientAbortException\b|\bAsyncRequestNotUsableException\b`,
    // What a client may not do, or has sent wrong
    String.raw`\bJsonWebTokenError: (?:jwt |invalid )|\bTokenExpiredError: |\bForbiddenError: invalid csrf|\bUnauthorizedError: |\bPayloadTooLargeError: |\bMulterError: |\bNotFoundError: Not Found\b|\bFailed to decode param '|\bPhoenix\.Router\.NoRouteError\b|\bActiveRecord::RecordNotFound\b|\bInvalidAuthenticityToken\b|\bHttp(?:RequestMethodNotSupported|MessageNotReadable|MediaTypeNot\w{4,12})Exception\b|\bwerkzeug\.exceptions\.\w+: 4\d\d |\b[Aa]uthentication (?:failed|failure) for (?:user )?\S{1,60} from \S{0,10}\d|^Failed password for `,
    String.raw`\borg\.eclipse\.jetty\.io\.(?:Eof|RuntimeIO)Exception\b|\bvert\.x-eventloop-thread-\d+\)?.{0,20}\bConnection (?:was )?(?:reset|closed)|\[ERROR [45]\d\d \/|\brejected connection from "|\bIgnoring exception in (?:on_\w|command|event|view|modal|task|interaction)|\(No route matches \[[A-Z]+\]|\bInvalid HTTP_HOST header\b|\*\*\* Exception .{1,300}\bthread 0x\w+\(Worker \d+\)`,
  ].join('|'),
);

/** What servers say of clients that speak no HTTP, speak TLS to a plain port or plain to a TLS one, or break off: scanners do. */
export const STRANGER = new RegExp(
  [
    String.raw`\bParse Error: (?:Invalid (?:method|HTTP)|Missing|Unexpected)|\bHPE_[A-Z_]+\b|\bInvalid HTTP request\b|\bInvalid request from ip=`,
    String.raw`\bcode 400, message Bad |\bBad request version \(|\bbad Request-Line\b|does not look like a TLS handshake`,
    String.raw`\b(?:tls|ssl)v?[\d.]* ?(?:alert|handshake).{0,40}(?:unknown|certificate|version)|SSL_do_handshake\(\) failed|\bread ECONNRESET\b|Connection reset by peer|connection reset by peer|\bwrite EPIPE\b.{0,40}socket`,
    String.raw`\bHandleStreams failed to |\bInvalid WebSocket frame\b|\bwebsocket: close 1\d{3}\b|\bBroken ?[Pp]ipe\b|\bEPIPE\b`,
  ].join('|'),
);

/** The place in a server or a framework that hands a call to the app: an error whose stack goes through it is of that call. */
export const DISPATCH = new RegExp(
  [
    String.raw`\bat (?!new ).{1,200}\/(?:express\/lib\/router|router\/lib)\/layer\.js:|\bat .{0,30}(?:handleRequest|onerror)\b.{1,200}\/koa\/lib\/application\.js:|\/@nestjs\/core\/router\/router-(?:proxy|execution)|\bat abortIncoming \((?:node:)?_http_server|\bat (?!Object\.<anonymous>|Module\.).{1,200}\/(?:body-parser\/lib\/(?:read|types\/\w+)|raw-body\/index|fastify\/lib\/handleRequest|@hapi\/hapi\/lib\/(?:handler|request))\.js:`,
    String.raw`\/flask\/app\.py", line \d+, in (?:wsgi_app|dispatch_request|full_dispatch_request)|\/django\/core\/handlers\/\w+\.py", line \d+, in (?!__init__|load_middleware|adapt_method_mode)|\/fastapi\/routing\.py", line \d+, in run_endpoint|\/aiohttp\/web_protocol\.py"|\/wsgiref\/handlers\.py", line \d+, in run\b|\/eventlet\/wsgi\.py", line \d+, in handle_one_re(?:quest|sponse)\b|\/gevent\/pywsgi\.py", line \d+, in (?:handle_one_re(?:quest|sponse)|run_application)\b|\/waitress\/(?:channel|task)\.py", line \d+, in (?:service|execute)\b|\/(?:socketserver|SocketServer)\.py", line \d+, in _?(?:handle_request_noblock|process_request\w*)`,
    String.raw`\bat (?:java\.base\/|app\/\/)?(?:org\.apache\.catalina\.core\.ApplicationFilterChain|(?:javax|jakarta)\.servlet\.http\.HttpServlet\.service|org\.springframework\.web\.servlet\.DispatcherServlet\.do|org\.eclipse\.jetty\.server\.(?:HttpChannel|Server)\.handle|io\.undertow\.server\.Connectors\.execute|org\.jboss\.resteasy\.core\.SynchronousDispatcher|jdk\.httpserver\/|org\.apache\.coyote\.\w+\.\w*Processor\.(?:service|process)\(|org\.eclipse\.jetty\.server\.(?:Abstract)?HttpConnection\.(?:onFillable|handleRequest)|io\.vertx\.core\.http\.impl\.(?:Http1x|Http2)Server)`,
    String.raw`^net\/http\.serverHandler\.ServeHTTP|\/sinatra\/base\.rb:\d+:in .{0,40}call|\/puma\/(?:request|server)\.rb:\d+:in .{0,20}(?:handle_request|process_client)|\/phusion_passenger\/request_handler\/thread_handler\.rb:\d+:in .{0,30}process_|(?:\/actionpack-[\d.]+\/|^actionpack \([\d.]+\) )lib\/\S+:\d+:in .{0,80}(?:\x60|'|#)(?:call|serve|dispatch|process)`,
    String.raw`\bat Microsoft\.AspNetCore\.(?:Server\.Kestrel\.Core\.Internal\.Http\.HttpProtocol|Routing\.EndpointMiddleware|Diagnostics\.\w+Middleware)`,
    String.raw`\/Illuminate\/Routing\/Controller\.php\(|Illuminate\\{1,2}(?:Foundation\\{1,2}Http\\{1,2}Kernel|Routing\\(?:Router->(?:dispatch|runRoute)|Route->run|Controller|Pipeline))|Symfony\\Component\\HttpKernel\\HttpKernel|^STATEMENT: |\bWebman\\App->onMessage\(|->(?:handle|onRequest|onMessage|onReceive|baseRead)\((?:Object\((?:Swoole\\|Workerman\\|Swow\\|Nyholm\\|Laminas\\)|Resource id )|Laravel\\Octane\\Worker->handle|\bPlug\.Cowboy\.Handler\.|%ThousandIsland\.Socket\{|^Last message: \{:(?:tcp|ssl)_(?:error|closed)\b|\bBandit\.(?:HTTP\d|Pipeline|DelegatingHandler|InitialHandler)`,
  ].join('|'),
);

/** The same of a server that also makes pages while the app is built. */
export const DISPATCH_UP = /\bnext\/dist\/compiled\/next-server\/|\/\.next\/server\/(?:app|pages)\//;

/** What every call meets, because the app was never set up: a key, a folder or a table that it has nothing without. */
export const OF_EVERY_CALL =
  /`?secret_key_base`? for '?\S+ environment|No application encryption key has been specified|Unsupported cipher or incorrect key length|Please provide a valid cache path|The stream or file "[^"]{1,200}" could not be opened|\bMigrations are pending\b|Environment variable not found: "/;

/** A line that names whose call it is of. */
export const OF_CLIENT =
  /\[client \S{3,60}\]|\[Client \d+-\d+\]|, client: \S{3,60}, server: |\brequest: "(?:GET|POST|PUT|HEAD|DELETE|PATCH|OPTIONS) |"(?:remote(?:_?(?:addr|ip|host)|Address|Addr|Ip)|client_?[iI]p)": ?"|\b(?:method|status|userId|uname)=\S*.{0,300}\bremote_?addr=[\d[]|\bremote_?addr=[\d[]\S* (?:traceID|method|path|referer)=/;
