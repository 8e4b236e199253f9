"""What the measuring needs and builds; all of it ends up in the ignored folder .cache or in the usual build output."""
import json
import os
import shutil
import subprocess

from measure.machine import CACHE, ROOT, say

NEIGHBOURS = CACHE / "neighbours"
# As published when this was written; @waline/client and twikoo are what their pages load.
PACKAGES = {"@waline/vercel": "1.39.3", "@waline/client": "3.15.2", "twikoo": "1.7.9"}

# What ./parley makes and runs; beside it the same without compiling ahead of time.
PARLEY = ROOT / "artifacts/parley/publish/Parley/release/parley.dll"
PLAIN = ROOT / "artifacts/bin/Parley/release/parley.dll"
BARE = ROOT / "artifacts/bin/Bare/release/bare.dll"
LOADER = ROOT / "artifacts/bin/Parley.Bench/release/parley-bench.dll"


def run(command, what, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, **options)
    if done.returncode:
        raise RuntimeError("%s failed:\n%s\n%s" % (what, done.stdout[-3000:], done.stderr[-3000:]))
    return done.stdout


def install():
    wanted = [package for package, there in (
        ("wrk", shutil.which("wrk")), ("nginx-light", shutil.which("nginx")), ("chromium", shutil.which("chromium")),
        ("postgresql-15", os.path.exists("/usr/lib/postgresql/15/bin/initdb") or shutil.which("initdb"))) if not there]
    if not wanted:
        return
    say("installing " + ", ".join(wanted))
    root = [] if os.geteuid() == 0 else ["sudo"]
    run([*root, "apt-get", "update", "-qq"], "apt-get update")
    # Debian starts what it installs; ours is started by us.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    run([*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *wanted], "apt-get install", env=environment)


def install_neighbours():
    """False, with the reason said, where they cannot be had."""
    marker = NEIGHBOURS / "installed.json"
    if marker.exists() and json.loads(marker.read_text()) == PACKAGES:
        return True
    if not shutil.which("npm"):
        say("no npm: the neighbours are left out")
        return False
    say("installing the neighbours from npm")
    NEIGHBOURS.mkdir(parents=True, exist_ok=True)
    (NEIGHBOURS / "package.json").write_text('{"name":"neighbours","private":true}')
    try:
        run(["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *("%s@%s" % p for p in PACKAGES.items())],
            "npm install", cwd=NEIGHBOURS)
    except RuntimeError as error:
        say("the neighbours are left out: %s" % error)
        return False
    marker.write_text(json.dumps(PACKAGES))
    return True


def build():
    say("building Parley, the bare program and the loader")
    environment = {**os.environ, "DOTNET_NOLOGO": "1", "DOTNET_CLI_TELEMETRY_OPTOUT": "1"}
    run([ROOT / "parley", "version"], "building Parley", env=environment)
    # The loader brings the plain Parley along.
    for project in ("bench/Bare", "bench/Parley.Bench"):
        run(["dotnet", "build", ROOT / project, "-c", "Release", "--nologo", "-v", "quiet"], "building " + project, env=environment)
