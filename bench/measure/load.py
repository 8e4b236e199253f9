"""One window of load by wrk from the other core, beside what it cost the server."""
import json
import os
import statistics
import subprocess

from measure.machine import BENCH, LOAD_CORE, cpu_seconds

CONNECTIONS = 32


def window(program, path, seconds, headers=None, connections=CONNECTIONS, script="window.lua", environment=None):
    """Requests a second, and a second of the server's CPU; latencies in milliseconds."""
    command = ["taskset", "-c", str(LOAD_CORE), "wrk", "-t1", "-c%d" % connections, "-d%gs" % max(1, round(seconds)), "--timeout", "30s",
               "-s", str(BENCH / "lua" / script)]
    for name, value in (headers or {}).items():
        command += ["-H", "%s: %s" % (name, value)]
    before = cpu_seconds(*program.pids)
    done = subprocess.run([*command, program.url + path], capture_output=True, text=True, check=True,
                          env={**os.environ, **(environment or {})})
    used = cpu_seconds(*program.pids) - before
    seen = json.loads(done.stdout.strip().splitlines()[-1])
    if done.stderr:
        seen["complaint"] = done.stderr.strip()[:300]
    seen["rate"] = seen["requests"] / seen["seconds"]
    seen["per_cpu"] = seen["requests"] / used if used > 0 else None
    return seen


def summary(windows):
    """Median with least and most, of windows measured one after another."""
    result = {"bad": sum(w["bad"] for w in windows)}
    for key in ("rate", "per_cpu", "p50", "p99"):
        values = [w[key] for w in windows if w[key] is not None]
        if values:
            result[key] = {"median": statistics.median(values), "min": min(values), "max": max(values)}
    complaints = [w["complaint"] for w in windows if "complaint" in w]
    if complaints:
        result["complaint"] = complaints[0]
    return result
