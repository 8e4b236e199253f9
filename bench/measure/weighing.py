"""What Chromium fetches until the first comment can be read, and in all, on a slow line."""
import gzip
import json
import shutil
import subprocess

from measure import discussions, neighbours, tools
from measure.machine import LOAD_CORE, say, scratch
from measure.programs import Nginx, Parley, Postgres, Waline

PUBLISHER = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>A story</title>%s</head>
<body><main><h1>A story</h1><p>Its text.</p>%s</main></body></html>"""


def _weigh(url, selector):
    done = subprocess.run(["taskset", "-c", str(LOAD_CORE), "dotnet", str(tools.LOADER), "weigh", url, selector],
                          capture_output=True, text=True, check=False, timeout=150)
    if done.returncode:
        raise RuntimeError("Chromium saw no comment at %s: %s" % (url, done.stderr[-800:]))
    return json.loads(done.stdout)


def _write(www, name, head, body):
    page = PUBLISHER % (head, body)
    (www / name).write_text(page)
    (www / (name + ".gz")).write_bytes(gzip.compress(page.encode()))


def run(options):
    www = scratch()
    nginx = Nginx(www)
    publisher = "http://localhost:%d" % nginx.port
    data = discussions.copy("reading", "--largest", options.largest)
    tools.run(["dotnet", tools.PARLEY, "site", "set", "bench", "--origin", publisher, "--data", data], "registering the publisher")
    parley = Parley(data)
    _write(www, "parley.html", "", '<div id="parley" data-site="bench" data-story="t100"></div>'
           '<script src="%s/embed.js" async></script>' % parley.url)
    result = {}

    def weigh(name, url, selector):
        try:
            # The first visit warms the server up; every visit begins with an empty browser.
            _weigh(url, selector)
            seen = result[name] = _weigh(url, selector)
            say("%s: %d requests and %.1f kB to the first comment (%.1f s), %d and %.1f kB in all" % (
                name, seen["firstRequests"], seen["firstBytes"] / 1000, seen["firstSeconds"], seen["requests"], seen["bytes"] / 1000))
        except (RuntimeError, subprocess.TimeoutExpired) as error:
            say("%s is left out: %s" % (name, error))

    # A paragraph of a comment, wherever it stands.
    words = '[id^="comment-"] p'
    weigh("Parley, the story's own page", parley.url + "/bench/t100", words)
    weigh("Parley, the frame alone", parley.url + Parley.page("t100"), words)
    weigh("Parley, embedded in a publisher's page", publisher + "/parley.html", words)
    parley.stop()

    if tools.install_neighbours():
        dist = tools.NEIGHBOURS / "node_modules/@waline/client/dist"
        for name in ("waline.js", "waline.css"):
            shutil.copy(dist / name, www / name)
        try:
            waline = Waline(Postgres(), lambda postgres: neighbours.fill(postgres, ["t13", "t100"]))
            _write(www, "waline.html", '<link rel="stylesheet" href="/waline.css">',
                   '<div id="waline"></div><script type="module">import { init } from "/waline.js";'
                   'init({ el: "#waline", serverURL: "%s", path: "/t100", emoji: false, lang: "en" });</script>' % waline.url)
            weigh("Waline, embedded in a publisher's page", publisher + "/waline.html", ".wl-content p")
            waline.stop()
        except RuntimeError as error:
            say("Waline is left out: %s" % error)
        twikoo = tools.NEIGHBOURS / "node_modules/twikoo/dist"
        result["Twikoo, its files alone"] = {"bytes": len(gzip.compress((twikoo / "twikoo.min.js").read_bytes(), 6)), "requests": 1}
    nginx.stop()
    return {"pages": result}
