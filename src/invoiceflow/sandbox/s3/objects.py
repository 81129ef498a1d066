"""Objects of one bucket in a folder, and uploads in parts on their way."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote, unquote

from invoiceflow.sandbox.aws.asked import Refused


@dataclass(frozen=True, slots=True)
class Upload:
    """A large object on its way: its parts by their numbers."""

    key: str
    parts: dict[int, bytes]


class Objects:
    """A bucket. Objects survive a restart; uploads in parts do not."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.uploads: dict[str, Upload] = {}

    def put(self, key: str, content: bytes, *, only_new: bool = False) -> str:
        """Keep an object and return its tag."""
        if not key or len(key.encode()) > 200:  # S3 takes 1,024; a file's name takes less
            raise Refused(400, "KeyTooLongError")
        path = self._path(key)
        if only_new and path.exists():
            raise Refused(412, "PreconditionFailed")
        part = path.with_name(f".{token_hex(8)}")
        part.write_bytes(content)
        part.replace(path)
        return tag_of(content)

    def get(self, key: str) -> bytes:
        """Return an object."""
        try:
            return self._path(key).read_bytes()
        except FileNotFoundError:
            raise Refused(404, "NoSuchKey") from None

    def remove(self, key: str) -> None:
        """Remove an object, if it is there."""
        self._path(key).unlink(missing_ok=True)

    def keys(self, prefix: str) -> list[str]:
        """Return the keys that begin so, in their order."""
        names = (path.name for path in self._folder.iterdir() if not path.name.startswith("."))
        return sorted(key for key in map(unquote, names) if key.startswith(prefix))

    def begin(self, key: str) -> str:
        """Begin an upload in parts and return its id."""
        upload_id = token_hex(16)
        self.uploads[upload_id] = Upload(key, {})
        return upload_id

    def upload(self, upload_id: str) -> Upload:
        """Return an upload on its way."""
        if upload_id not in self.uploads:
            raise Refused(404, "NoSuchUpload")
        return self.uploads[upload_id]

    def finish(self, upload_id: str) -> str:
        """Put the parts together. None but the last may be under 5 MiB."""
        upload = self.upload(upload_id)
        parts = [upload.parts[number] for number in sorted(upload.parts)]
        if not parts or any(len(part) < 5 * 1024 * 1024 for part in parts[:-1]):
            raise Refused(400, "EntityTooSmall" if parts else "MalformedXML")
        del self.uploads[upload_id]
        return self.put(upload.key, b"".join(parts))

    def _path(self, key: str) -> Path:
        return self._folder / quote(key, safe="")


def tag_of(content: bytes) -> str:
    """Return the tag of an object or part, in its quotes."""
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
