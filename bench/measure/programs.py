"""The programs that are compared, each started on the server's core and stopped by its id."""
import gzip
import http.client
import os
import pathlib
import shutil
import subprocess
import time
import urllib.parse

from measure.machine import BENCH, LOAD_CORE, SERVER_CORE, Running, free_port, scratch
from measure.tools import BARE, NEIGHBOURS, PARLEY


class Program:
    name = ""

    def __init__(self):
        self.port = free_port()
        self.url = "http://127.0.0.1:%d" % self.port
        self.others = []

    @property
    def pids(self):
        return [self.running.pid, *(pid for other in self.others for pid in other.pids)]

    def wait_until_it_answers(self, path, patience=60):
        begin = time.monotonic()
        while True:
            if self.running.process.poll() is not None:
                raise RuntimeError("%s ended: %s" % (self.name, pathlib.Path(self.running.log).read_text()[-2000:]))
            try:
                if fetch(self.url + path)[0] == 200:
                    return
            except OSError:
                pass
            if time.monotonic() - begin > patience:
                raise RuntimeError("%s does not answer %s: %s" % (self.name, path, pathlib.Path(self.running.log).read_text()[-2000:]))
            time.sleep(0.01)

    def stop(self):
        self.running.stop()


class Parley(Program):
    name = "Parley"

    def __init__(self, data, database=None, program=PARLEY, environment=None, others=()):
        super().__init__()
        self.others = list(others)
        command = ["dotnet", program, "serve", "--urls", self.url, "--data", data]
        if database:
            command += ["--database", database]
        self.running = Running(command, environment={"PARLEY_LIMITS": "off", "PARLEY_PROOF_OF_WORK": "off", **(environment or {})})
        self.wait_until_it_answers("/health/live")

    @staticmethod
    def page(story):
        """The main page measured: the frame that publishers' pages embed, whole and readable without script."""
        return "/embed/bench?story=" + story

    @staticmethod
    def json(story):
        return "/api/v1/sites/bench/stories/%s/discussion" % story


class Bare(Program):
    name = "bare"

    def __init__(self, folder, headers=None):
        super().__init__()
        self.running = Running(["dotnet", BARE, folder, self.url, *([headers] if headers else [])])
        self.wait_until_it_answers("/ready.html")


class Nginx(Program):
    name = "nginx"

    def __init__(self, folder, core=SERVER_CORE):
        super().__init__()
        (folder / "ready.html").write_text("ready")
        (folder / "ready.html.gz").write_bytes(gzip.compress(b"ready"))
        own = scratch()
        configuration = own / "nginx.conf"
        configuration.write_text("""
%s
daemon off; worker_processes 1; pid %s/pid; error_log %s/error.log;
events { worker_connections 4096; }
http {
  types { text/html html; application/json json; text/javascript js; text/css css; }
  charset utf-8; charset_types text/html application/json;
  access_log off; sendfile on; tcp_nopush on; keepalive_timeout 120s; keepalive_requests 100000000;
  open_file_cache max=1000 inactive=60s; open_file_cache_valid 60s;
  gzip_static on; gzip_vary on; etag on;
  gzip on; gzip_types text/javascript text/css; gzip_comp_level 6;
  client_body_temp_path %s/body; proxy_temp_path %s/proxy; fastcgi_temp_path %s/fastcgi; uwsgi_temp_path %s/uwsgi; scgi_temp_path %s/scgi;
  server { listen 127.0.0.1:%d; root %s; }
}
""" % ("user root;" if os.geteuid() == 0 else "", own, own, own, own, own, own, own, self.port, folder))
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self.running = Running([program, "-c", configuration, "-e", own / "error.log"], core)
        self.wait_until_it_answers("/ready.html")


class Postgres(Program):
    """A private cluster with Debian's defaults: every commit is durable before it is acknowledged."""
    name = "PostgreSQL"

    def __init__(self):
        super().__init__()
        self.folder = scratch()
        tools = pathlib.Path("/usr/lib/postgresql/15/bin")
        self.tool = lambda name: str(tools / name) if (tools / name).exists() else name
        self.as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        if self.as_user:
            shutil.chown(self.folder, "postgres")
        subprocess.run([*self.as_user, self.tool("initdb"), "-D", self.folder / "cluster", "-U", "parley", "--auth=trust",
                        "--encoding=UTF8", "--locale=C.UTF-8"], check=True, capture_output=True, cwd="/")
        self.running = Running([*self.as_user, self.tool("postgres"), "-D", self.folder / "cluster", "-p", self.port,
                                "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + str(self.folder)], cwd="/")
        begin = time.monotonic()
        while subprocess.run([self.tool("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False).returncode:
            if time.monotonic() - begin > 60:
                raise RuntimeError("PostgreSQL does not start: " + pathlib.Path(self.running.log).read_text()[-2000:])
            time.sleep(0.1)

    def sql(self, text, database="postgres"):
        subprocess.run([self.tool("psql"), "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", "parley", "-v", "ON_ERROR_STOP=1",
                        database], input=text, text=True, check=True, capture_output=True)

    def new_database(self, name):
        self.sql("CREATE DATABASE " + name)
        return "Host=127.0.0.1;Port=%d;Database=%s;Username=parley" % (self.port, name)

    def stop(self):
        # Fast shutdown; the running process answers SIGTERM by waiting for clients.
        self.running.process.send_signal(2)
        self.running.stop()


class Waline(Program):
    """Waline on a PostgreSQL of its own, by its own settings without pace limit, spam check or look-ups of addresses."""
    name = "Waline"

    def __init__(self, postgres, load=None):
        super().__init__()
        self.others = [postgres]
        # Every request of this version asks an outside service which sign-ins it has. A file on the load's core answers
        # that at once and costs the server's core nothing.
        outside = scratch()
        (outside / "services.json").write_text('{"services":[]}')
        self.outside = Nginx(outside, LOAD_CORE)
        postgres.new_database("waline")
        postgres.sql((BENCH / "waline.sql").read_text(), "waline")
        if load:
            load(postgres)
        self.running = Running(
            ["node", NEIGHBOURS / "node_modules/@waline/vercel/vanilla.js", self.port], cwd=NEIGHBOURS,
            environment={
                "PORT": str(self.port), "PG_HOST": "127.0.0.1", "PG_PORT": str(postgres.port), "PG_DB": "waline",
                "PG_USER": "parley", "PG_PASSWORD": "parley", "JWT_TOKEN": "bench", "IPQPS": "0", "AKISMET_KEY": "false",
                "DISABLE_REGION": "true", "DISABLE_AUTHOR_NOTIFY": "true", "SITE_URL": "http://localhost", "SITE_NAME": "bench",
                "NODE_ENV": "production",
                "OAUTH_URL": self.outside.url + "/services.json"})
        self.wait_until_it_answers(self.page("t13"))

    @staticmethod
    def page(story):
        """What its client asks for first: ten branches, newest first."""
        return "/api/comment?path=%2F" + story + "&pageSize=10&page=1&lang=en&sortBy=insertedAt_desc"

    def stop(self):
        super().stop()
        self.outside.stop()
        for other in self.others:
            other.stop()


def fetch(url, headers=None, method="GET", body=None):
    """Status, headers in lower case, and body as it came."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    try:
        connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), body=body, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    finally:
        connection.close()
