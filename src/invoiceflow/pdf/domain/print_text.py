"""Text as it can be printed: without what no font shows, and without what would turn a line around."""

import re
import unicodedata
from collections.abc import Container

UNSHOWABLE = "\u25a1"
"""An empty box, where a character was that no font shows."""

_BREAK_HERE = "\u200b"

# The explicit embeddings, overrides and isolates of bidirectional text: the document sets its own, and a
# stray one would print an amount or a name backwards.
_TURNING = "\u202a-\u202e\u2066-\u2069"
# Control characters but the line break, the soft hyphen, marks of byte order and annotation, tags.
_INVISIBLE = "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\ufeff\ufff0-\ufffb\U000e0000-\U000e0fff"
_DROPPED = re.compile(f"[{_TURNING}{_INVISIBLE}]")
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

# What only marks, joins or colours the character before it; without that one it says nothing.
_JOINING = frozenset({"Mn", "Me", "Cf", "Sk"})

# Latin, Greek, Cyrillic and the like break lines at spaces; a run without any would spill over its column.
_LONG_RUN = re.compile(r"[^\s\u2e80-\U0010ffff]{41,}")
_RUN_PART = 20


def printable(text: str, showable: Container[int]) -> str:
    """
    Return the text with a box for every character that is not ``showable`` (code points).

    Line breaks stay, tabs become spaces, invisible controls go; runs of over 40 characters can be broken.
    """
    composed = _composed(text)
    shown = _boxed(composed, showable) if _missing(composed, showable) else composed
    return _LONG_RUN.sub(_breakable, shown)


def unshown_in(text: str, showable: Container[int]) -> frozenset[int]:
    """Return the code points of a text that ``printable`` puts boxes for."""
    return _missing(_composed(text), showable)


def _missing(text: str, showable: Container[int]) -> frozenset[int]:
    return frozenset(ord(char) for char in set(text) if char != "\n" and ord(char) not in showable)


def _composed(text: str) -> str:
    plain = _LINE_BREAK.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _DROPPED.sub("", plain))


def _boxed(text: str, showable: Container[int]) -> str:
    shown: list[str] = []
    after_box = False
    for char in text:
        if after_box and unicodedata.category(char) in _JOINING:
            continue
        after_box = char != "\n" and ord(char) not in showable
        shown.append(UNSHOWABLE if after_box else char)
    return "".join(shown)


def _breakable(run: re.Match[str]) -> str:
    text = run[0]
    return _BREAK_HERE.join(text[at : at + _RUN_PART] for at in range(0, len(text), _RUN_PART))
