"""A mail server on a free port of localhost: says `ready PORT`, then writes each mail as a line of JSON into a file.

What it does with the next mail stands in another file: ok, hang, or the answer to give, such as 451 or 550.
"""
import argparse
import asyncio
import json
import pathlib
import ssl

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

parser = argparse.ArgumentParser()
parser.add_argument("--security", choices=["starttls", "tls", "none"], required=True)
parser.add_argument("--certificate")
parser.add_argument("--key")
parser.add_argument("--user")
parser.add_argument("--password")
parser.add_argument("--journal", type=pathlib.Path, required=True)
parser.add_argument("--behaviour", type=pathlib.Path, required=True)
arguments = parser.parse_args()


class Handler:
    async def handle_DATA(self, server, session, envelope):
        behaviour = arguments.behaviour.read_text().strip()
        entry = {
            "to": envelope.rcpt_tos,
            "from": envelope.mail_from,
            "tls": session.ssl is not None or arguments.security == "tls",
            "authenticated": bool(session.authenticated),
            "content": envelope.content.decode("utf-8"),
            "answer": behaviour,
        }
        with arguments.journal.open("a") as journal:
            journal.write(json.dumps(entry) + "\n")
        if behaviour == "hang":
            await asyncio.sleep(3600)
        if behaviour == "ok":
            return "250 2.0.0 taken"
        return f"{behaviour} 4.0.0 no: {envelope.rcpt_tos[0]}"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword)
    good = good and data.login == arguments.user.encode() and data.password == arguments.password.encode()
    return AuthResult(success=good)


def main():
    context = None
    if arguments.security != "none":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(arguments.certificate, arguments.key)
    options = {"enable_SMTPUTF8": True}
    if arguments.user:
        # What comes by TLS from the first byte is not known as such to aiosmtpd.
        options |= {"authenticator": authenticate, "auth_required": True, "auth_require_tls": arguments.security == "starttls"}
    if arguments.security == "starttls":
        options |= {"tls_context": context, "require_starttls": True}

    async def serve():
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(Handler(), loop=loop, **options),
            "127.0.0.1",
            0,
            ssl=context if arguments.security == "tls" else None,
        )
        print(f"ready {server.sockets[0].getsockname()[1]}", flush=True)
        await server.serve_forever()

    asyncio.run(serve())


main()
