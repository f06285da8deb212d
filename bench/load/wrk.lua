-- One load for wrk, and its result as a line of JSON: wrk -s wrk.lua URL -- keep-alive|close|post|upload|paced
function init(args)
  -- A client that thinks: 10 ms on average, so that 64 of them ask some 6000 times a second and no proxy is at its limit.
  if args[1] == "paced" then delay = function() return math.random(0, 20) end end
  if args[1] == "close" then wrk.headers["Connection"] = "close" end
  if args[1] == "post" or args[1] == "upload" then
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/octet-stream"
    wrk.body = string.rep("x", args[1] == "post" and 64 or 1048576)
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format('\n{"requests":%d,"bytes":%d,"seconds":%.4f,"p50Ms":%.3f,"p99Ms":%.3f,"failed":%d}\n',
    summary.requests, summary.bytes, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, failed))
end
