"""Reading one page again and again: Parley beside a bare ASP.NET program and nginx with the very same bytes."""
from measure import discussions, load
from measure.machine import say, scratch
from measure.programs import Bare, Nginx, Parley, fetch

STORIES = ["t13", "t100", "t1000", "t10000"]


def _store(parley, folder, name, path):
    """Puts what Parley answers, plain and compressed by itself, where the others find it."""
    for suffix, encoding in (("", "identity"), (".gz", "gzip")):
        status, headers, body = fetch(parley.url + path, {"Accept-Encoding": encoding})
        if status != 200 or (headers.get("content-encoding", "identity") != encoding):
            raise RuntimeError("Parley answered %s with %s and %s" % (path, status, headers.get("content-encoding")))
        (folder / (name + suffix)).write_bytes(body)
    return headers


def _headers(program, path, how):
    """The request's headers; None where the program has no such answer."""
    accept = {"Accept-Encoding": "identity" if how == "plain" else "gzip"}
    if how != "304":
        return accept
    tag = fetch(program.url + path, accept)[1].get("etag")
    if tag is None:
        return None
    asking = {**accept, "If-None-Match": tag}
    return asking if fetch(program.url + path, asking)[0] == 304 else None


def run(options):
    stories = [s for s in STORIES if int(s[1:]) <= options.largest] + ["t%d" % options.largest]
    parley = Parley(discussions.kept("reading", "--largest", options.largest))
    www = scratch()
    targets = [("page", s, Parley.page(s), s + ".html") for s in stories]
    targets += [("json", s, Parley.json(s), s + ".json") for s in ("t100", stories[-1])]
    sizes = {}
    for kind, story, path, file in targets:
        headers = _store(parley, www, file, path)
        sizes[kind + " " + story] = [(www / file).stat().st_size, (www / (file + ".gz")).stat().st_size]
    spoken = scratch() / "headers"
    own = {"content-type", "content-length", "content-encoding", "etag", "date", "vary", "cache-control", "transfer-encoding", "server"}
    spoken.write_text("".join("%s: %s\n" % pair for pair in _store(parley, www, "t100.html", Parley.page("t100")).items() if pair[0] not in own))
    # The last says how much of the distance to the bare program are headers that protect the reader.
    nginx = Nginx(www)
    talking = Bare(www, spoken)
    talking.name = "bare with Parley's headers"
    programs = [parley, Bare(www), nginx, talking]
    for program in programs:
        say("warming up %s for %d s" % (program.name, options.warm))
        for _, _, path, file in targets:
            load.window(program, path if program is parley else "/" + file, options.warm / len(targets) / 2, {"Accept-Encoding": "gzip"})
            load.window(program, path if program is parley else "/" + file, options.warm / len(targets) / 2, {"Accept-Encoding": "identity"})

    rows = []
    for kind, story, path, file in targets:
        for how in ("plain", "gzip", "304"):
            windows = {}
            for _ in range(options.windows):
                for program in programs:
                    if program is talking and (kind, story) != ("page", "t100"):
                        continue
                    address = path if program is parley else "/" + file
                    asking = _headers(program, address, how)
                    if asking is not None:
                        windows.setdefault(program.name, []).append(load.window(program, address, options.seconds, asking))
            row = {"kind": kind, "story": story, "how": how, "bytes": sizes[kind + " " + story],
                   "programs": {name: load.summary(seen) for name, seen in windows.items()}}
            rows.append(row)
            say("%s %s %s: %s" % (kind, story, how, ", ".join(
                "%s %.0f/s, %.0f per CPU second" % (name, s["rate"]["median"], s["per_cpu"]["median"]) for name, s in row["programs"].items())))
    for program in programs:
        program.stop()
    return {"rows": rows}
