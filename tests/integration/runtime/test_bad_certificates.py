"""Servers that cannot prove who they are: nothing is said to them, and no password."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from ipaddress import ip_address
from pathlib import Path

import asyncpg
import pytest
from cryptography import x509
from redis.exceptions import ConnectionError as RedisConnectionError
from sqlalchemy import text

from certificates import made
from invoiceflow.runtime.database import Database
from invoiceflow.runtime.mail import MailDelayed, SmtpMailer
from invoiceflow.runtime.reads import HotReads
from invoiceflow.runtime.redis import connect
from messages import MESSAGE

HERE, PASSWORD = "127.0.0.1", "canary-password"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Listener:
    """A server that shows its certificate, after what comes before it, and keeps what it is told then."""

    def __init__(self, certificate: ssl.SSLContext, *, before: Talk | None = None) -> None:
        self._certificate, self._before = certificate, before
        self.heard = b""

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[int]:
        """Listen at a port, and yield it."""
        at_once = None if self._before else self._certificate
        async with await asyncio.start_server(self._talk, HERE, 0, ssl=at_once) as server:
            yield server.sockets[0].getsockname()[1]

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            if self._before:
                await self._before(reader, writer)
                await writer.start_tls(self._certificate)
            self.heard += await reader.read(1000)
        except (ssl.SSLError, ConnectionError):
            pass  # it was not believed
        finally:
            writer.close()


async def takes_tls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer PostgreSQL's question whether it may be encrypted."""
    await reader.readexactly(8)
    writer.write(b"S")


async def offers_starttls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Greet as a mail server that takes STARTTLS."""
    writer.write(b"220 here\r\n")
    await reader.readline()
    writer.write(b"250-here\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n")
    await reader.readline()
    writer.write(b"220 go on\r\n")


@pytest.fixture(params=["unknown", "of another"])
def certificate(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[ssl.SSLContext, Path]:
    """Return one that nobody vouches for, or one that is believed, of another host; and the file of who is believed."""
    folders = [tmp_path / name for name in ("shown", "believed")]
    for folder in folders:
        folder.mkdir()
    if request.param == "of another":
        return made(folders[0], x509.DNSName("other.example"))
    shown, _ = made(folders[0], x509.IPAddress(ip_address(HERE)))
    _, believed = made(folders[1], x509.IPAddress(ip_address(HERE)))
    return shown, believed


async def test_postgresql_is_told_nothing(certificate: tuple[ssl.SSLContext, Path]) -> None:
    """Neither the connections of transactions nor those of hot reads begin."""
    server, believed = certificate
    listener = Listener(server, before=takes_tls)
    async with listener.listening() as port:
        url = f"postgresql://if_app:{PASSWORD}@{HERE}:{port}/i?sslmode=verify-full&sslrootcert={believed}"
        database = Database(url)
        with pytest.raises(ssl.SSLCertVerificationError):
            async with database.without_tenant() as connection:
                await connection.execute(text("SELECT 1"))
        await database.close()
        with pytest.raises(ssl.SSLCertVerificationError):
            await HotReads(url).open()
    assert listener.heard == b""


async def test_redis_is_told_nothing(certificate: tuple[ssl.SSLContext, Path]) -> None:
    """The first command fails, and no name and no password was sent."""
    server, believed = certificate
    listener = Listener(server)
    async with listener.listening() as port:
        client = connect(f"rediss://:{PASSWORD}@{HERE}:{port}?ssl_ca_certs={believed}")
        with pytest.raises(RedisConnectionError, match="CERTIFICATE_VERIFY_FAILED"):
            await client.ping()
        await client.aclose()
    assert listener.heard == b""


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
async def test_a_mail_server_is_told_nothing(
    certificate: tuple[ssl.SSLContext, Path], scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Encrypted from the start or by STARTTLS, the message waits."""
    server, believed = certificate
    monkeypatch.setenv("SSL_CERT_FILE", str(believed))
    listener = Listener(server, before=offers_starttls if scheme == "smtp" else None)
    async with listener.listening() as port:
        mailer = SmtpMailer(f"{scheme}://me:{PASSWORD}@{HERE}:{port}", "us@example.com", must_encrypt=True)
        with pytest.raises(MailDelayed, match=r"(?i)certificate.verify.failed"):
            await mailer.send(MESSAGE)
    assert listener.heard == b""


async def test_who_proves_to_be_the_host_is_spoken_to(tmp_path: Path) -> None:
    """The same server with a certificate of its own, believed: it hears of us. So the tests above fail for its lack."""
    server, believed = made(tmp_path, x509.IPAddress(ip_address(HERE)))
    listener = Listener(server, before=takes_tls)
    async with listener.listening() as port:
        url = f"postgresql://if_app:{PASSWORD}@{HERE}:{port}/i?sslmode=verify-full&sslrootcert={believed}"
        with pytest.raises(asyncpg.ConnectionDoesNotExistError):
            await HotReads(url).open()
    assert b"if_app" in listener.heard
