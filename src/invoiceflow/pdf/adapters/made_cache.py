"""A memory of documents made lately, bounded in bytes."""

from collections import OrderedDict
from collections.abc import Iterable

from invoiceflow.pdf.adapters.messages import Made


class MadeCache:
    """Keeps what was asked for last, up to ``max_bytes`` of files."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._made: OrderedDict[bytes, Made] = OrderedDict()

    def get(self, key: bytes) -> Made | None:
        """Return what was made, and count it as asked for just now."""
        found = self._made.get(key)
        if found is not None:
            self._made.move_to_end(key)
        return found

    def put(self, key: bytes, made: Made) -> None:
        """Keep it; what was asked for longest ago makes room."""
        replaced = self._made.pop(key, None)
        self._bytes += _size(made.files) - _size(replaced.files if replaced else ())
        self._made[key] = made
        while self._bytes > self._max_bytes:
            _, oldest = self._made.popitem(last=False)
            self._bytes -= _size(oldest.files)


def _size(files: Iterable[bytes]) -> int:
    return sum(map(len, files))
