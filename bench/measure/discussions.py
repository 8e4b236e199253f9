"""The databases that are measured on; made once, kept in .cache until what makes them changes."""
import hashlib
import shutil
import subprocess
import sys

from measure.machine import BENCH, CACHE, ROOT, say, scratch
from measure.tools import LOADER

KEPT = CACHE / "databases"


def _key(what):
    """The name of what is made, by everything that makes it."""
    made_by = hashlib.sha256(repr(what).encode())
    files = [BENCH / "stories", ROOT.parent / "shared/bench/workload.py", *sorted((BENCH / "Parley.Bench").glob("Load*.cs")),
             *sorted((ROOT / "src/Parley/Storage/Migrations").glob("*.sql")), ROOT / "src/Parley.Core/Comments/Ranking.cs",
             ROOT / "src/Parley.Core/Comments/CommentText.cs", ROOT / "src/Parley.Core/Comments/CommentMarkup.cs"]
    for file in files:
        if file.exists():
            made_by.update(file.read_bytes())
    return "%s-%s" % (what[0], made_by.hexdigest()[:12])


def load(stories, folder, connection=None):
    """Loads what `stories` prints into a new database."""
    made = subprocess.Popen([sys.executable, BENCH / "stories", *map(str, stories)], stdout=subprocess.PIPE)
    command = ["dotnet", LOADER, "load", folder, *([connection] if connection else [])]
    stored = subprocess.run(list(map(str, command)), stdin=made.stdout, check=False)
    made.stdout.close()
    if made.wait() or stored.returncode:
        raise RuntimeError("loading %s failed" % " ".join(map(str, stories)))


def kept(*stories):
    """The folder of the database with these stories, which nobody writes to."""
    folder = KEPT / _key(stories)
    if not (folder / "whole").exists():
        say("making the discussions: %s" % " ".join(map(str, stories)))
        for older in KEPT.glob(stories[0] + "-*"):
            shutil.rmtree(older)
        load(stories, folder)
        (folder / "whole").touch()
    return folder


def copy(*stories):
    """A copy of them that may be written to."""
    folder = scratch() / "data"
    source = kept(*stories)
    folder.mkdir()
    subprocess.run(["cp", "--reflink=auto", *map(str, source.glob("parley.db*")), str(folder)], check=True)
    return folder
