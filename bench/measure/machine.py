"""Processes on their cores, what they cost, and what the machine is."""
import atexit
import datetime
import os
import pathlib
import platform
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

BENCH = pathlib.Path(__file__).resolve().parent.parent
ROOT = BENCH.parent
CACHE = BENCH / ".cache"
TICK = os.sysconf("SC_CLK_TCK")

# Servers have one core to themselves and the load has the other.
SERVER_CORE, LOAD_CORE = 0, 1

_running = []
_scratch = []


def say(text):
    print("%s  %s" % (datetime.datetime.now().strftime("%H:%M:%S"), text), file=sys.stderr, flush=True)


def scratch():
    """A folder of this run's own, gone when it ends; on the disk of the temporary folder, not in memory."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="parley-bench-"))
    folder.chmod(0o755)
    _scratch.append(folder)
    return folder


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Running:
    """A process this run started; it is ended by its id and by nothing else."""

    def __init__(self, command, core=SERVER_CORE, environment=None, cwd=None, log=None):
        self.log = log or scratch() / "log"
        with open(self.log, "ab") as output:
            self.process = subprocess.Popen(
                ["taskset", "-c", str(core), *map(str, command)], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                cwd=cwd, env={**os.environ, "DOTNET_NOLOGO": "1", **(environment or {})})
        self.pid = self.process.pid
        _running.append(self)

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self in _running:
            _running.remove(self)


def tree(pid):
    """The process and all below it."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parents.setdefault(int(open("/proc/%s/stat" % entry).read().rsplit(")", 1)[1].split()[1]), []).append(int(entry))
            except (OSError, IndexError):
                pass
    found, rest = [], [pid]
    while rest:
        here = rest.pop()
        found.append(here)
        rest += parents.get(here, [])
    return found


def cpu_seconds(*pids):
    """What processes and all below them have used, their ended children included; exact to a hundredth of a second."""
    total = 0
    for pid in (p for root in pids for p in tree(root)):
        try:
            fields = open("/proc/%d/stat" % pid).read().rsplit(")", 1)[1].split()
            # utime, stime, and those of children that were waited for.
            total += sum(map(int, fields[11:15]))
        except (OSError, IndexError):
            pass
    return total / TICK


def fine_cpu_seconds(*pids):
    """The same to the nanosecond, but only of threads that are alive: for short stretches of work."""
    total = 0
    for pid in (p for root in pids for p in tree(root)):
        try:
            for thread in os.listdir("/proc/%d/task" % pid):
                total += int(open("/proc/%d/task/%s/schedstat" % (pid, thread)).read().split()[0])
        except (OSError, IndexError):
            pass
    return total / 1e9


def memory_mib(*pids):
    """Resident memory of processes and all below them; pages that PostgreSQL's processes share count once each (Pss)."""
    total = 0
    for pid in (p for root in pids for p in tree(root)):
        try:
            for line in open("/proc/%d/smaps_rollup" % pid):
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
        except OSError:
            pass
    return total / 1024


def fsyncs_per_second(folder, seconds):
    """How often the device under a folder makes 4 KiB durable: the bound of one commit after another."""
    file = os.open(folder / "fsync", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    try:
        block, count, begin = b"\0" * 4096, 0, time.monotonic()
        while time.monotonic() - begin < seconds:
            os.write(file, block)
            os.fsync(file)
            count += 1
        return count / (time.monotonic() - begin)
    finally:
        os.close(file)
        os.unlink(folder / "fsync")


def output_of(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, text=True, **options).stdout.strip()


def facts():
    model = next((line.split(":", 1)[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    memory = next(int(line.split()[1]) for line in open("/proc/meminfo") if line.startswith("MemTotal"))
    release = platform.freedesktop_os_release()
    changed = output_of("git", "status", "--porcelain", "--untracked-files=no", "--", "src", cwd=ROOT)
    return {
        "machine": "%d cores (%s), %d GiB, %s" % (
            os.cpu_count(), model or platform.machine(), round(memory / 2 ** 20), release.get("PRETTY_NAME", "Linux").split(" (")[0]),
        "dotnet": output_of("dotnet", "--list-runtimes").split("Microsoft.AspNetCore.App ")[-1].split()[0],
        "commit": output_of("git", "rev-parse", "--short=10", "HEAD", cwd=ROOT) + ("-changed" if changed else ""),
        "date": datetime.date.today().isoformat(),
    }


def clean_up():
    for process in list(_running)[::-1]:
        process.stop()
    for folder in _scratch:
        shutil.rmtree(folder, ignore_errors=True)


def tidy_at_the_end():
    atexit.register(clean_up)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(130))
