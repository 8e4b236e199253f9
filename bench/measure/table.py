"""One table of goals met and missed, and beneath it the figures it comes from."""

# What must hold, from the design: shares of the bare program, rates, milliseconds, seconds of CPU, MiB, ratios.
SHARE_OF_BARE = 0.9
SLOWEST_READ = 5
WRITES = {"Parley on SQLite": 1_500, "Parley on PostgreSQL": 1_000}
SLOWEST_WRITE = 100
START = 1.0
MEMORY, STREAMING = 150, 250
MILLION = 1.5

HOW = {"plain": "plain", "gzip": "gzip", "304": "304"}


def number(value):
    if value is None:
        return "–"
    return "%.3g" % value if value < 10 else "%s" % format(round(value), ",")


def spread(figure):
    return "%s (%s–%s)" % (number(figure["median"]), number(figure["min"]), number(figure["max"])) if figure else "–"


def grid(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]) + "\n"


def _share(row, other="bare"):
    ours, theirs = row["programs"].get("Parley"), row["programs"].get(other)
    return ours["per_cpu"]["median"] / theirs["per_cpu"]["median"] if ours and theirs else None


def _goals(found):
    """What was to be reached, what was, and whether."""
    def goal(what, reached, bound, at_most, unit=""):
        is_met = reached is not None and (reached <= bound if at_most else reached >= bound)
        goals.append((what, "–" if reached is None else number(reached) + unit, ("≤ " if at_most else "≥ ") + number(bound) + unit,
                      "not measured" if reached is None else "met" if is_met else "**missed** by %s" % (
                          "%.0f %%" % (100 * abs(reached / bound - 1)))))

    goals = []
    for row in found.get("read", {}).get("rows", []):
        size = format(int(row["story"][1:]), ",")
        goal("reading, %s of %s comments, %s: share of the bare program" % (
            "frame" if row["kind"] == "page" else "JSON", size, HOW[row["how"]]), _share(row), SHARE_OF_BARE, False)
    for row in found.get("read", {}).get("rows", []):
        if row["kind"] == "page" and row["how"] == "gzip":
            ours = row["programs"]["Parley"]
            goal("p99 of reading %s comments, gzip, 32 connections at full load" % format(int(row["story"][1:]), ","),
                 ours["p99"]["median"], SLOWEST_READ, True, " ms")
    million = found.get("million", {})
    for act, rooms in million.get("acts", {}).items():
        goal("%s in %s comments, server CPU against a story of 100" % (act, format(million["largest"], ",")),
             rooms["million"]["median"] / rooms["hundred"]["median"], MILLION, True, " times")
    for row in found.get("write", {}).get("rows", []):
        for name, bound in WRITES.items():
            if row["clients"] == 16:
                seen = row["programs"][name]
                where = "%s, 16 clients, %s" % (name, "one story" if row["stories"] == 1 else "16 stories")
                goal("comments a second, " + where, seen["rate"]["median"], bound, False)
                goal("p99 of posting, " + where, seen["p99"]["median"], SLOWEST_WRITE, True, " ms")
    for name, start in found.get("start", {}).get("starts", {}).items():
        if name == "Parley":
            goal("start to the first page, CPU", start["cpu"], START, True, " s")
    memory = found.get("memory", {})
    if memory:
        goal("memory with %s comments after reading %d stories" % (format(memory["comments"], ","), memory["stories"]),
             memory["read"], MEMORY, True, " MiB")
        has_streams = memory.get("streams", 0) >= 0.99 * memory.get("asked", 1)
        goal("memory with %s open streams" % format(memory.get("asked", 0), ","), memory["streaming"] if has_streams else None,
             STREAMING, True, " MiB")
    frame = found.get("weight", {}).get("pages", {}).get("Parley, the frame alone")
    if frame:
        goal("requests until the first comment of a frame can be read", frame["firstRequests"], 1, True)
    return goals


def _reading(part):
    rows = []
    for row in part["rows"]:
        programs, (plain, compressed) = row["programs"], row["bytes"]
        size = {"plain": "%.1f kB" % (plain / 1000), "gzip": "%.1f kB" % (compressed / 1000), "304": ""}[row["how"]]
        cells = [spread(programs.get(name, {}).get("per_cpu")) for name in ("Parley", "bare", "nginx")]
        beside_nginx = _share(row, "nginx")
        rows.append(["frame" if row["kind"] == "page" else "JSON", format(int(row["story"][1:]), ","), row["how"], size, *cells,
                     number(_share(row)), number(beside_nginx), number(programs["Parley"]["p99"]["median"]) + " ms"
                     if "Parley" in programs else "–"])
        talking = programs.get("bare with Parley's headers")
        if talking:
            rows.append(["", "", "", "the same headers too", "", spread(talking["per_cpu"]), "",
                         number(_share(row, "bare with Parley's headers")), "", ""])
    return "### Reading: requests a second of server CPU\n\n" + grid(
        ["", "comments", "", "bytes", "Parley", "bare ASP.NET", "nginx, files", "of bare", "of nginx", "p99"], rows)


