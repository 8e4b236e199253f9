"""A real mail server (aiosmtpd) that does what a test tells it to.

Says on standard output, one JSON a line, what happens; hears on standard input, one word a line, how to behave:
take, refuse, put-off, slow, hang-up-after, hang-up-before, greylist, down, up.
With "starttls" or "implicit" and the files of a certificate and its key it speaks TLS, and wants the password "p@ss".
"""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult


def say(**what):
    print(json.dumps(what), flush=True)


class Mailbox:
    def __init__(self):
        self.mood = "take"
        self.met = set()

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        say(event="rcpt", to=address)
        if self.mood == "refuse":
            return f"550 5.1.1 <{address}>: no such mailbox"
        if self.mood == "put-off":
            return "451 4.7.1 come again later"
        if self.mood == "greylist" and address not in self.met:
            self.met.add(address)
            return "450 4.2.0 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.mood == "hang-up-before":
            server.transport.abort()
            return "250 OK"
        while self.mood == "slow":
            await asyncio.sleep(0.05)
        say(event="letter", sender=envelope.mail_from, to=envelope.rcpt_tos, text=envelope.content.decode("ascii"))
        if self.mood == "hang-up-after":
            server.transport.abort()
        return "250 OK"


async def main():
    loop = asyncio.get_running_loop()
    mailbox = Mailbox()

    way = sys.argv[1] if len(sys.argv) > 1 else None
    tls = None
    if way:
        tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        tls.load_cert_chain(sys.argv[2], sys.argv[3])

    def knows(server, session, envelope, mechanism, data):
        return AuthResult(success=data.login == b"parley" and data.password == b"p@ss", handled=False)

    def conversation():
        if not way:
            return SMTP(mailbox, hostname="mail.example", enable_SMTPUTF8=False)
        starts = way == "starttls"
        return SMTP(mailbox, hostname="mail.example", enable_SMTPUTF8=False, tls_context=tls if starts else None,
                    require_starttls=starts, authenticator=knows, auth_required=True, auth_require_tls=starts)

    implicit = tls if way == "implicit" else None
    server = await loop.create_server(conversation, "127.0.0.1", 0, ssl=implicit)
    port = server.sockets[0].getsockname()[1]
    say(event="listening", port=port)
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        word = line.decode().strip()
        if word == "down":
            server.close()
            await server.wait_closed()
        elif word == "up":
            server = await loop.create_server(conversation, "127.0.0.1", port, ssl=implicit)
        else:
            mailbox.mood = word
        say(event="mood", mood=word)


asyncio.run(main())
