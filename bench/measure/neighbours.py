"""The first page of a discussion from a neighbour, beside Parley's in the same minutes; and the neighbour's start and memory.

Waline runs on PostgreSQL. Twikoo's server is not in the registry that its client is in, so only its published figures
stand beside ours.
"""
import json
import subprocess
import sys
import time

from measure import discussions, load, tools
from measure.machine import BENCH, cpu_seconds, memory_mib, say
from measure.programs import Parley, Postgres, Waline

STORIES = ["t13", "t100", "t1000", "t10000"]


def fill(postgres, stories):
    """Stories of the workload as rows of Waline's."""
    def cell(text):
        return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")

    rows, first = [], 1
    for story in stories:
        lines = subprocess.run([sys.executable, str(BENCH / "stories"), "one", story[1:]], capture_output=True, text=True, check=True)
        root, comments = {}, [json.loads(line) for line in lines.stdout.splitlines()]
        for c in comments:
            parent = c["parent"]
            root[c["id"]] = c["id"] if parent is None else root[parent]
            at = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(c["created"]))
            own, above = first + c["id"] - 1, "\\N" if parent is None else str(first + parent - 1)
            top = "\\N" if parent is None else str(first + root[c["id"]] - 1)
            rows.append("\t".join([str(own), cell(c["text"]), at, "127.0.0.1", c["email"], c["author"], above, top,
                                   "approved", "Mozilla/5.0", "/" + story, at, at]))
        first += len(comments)
    postgres.sql("COPY wl_comment (id, comment, insertedat, ip, mail, nick, pid, rid, status, ua, url, createdat, updatedat) FROM stdin;\n"
                 + "\n".join(rows) + "\n\\.\nSELECT setval('wl_comment_id_seq', %d);\nANALYZE;\n" % first, "waline")


def run(options):
    if not tools.install_neighbours():
        return {"rows": []}
    stories = [s for s in STORIES if int(s[1:]) <= options.largest]
    postgres = Postgres()
    filled = []

    def fill_and_note(own):
        fill(own, stories)
        filled.extend([time.monotonic(), cpu_seconds(own.running.pid)])

    waline = Waline(postgres, fill_and_note)
    start = {"seconds": time.monotonic() - filled[0], "cpu": cpu_seconds(*waline.pids) - filled[1]}
    say("Waline starts in %.1f s, %.1f s of CPU" % (start["seconds"], start["cpu"]))
    parley = Parley(discussions.kept("reading", "--largest", options.largest))
    programs = [parley, waline]
    rows = []
    for program in programs:
        load.window(program, program.page("t100"), options.warm / 2, {"Accept-Encoding": "gzip"})
    for story in stories:
        windows = {}
        for _ in range(options.windows):
            for program in programs:
                # Waline answers so seldom that a short window would hold no request whole.
                seconds = options.seconds + (3 if program is waline else 0)
                windows.setdefault(program.name, []).append(
                    load.window(program, program.page(story), seconds, {"Accept-Encoding": "gzip"}))
        rows.append({"story": story, "programs": {name: load.summary(w) for name, w in windows.items()}})
        say("%s: %s" % (story, ", ".join("%s %.0f/s, p99 %.0f ms" % (n, s["rate"]["median"], s["p99"]["median"])
                                         for n, s in rows[-1]["programs"].items())))
    memory = memory_mib(*waline.pids)
    for program in programs:
        program.stop()
    return {"rows": rows, "start": {"Waline": start}, "memory": {"Waline with PostgreSQL": memory}}
