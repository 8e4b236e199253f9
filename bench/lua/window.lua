-- Prints one window as JSON: how many were answered, in what time, how late the slow ones.
function done(summary, latency)
  local bad = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status + summary.errors.timeout
  io.write(string.format('{"requests":%d,"seconds":%.6f,"bad":%d,"p50":%.3f,"p99":%.3f,"bytes":%d}\n',
    summary.requests, summary.duration / 1e6, bad, latency:percentile(50) / 1000, latency:percentile(99) / 1000, summary.bytes))
end
