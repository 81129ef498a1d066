"""Mail: which answers of a server are final, and how its URL is read."""

import asyncio
import base64
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from invoiceflow.runtime.mail import MailDelayed, MailRefused, SmtpMailer
from messages import MESSAGE

USUAL = {"EHLO": "250-tests\r\n250 AUTH PLAIN", "DATA": "354 Go on", "": "250 Fine", "AUTH": "235 Welcome"}


@asynccontextmanager
async def server(answers: Mapping[str, str], heard: list[str]) -> AsyncIterator[int]:
    """Yield the port of a server that answers each command as told, and the message's end by the key ``.``."""
    said = {**USUAL, **answers}

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        in_message = False
        writer.write(f"{said.get('hello', '220 tests')}\r\n".encode())
        async for raw in reader:
            line = raw.decode().rstrip("\r\n")
            if in_message and line != ".":
                continue
            heard.append(line)
            command = "." if in_message else line.split(maxsplit=1)[0].split(":")[0].upper()
            answer = said.get(command, said[""])
            in_message = command == "DATA" and answer.startswith("354")
            writer.write(f"{answer}\r\n".encode())
        writer.close()

    listening = await asyncio.start_server(talk, "127.0.0.1", 0)
    async with listening:
        yield listening.sockets[0].getsockname()[1]


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ({"RCPT": "550 No such person"}, MailRefused),
        ({"DATA": "554 Not wanted"}, MailRefused),
        ({"RCPT": "451 Later"}, MailDelayed),
        ({"MAIL": "553 Unknown sender"}, MailDelayed),
        ({"AUTH": "535 Wrong password"}, MailDelayed),
        ({"EHLO": "550 Go away", "HELO": "550 Go away"}, MailDelayed),
        ({"hello": "554 Closed"}, MailDelayed),
    ],
)
async def test_only_the_recipient_and_the_message_are_refused_for_good(
    answers: dict[str, str], verdict: type[Exception]
) -> None:
    """What is wrong with our side of the conversation can be put right while the message waits."""
    async with server(answers, []) as port:
        with pytest.raises(verdict):
            await SmtpMailer(f"smtp://me:pass@127.0.0.1:{port}", "us@example.com").send(MESSAGE)


async def test_name_and_password_are_decoded() -> None:
    """A name with an at sign and a password with a slash stand percent-encoded in the URL."""
    heard: list[str] = []
    async with server({}, heard) as port:
        url = f"smtp://me%40example.com:a%2Fb@127.0.0.1:{port}"
        await SmtpMailer(url, "us@example.com").send(MESSAGE)
    (given,) = [line.split()[-1] for line in heard if line.startswith("AUTH PLAIN")]
    assert base64.b64decode(given) == b"\0me@example.com\0a/b"


async def test_a_server_in_the_clear_is_told_no_password() -> None:
    """Where others could read along, who takes no STARTTLS gets neither name nor message, and the message waits."""
    heard: list[str] = []
    async with server({}, heard) as port:
        mailer = SmtpMailer(f"smtp://me:pass@127.0.0.1:{port}", "us@example.com", must_encrypt=True)
        with pytest.raises(MailDelayed):
            await mailer.send(MESSAGE)
    assert heard
    assert not [line for line in heard if line.startswith(("AUTH", "MAIL", "DATA"))]
