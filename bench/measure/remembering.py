"""Resident memory: idle, after hundreds of stories out of 100,000 comments have been read, and with 10,000 live streams."""
import resource
import select
import socket
import sqlite3
import time

from measure import discussions
from measure.machine import memory_mib, say
from measure.programs import Parley, fetch

# What garbage collection gives back, it gives back within a few seconds of rest.
REST = 6


def _streams(parley, story, count):
    """Opens that many live streams and leaves them open; how many were answered as streams."""
    limit = count + 1_000
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, max(hard, limit)))
    request = ("GET /api/v1/sites/bench/stories/%s/live HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/event-stream\r\n\r\n"
               % (story, parley.port)).encode()
    opened, refused, waiting = [], 0, {}
    poll = select.epoll()
    for n in range(count):
        # Each thousand from a loopback address of its own: the server caps streams by address, as it should.
        connection = socket.socket()
        connection.bind(("127.0.%d.%d" % (1 + n // 200 // 200, 1 + n // 200 % 200), 0))
        connection.connect(("127.0.0.1", parley.port))
        connection.sendall(request)
        poll.register(connection, select.EPOLLIN)
        waiting[connection.fileno()] = connection
        opened.append(connection)
        if len(waiting) >= 200 or n == count - 1:
            begin = time.monotonic()
            while waiting and time.monotonic() - begin < 20:
                for number, _ in poll.poll(1):
                    connection = waiting.pop(number, None)
                    if connection is None:
                        continue
                    poll.unregister(number)
                    head = connection.recv(2048)
                    refused += b" 200 " not in head.split(b"\r\n", 1)[0] or b"text/event-stream" not in head
    return opened, len(opened) - refused - len(waiting)


def run(options):
    total = 12_000 if options.quick else 100_000
    data = discussions.copy("corpus", "--total", total)
    with sqlite3.connect("file:%s/parley.db?mode=ro" % data, uri=True) as db:
        stories = [key for key, in db.execute("SELECT key FROM stories ORDER BY comment_count DESC LIMIT 500")]
    parley = Parley(data)
    fetch(parley.url + Parley.page("t13"))
    time.sleep(REST)
    result = {"comments": total, "idle": memory_mib(*parley.pids)}
    say("idle: %.0f MiB" % result["idle"])
    for story in stories:
        fetch(parley.url + Parley.page(story), {"Accept-Encoding": "gzip"})
    time.sleep(REST)
    result["stories"], result["read"] = len(stories), memory_mib(*parley.pids)
    say("after reading %d stories: %.0f MiB" % (len(stories), result["read"]))
    parley.stop()

    parley = Parley(data)
    begin = time.monotonic()
    try:
        opened, streams = _streams(parley, "t100", options.streams)
        result["opening"] = time.monotonic() - begin
        time.sleep(REST)
        result["asked"], result["streams"] = options.streams, streams
        result["streaming"] = memory_mib(*parley.pids)
        say("%d of %d streams open: %.0f MiB" % (streams, options.streams, result["streaming"]))
        for connection in opened:
            connection.close()
    except OSError as error:
        say("no streams: %s" % error)
    parley.stop()
    return result
