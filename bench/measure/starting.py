"""From the start of the process to the first 200, on a database with 100,000 comments."""
import statistics
import time

from measure import discussions, tools
from measure.machine import Running, cpu_seconds, free_port, say, scratch
from measure.programs import Parley, fetch

TIMES = 5


def _once(command, port, path, environment):
    begin, running = time.monotonic(), Running(command, environment=environment)
    while True:
        try:
            if fetch("http://127.0.0.1:%d%s" % (port, path))[0] == 200:
                break
        except OSError:
            pass
        if running.process.poll() is not None or time.monotonic() - begin > 60:
            raise RuntimeError("%s did not start: %s" % (command, open(running.log).read()[-1000:]))
        time.sleep(0.002)
    taken, used = time.monotonic() - begin, cpu_seconds(running.pid)
    running.stop()
    return taken, used


def run(options):
    data = discussions.copy("corpus", "--total", 100_000 if not options.quick else 12_000)
    www = scratch()
    (www / "ready.html").write_text("ready")
    (www / "ready.html.gz").write_text("ready")
    off = {"PARLEY_LIMITS": "off"}

    def parley(program):
        def start():
            port = free_port()
            return _once(["dotnet", program, "serve", "--urls", "http://127.0.0.1:%d" % port, "--data", data], port, Parley.page("t100"), off)
        return start

    def bare():
        port = free_port()
        return _once(["dotnet", tools.BARE, www, "http://127.0.0.1:%d" % port], port, "/ready.html", {})

    starts = {"Parley": parley(tools.PARLEY), "bare": bare, "Parley, not compiled ahead of time": parley(tools.PLAIN)}
    seen = {}
    for _ in range(2 if options.quick else TIMES):
        for name, start in starts.items():
            seen.setdefault(name, []).append(start())
    result = {name: {"seconds": statistics.median(t for t, _ in times), "cpu": statistics.median(c for _, c in times)}
              for name, times in seen.items()}
    for name, times in result.items():
        say("%s: %.2f s, %.2f s of CPU" % (name, times["seconds"], times["cpu"]))
    return {"starts": result}
