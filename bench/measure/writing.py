"""Accepted comments a second, with one client and with sixteen, into one story and over sixteen."""
import json
import statistics
import subprocess
import sys
import time

from measure import load, tools
from measure.machine import BENCH, fsyncs_per_second, output_of, say, scratch
from measure.programs import Parley, Postgres, Waline

STORIES = 16


def texts():
    """Texts of the workload, one a line and ready to stand in JSON."""
    file = scratch() / "texts"
    lines = output_of(sys.executable, str(BENCH / "stories"), "one", "1000").splitlines()
    with open(file, "w") as out:
        for line in lines:
            out.write(json.dumps(json.loads(line)["text"].rsplit(" #", 1)[0])[1:-1] + "\n")
    return file


def rooms(folder, connection=None):
    """Sixteen stories with a word in each."""
    lines = "".join(json.dumps({"id": 1, "parent": None, "author": "Ada Adler", "text": "The first word.", "created": 1767225600 + i,
                                "thread": "w%d" % i}) + "\n" for i in range(1, STORIES + 1))
    command = ["dotnet", tools.LOADER, "load", folder, *([connection] if connection else [])]
    subprocess.run([str(c) for c in command], input=lines, text=True, check=True, capture_output=True)


def post(program, kind, clients, stories, seconds, texts_file):
    return load.window(program, "/", seconds, connections=clients, script="post.lua", environment={
        "KIND": kind, "STORIES": str(stories), "TEXTS": str(texts_file), "SEED": "%x" % time.monotonic_ns()})


def run(options):
    texts_file, disk = texts(), scratch()
    programs = {}
    on_sqlite = scratch() / "data"
    rooms(on_sqlite)
    programs["Parley on SQLite"] = (Parley(on_sqlite), "parley")
    postgres = Postgres()
    connection = postgres.new_database("parley_bench")
    rooms(scratch() / "data", connection)
    programs["Parley on PostgreSQL"] = (Parley(scratch() / "data", connection, others=[postgres]), "parley")
    if tools.install_neighbours():
        try:
            programs["Waline on PostgreSQL"] = (Waline(Postgres()), "waline")
        except RuntimeError as error:
            say("Waline is left out: %s" % error)

    for name, (program, kind) in programs.items():
        say("warming up " + name)
        post(program, kind, 16, STORIES, options.warm / 2, texts_file)
    rows, fsyncs = [], []
    for stories in (1, STORIES):
        for clients in (1, 16):
            windows = {}
            for _ in range(options.windows):
                fsyncs.append(fsyncs_per_second(disk, 1))
                for name, (program, kind) in programs.items():
                    # Waline's one story is Waline's sixteen: it has no turn to take.
                    if kind == "waline" and stories == 1:
                        continue
                    windows.setdefault(name, []).append(post(program, kind, clients, stories, options.seconds + 1, texts_file))
            row = {"stories": stories, "clients": clients, "programs": {name: load.summary(w) for name, w in windows.items()}}
            rows.append(row)
            say("%d stories, %d clients: %s; the device %.0f fsyncs/s" % (stories, clients, ", ".join(
                "%s %.0f/s, p99 %.1f ms%s" % (name, s["rate"]["median"], s["p99"]["median"], ", %d refused" % s["bad"] if s["bad"] else "")
                for name, s in row["programs"].items()), fsyncs[-1]))
    for program, _ in programs.values():
        program.stop()
    return {"rows": rows, "fsyncs": {"median": statistics.median(fsyncs), "min": min(fsyncs), "max": max(fsyncs)}}
