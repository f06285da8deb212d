/** What package managers, supervisors, platforms and runtimes say about an end that others are the reason of. */
export const WRAPPER_START = new RegExp(
  `^\\s*(?:${[
    'npm (?:error|ERR!|notice|warn|WARN)|run failed: command +exited|command \\([^)]+\\) .{0,80} exited \\(\\d+\\)$|(?:error )?Command failed with exit code|error Command|info Visit https|error: script "',
    'Node\\.js v\\d[\\w.+-]*\\s*$|\\[nodemon\\]|(?:yarn|pnpm|bun) (?:run|install)|This is probably not a problem with npm|\\W*(?:BUILD|Build) [Ff](?:AIL|ailed)|The build failed\\. Fix|FAILURE: Build failed',
    'spawned: |reaped |Failed to start (?!(?:the )?\\w{1,20}(?: \\([^)]{1,60}\\))?: \\S+ \\S|\\w{1,20} (?:with|because|due to) (?:\\S+ ){2}\\S)|Error: Could not create the Java|Error: A fatal exception has|Kernel pid terminated|\\* (?:What went|Try)',
    "Error: Rocket failed to launch due to|thread '[^']*' panicked at 'launch fairing failure|Execution halted|(?:Aborting|Aborted|[Ee]xiting|Shutting down)\\b(?!.{0,80}: (?:\\S+ ){2}\\S)|exit status \\d|\\(core dumped\\)|Worker \\(pid:\\d+\\) exited with",
    "Exception in 'lifespan' protocol|EXCEPTION STACK TRACE:|\\*\\* (?:BEGIN|END) NESTED EXCEPTION",
    'SQL Error: -?\\d+, SQLState: \\w+$|Application startup exception\\W*$|Application (?:run|startup) failed(?!: (?:\\S+ ){2}\\S)|Unable to start embedded|Error starting ApplicationContext|Hosting failed to start|Oops\\b',
    '(?:==> )?(?:Timed [Oo]ut\\W*$|Exited with status \\d|Application exited early|Cause of failure could not|Common ways to troubleshoot|Docs on specifying a port|No open (?:HTTP )?ports detected)',
    'Startup failed(?!: (?:\\S+ ){2}\\S)|Failed to (?:start|boot|launch)(?: the)? (?:server|application|app|service)\\W*$|(?:Unhandled (?:promise )?rejection|Fatal error occurr?ed)\\W*$',
    'Traceback \\(most recent|During handling of the above|The above exception was the direct|Process \\S+ terminated|Stopping service|Terminating\\b(?!.{0,80}: (?:\\S+ ){2}\\S)|Fatal assertion\\b|\\W*aborting after fassert',
    '(?:[Pp]lease )?(?:[Ff]ix|[Cc]orrect|[Cc]heck) (?:your|the) (?:\\w+ )?(?:config\\w*|settings?|errors?|issues?)\\b[^:=/]{0,40}$|failed services$|Job for \\S+ failed because |Failure, exiting\\W*$',
    "(?:Failed|Unable|Could not|Cannot|Can't|Error) (?:to )?(?:start|boot|launch|load|run|initiali[sz]e)(?:ing)?(?: [\\w-]+){1,4}[.!]*$",
    'error during build:$|\\S+\\.service (?:failed|start operation timed out)|One or more listeners failed|Error details:|Could not start application \\w+: exited in',
    'Error (?:listener|filter)Start$|Application at context path .{1,100} could not be started|Encountered exception \\[\\S*LifecycleException: Failed to start component|WFLYSRV0026: |WFLYCTL0013: (?!.*description)',
    "failed to connect to machine: gave up|Site container: \\S+ terminated|Failed to start site\\b|Site startup probe failed|Dependency failed for |Starting [\\w .-]{1,60}: *\\[?(?:FAILED|failed|fail)\\]?!?$|Action '\\w+' failed\\.?$|process didn't exit successfully: .{1,200} \\(exit (?:status|code): \\d+\\)",
    'Failed tasks:$|Process\\[\\w+\\] exited with exit value|A hook \\(.{1,30}\\) failed to load!|(?:NX +)?Running target \\S+ for .{1,80} failed|failed to build, error: exit status|OOPS\\b|Error ID: |Could not spawn process for application \\S+: The application process exited prematurely|\\W*FAILED TO BOOTSTRAP|There was an error running \\S+ \\w+:?$',
    '\\u2591\\u2591(?: |$)|-- (?:Subject|Defined-By|Support|The|Unit|An?) |Process \\S+ pid:\\d+ exited with|Rolling back|(?:bootstrap checks|VCL compilation) failed|Exception in worker process|startup failed due to|See .{0,80}https?://',
    '\\*\\* \\(Mix\\) Could not start application|Caused: |Error executing action |Error Release command failed|Release command failed|(?:Failed|Unable|Could not|Cannot) (?:to )?(?:stop|close|shut ?down|clean ?up|kill|terminate|unregister|deregister|unmount)\\b',
    '(?:\\W*(?:ERROR: )?)?[Aa]n? (?:\\w+ ){0,2}(?:error|exception|panic|crash) (?:has )?occurr?ed(?: (?:during|while|in|when|at)\\b[^:]*)?$|(?:[\\w-]+ ){1,3}(?:init(?:iali[sz]ation)?|setup|boot(?:strap)?|start-?up|entrypoint|provisioning)(?: (?:process|script|step|phase|sequence|routine))?(?: has)? (?:failed|aborted|exited)\\W*$',
    "exit-on-failure: killing |(?:Fatal )?(?:\\w+ )?error[;,.] (?:unable to|cannot|can't) (?:start|continue|proceed)\\b",
    '(?:\\S+ ){0,3}(?:[Pp]rocess|[Ss]erver|[Ss]ervice|[Dd]aemon|[Cc]ontainer|[Ww]orker|[Cc]hild|[Pp]rogram|[Cc]ommand)(?: has| was| is)? (?:stopped|died|ended|exited|crashed|terminated|killed)(?: unexpectedly)?\\W*$',
  ].join('|')})`,
);
/** The same words where they may stand anywhere. */
export const WRAPPER_WITHIN = new RegExp(
  [
    '\\[ *(?:FAILED|failed|FAIL|fail) *\\]\\W*$|\\bProcess is not running\\b|INIT_REPORT |Fatal error during KafkaServer shutdown|server is still starting up, cannot shut down|Halting Kafka|pg_ctl: could not start server|Fatal error loading the DB, check server logs|Default STARTUP TCP probe failed|Container called exit\\(|Could not load the function, shutting down|Unknown application error occurred|failed to build: The command|returned a non-zero code|s6-rc: warning: unable to start service|rc\\.init: (?:warning|fatal)|pg_ctl: PID file|ELIFECYCLE|PM2 (?:error: (?!\\w*Error\\b)|log: )|For further information visit|Running VCC-compiler failed|Legal returns are|app crashed|exited with (?:code|status)|exit status \\d+; (?:not )?expected|gave up: |entered \\w+ state|(?:[Mm]ain|[Cc]ontrol) process exited',
    "Failed with result '|Scheduled restart|Start request repeated|State changed from|Error code=H1\\d|\\bError R1[04] \\(|Process exited with|Crash dump is being written",
    'Reason: (?:Worker|App) failed to|HaltServer|worker failed to boot|See root cause above|Process finished with|make(?:\\[\\d\\])?: \\*\\*\\*|\\[Help 1\\]',
    'A complete log of this run|There is likely additional logging|throwing inside of an async function|UnhandledPromiseRejectionWarning: Unhandled promise',
    'throw er; // Unhandled|[Rr]e-run Maven|finished with non-zero exit|complete error details|Error details saved|Fatal errors found in configuration',
    "One or more configuration errors have|did not start within expected time|Failed listening on port \\d+ \\(|didn't respond to HTTP pings|Could not proxy HTTP request|instance refused connection|Full details will be found in|No open ports detected",
    'Healthcheck failed!|Start program failed: user application failed|Execution failed for task|continue due to the errors loading the configuration|child process failed, exited with|AH0001[456]: (?:Unable to open logs|Configuration (?:check )?[Ff]ailed)|Container \\S+ for site \\S+ has exited|\\bhas exited, fai|Back-off restarting failed container|HTTP Error 500\\.30 - |Runtime exited without providing a reason|Runtime\\.ExitError|failed to start within \\d',
    '\\bexited with error: exit status \\d|\\b(?:[Pp]rocess|[Cc]hild|[Cc]ontainer|[Cc]ommand|[Ss]cript|[Tt]ask)(?: \\S{1,60})? (?:error|failed|died|stopped|crashed|ended|terminated|exited)\\W{1,3}.{0,20}\\b[Ee]xit ?(?:code|status)[ =:]{1,2}\\d+\\W*$',
    'Exception has been thrown by the target of an invocation|failed due to previous errors|A critical service failed\\. The server will|Server subsystem failed\\. Reason: A MultiException|did not exit normally - check the logs|stopped processing because of an error: \\(SystemExit\\)|exit with reason (?:noproc|killed|shutdown|normal) in context|error loading rules, previous rule set restored|one or more errors occurred while applying the new configuration|\\bUnable to start web server|To see the full stack|For more information about|Background on this error at|--trace-\\w|RUST_BACKTRACE',
  ].join('|'),
);
