"""The messages that were caught, newest first, each a file of its own."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from secrets import token_hex
from typing import Final

_KEPT: Final = 1000


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a message came, whatever its headers claim. `id` sorts by arrival."""

    id: str
    at: str
    sender: str
    recipients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """A message, opened."""

    envelope: Envelope
    subject: str
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    raw: bytes


class Box:
    """Keeps the newest thousand messages in a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._oldest_first = [_read_envelope(file) for file in sorted(folder.glob("*.json"))]

    def keep(self, raw: bytes, sender: str, recipients: Sequence[str], at: datetime) -> Envelope:
        """Store a message; the oldest makes room for it."""
        name = f"{at:%Y%m%d%H%M%S}-{len(self._oldest_first):06}-{token_hex(3)}"
        envelope = Envelope(name, at.strftime("%Y-%m-%dT%H:%M:%SZ"), sender, tuple(recipients))
        self._path(name, "eml").write_bytes(raw)
        self._path(name, "json").write_text(json.dumps(asdict(envelope)))
        self._oldest_first.append(envelope)
        while len(self._oldest_first) > _KEPT:
            self.remove(self._oldest_first[0].id)
        return envelope

    def mails(self, *, recipient: str = "") -> tuple[Mail, ...]:
        """Return all messages, newest first, or those to one address."""
        wanted = recipient.lower()
        fits = [
            envelope
            for envelope in reversed(self._oldest_first)
            if not wanted or wanted in (address.lower() for address in envelope.recipients)
        ]
        return tuple(self._open(envelope) for envelope in fits)

    def find(self, name: str) -> Mail | None:
        """Return the message of this id."""
        known = (envelope for envelope in self._oldest_first if envelope.id == name)
        envelope = next(known, None)
        return self._open(envelope) if envelope else None

    def remove(self, name: str) -> None:
        """Delete the message of this id, if there is one."""
        self._oldest_first = [envelope for envelope in self._oldest_first if envelope.id != name]
        for suffix in ("eml", "json"):
            self._path(name, suffix).unlink(missing_ok=True)

    def clear(self) -> None:
        """Delete all messages."""
        for envelope in tuple(self._oldest_first):
            self.remove(envelope.id)

    def _open(self, envelope: Envelope) -> Mail:
        raw = self._path(envelope.id, "eml").read_bytes()
        message = message_from_bytes(raw, policy=policy.default)
        return Mail(
            envelope=envelope,
            subject=str(message.get("subject", "")),
            headers=tuple((name, str(value)) for name, value in message.items()),
            text=_body(message, "plain"),
            html=_body(message, "html"),
            attachments=tuple(_attachment(part) for part in message.iter_attachments()),
            raw=raw,
        )

    def _path(self, name: str, suffix: str) -> Path:
        return self._folder / f"{name}.{suffix}"


def _read_envelope(file: Path) -> Envelope:
    fields = json.loads(file.read_text())
    return Envelope(**{**fields, "recipients": tuple(fields["recipients"])})


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part else ""


def _attachment(part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    name = part.get_filename() or "unnamed"
    return Attachment(name, part.get_content_type(), content if isinstance(content, bytes) else b"")