def _neighbours(part):
    rows = []
    for row in part.get("rows", []):
        ours, theirs = row["programs"]["Parley"], row["programs"]["Waline"]
        rows.append([format(int(row["story"][1:]), ","), spread(ours["rate"]), spread(theirs["rate"]),
                     "%s times" % number(ours["rate"]["median"] / theirs["rate"]["median"]),
                     number(ours["p99"]["median"]) + " ms", number(theirs["p99"]["median"]) + " ms"])
    text = "### A neighbour in the same minutes: the first page, requests a second on one core\n\n" + grid(
        ["comments", "Parley", "Waline 1.39 (10 roots), PostgreSQL", "", "p99, Parley", "p99, Waline"], rows)
    if "start" in part:
        text += "\nWaline starts in %s s (%s s of CPU) and, with its PostgreSQL, holds %s MiB after that load.\n" % (
            number(part["start"]["Waline"]["seconds"]), number(part["start"]["Waline"]["cpu"]),
            number(part["memory"]["Waline with PostgreSQL"]))
    return text


def _writing(part):
    rows = []
    for row in part["rows"]:
        for name, seen in row["programs"].items():
            rows.append([name, row["clients"], row["stories"], spread(seen["rate"]), number(seen.get("per_cpu", {}).get("median")),
                         number(seen["p50"]["median"]) + " ms", number(seen["p99"]["median"]) + " ms", seen["bad"] or ""])
    return ("### Writing: accepted comments a second, server and database on one core\n\n" + grid(
        ["", "clients", "stories", "a second", "a second of CPU", "p50", "p99", "refused"], rows)
        + "\nThe device makes 4 KiB durable %s times a second in the same minutes.\n" % spread(part["fsyncs"]))


def _million(part):
    rows = [[act, spread(rooms["million"]), spread(rooms["hundred"]), number(rooms["million"]["median"] / rooms["hundred"]["median"])]
            for act, rooms in part["acts"].items()]
    return "### A story of %s comments: milliseconds of server CPU, nothing from a cache\n\n" % format(part["largest"], ",") + grid(
        ["", "there", "in stories of 100", "times"], rows)


def _starting(part):
    rows = [[name, number(s["seconds"]) + " s", number(s["cpu"]) + " s"] for name, s in part["starts"].items()]
    return "### From the start of the process to the first page, median of five\n\n" + grid(["", "time", "CPU"], rows)


def _memory(part):
    rows = [["idle", number(part["idle"]) + " MiB"],
            ["with %s comments, after reading %d stories" % (format(part["comments"], ","), part["stories"]), number(part["read"]) + " MiB"]]
    if "streaming" in part:
        rows.append(["with %s of %s live streams" % (format(part["streams"], ","), format(part["asked"], ",")), number(part["streaming"]) + " MiB"])
    return "### Memory\n\n" + grid(["", "resident"], rows)


def _weight(part):
    rows = []
    for name, seen in part["pages"].items():
        first = ["%d" % seen["firstRequests"], "%.1f kB" % (seen["firstBytes"] / 1000), "%.2f s" % seen["firstSeconds"]] \
            if "firstBytes" in seen else ["", "", ""]
        rows.append([name, *first, seen["requests"], "%.1f kB" % (seen["bytes"] / 1000)])
    return "### Weight of a discussion of 100 comments in Chromium, 1.6 Mbit/s and 150 ms\n\n" + grid(
        ["", "requests to the first comment", "bytes", "after", "requests in all", "bytes in all"], rows)


SECTIONS = {"read": _reading, "neighbours": _neighbours, "million": _million, "write": _writing, "start": _starting,
            "memory": _memory, "weight": _weight}


def write(facts, found):
    """All of it, in Markdown."""
    text = "## %s, commit %s%s\n\n%s, .NET %s. Median of three windows (least–most).\n\n" % (
        facts["date"], facts["commit"], ", tried in small: the figures are worth nothing" if facts.get("quick") else "",
        facts["machine"], facts["dotnet"])
    text += grid(["goal", "measured", "to reach", ""], _goals(found))
    for part, section in SECTIONS.items():
        if found.get(part):
            text += "\n" + section(found[part])
    return text
