"""What a story of a million comments costs the server beside one of a hundred, request by request, nothing from a cache.

Each target is asked for once (cursors and permalinks by chance), the memory for bytes is set to its least, which holds a
handful of pages, and the short stories are hundreds that take turns. A first page is asked for anew after a comment.
"""
import html
import json
import random
import re
import sqlite3
import statistics
import time

from measure import discussions
from measure.machine import fine_cpu_seconds, say
from measure.programs import Parley, fetch

ORDERS = ("best", "newest", "oldest")
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def _text(blob):
    """An id as the product writes it."""
    value, text = int.from_bytes(blob, "big"), ""
    for _ in range(26):
        text, value = ALPHABET[value & 31] + text, value >> 5
    return text


def _ids(folder, story, where, count, dice):
    with sqlite3.connect("file:%s/parley.db?mode=ro" % folder, uri=True) as db:
        found = db.execute("SELECT c.id FROM comments c JOIN stories s ON s.id = c.story_id WHERE s.key = ? AND " + where, (story,))
        ids = [_text(row[0]) for row in found]
    return dice.sample(ids, min(count, len(ids)))


class Room:
    """One story, or many of a hundred comments: what to ask for next, never the same twice."""

    def __init__(self, parley, stories, ids, dice):
        self.parley, self.stories, self.dice = parley, stories, dice
        self.ids = ids
        self.turn = 0
        self.tags = {}

    def story(self):
        self.turn += 1
        return self.stories[self.turn % len(self.stories)]

    def permalink(self):
        status, headers, _ = fetch(self.parley.url + "/comments/" + self.ids.pop()[1])
        if status not in (301, 302, 307, 308):
            raise RuntimeError("a permalink answered %d" % status)
        place = headers["location"].split("#")[0]
        self.read(place if place.startswith("/") else "/" + place.split("/", 3)[3])

    def read(self, path):
        # Whoever insists gets what is there now, and not what may be two seconds old.
        status, headers, body = fetch(self.parley.url + path, {"Accept-Encoding": "gzip", "Cache-Control": "no-cache"})
        if status != 200:
            raise RuntimeError("%s answered %d" % (path, status))
        return headers.get("etag") or hash(body)

    def post(self, story=None, may_answer=True):
        """Every second one answers a comment by chance, at any depth."""
        story, parent = story or self.story(), None
        if may_answer and self.dice.random() < 0.5:
            story, parent = self.ids.pop()
        body = {"text": "A word that nobody has said %d" % self.dice.getrandbits(60), "name": "Ada Adler"}
        if parent:
            body["parentId"] = parent
        status, _, answer = fetch(
            "%s/api/v1/sites/bench/stories/%s/comments" % (self.parley.url, story),
            {"Content-Type": "application/json", "Cookie": "parley=%043d" % self.dice.randrange(200), "Sec-Fetch-Site": "same-origin"},
            "POST", json.dumps(body))
        if status != 201:
            raise RuntimeError("posting answered %d: %s" % (status, answer[:300]))

    def post_and_read(self):
        """Posts, then reads the first page, which has changed: it counts its comments."""
        story = self.story()
        self.post(story, may_answer=False)
        tag = self.read(Parley.page(story))
        if tag == self.tags.get(story):
            raise RuntimeError("the first page of %s does not change" % story)
        self.tags[story] = tag


def _deep_pages(parley, story, roots, orders=ORDERS):
    """Addresses far into a discussion: the next page of the page that holds some branch."""
    found = []
    for place, root in enumerate(roots):
        order = orders[place % len(orders)]
        path = "/bench/%s?order=%s&comment=%s" % (story, order, root)
        page = html.unescape(fetch(parley.url + path, {"Accept-Encoding": "identity"})[2].decode())
        links = [a for a in re.findall(r'href="([^"]*[?&]after=[^"]*)"', page) if "branch=" not in a]
        if links:
            found.append((order, links[-1].split("#")[0]))
    return found


def run(options):
    dice = random.Random(7)
    big, many = "t%d" % options.largest, ["hundred%d" % i for i in range(1, 301)]
    folder = discussions.copy("reading", "--largest", options.largest)
    each = 20 if options.quick else 150
    needed = each * (options.windows + 1)

    def ids_of(stories, count, where="1"):
        per_story = max(1, -(-count // len(stories)))
        return [(s, i) for s in stories for i in _ids(folder, s, where, per_story, dice)]

    parley = Parley(folder, environment={"PARLEY_CACHE": "1"})
    rooms = {}
    for name, stories in (("million", [big]), ("hundred", many)):
        ids = ids_of(stories, needed * 6 + 10_000)
        dice.shuffle(ids)
        rooms[name] = Room(parley, stories, ids, dice)
    say("looking for pages far into the discussion")
    roots = [i for _, i in ids_of([big], needed + 60, "c.depth = 1")]
    deep = _deep_pages(parley, big, roots)
    say("%d of them found" % len(deep))

    def acts(room, name):
        firsts = iter(["%s&again=%d" % (Parley.page(room.story()), n) for n in range(needed + 1)])
        pages = iter([path for _, path in deep])
        return {
            "first page after a comment": (room.post_and_read, each),
            # What a reader of a short story has instead of a page far in is its only page.
            "deep page": ((lambda: room.read(next(pages if name == "million" else firsts))), min(each, len(deep) // (options.windows + 1))),
            "permalink": (room.permalink, each),
            "posting": (room.post, each),
        }

    say("warming up")
    begin = time.monotonic()
    while time.monotonic() - begin < options.warm:
        for room in rooms.values():
            room.permalink()
            room.post_and_read()

    doing = {name: acts(room, name) for name, room in rooms.items()}
    seen = {}
    for act in doing["million"]:
        for round_ in range(options.windows + 1):
            for name in rooms:
                do, times = doing[name][act]
                before, begin = fine_cpu_seconds(*parley.pids), time.monotonic()
                for _ in range(times):
                    do()
                used = fine_cpu_seconds(*parley.pids) - before
                # The first round warms up.
                if round_:
                    seen.setdefault(act, {}).setdefault(name, []).append(used / max(1, times) * 1000)
        row = seen[act]
        say("%s: %.2f ms of CPU in the million, %.2f ms in the hundred" % (
            act, statistics.median(row["million"]), statistics.median(row["hundred"])))
    parley.stop()
    return {"largest": options.largest, "acts": {
        act: {name: {"median": statistics.median(v), "min": min(v), "max": max(v)} for name, v in row.items()} for act, row in seen.items()}}
