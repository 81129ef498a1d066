"""
Names that people give themselves and their tenants, which strangers read in emails from our address.

Whoever names themselves "Your account is locked, visit …" writes those emails, in part. So a name is one line, holds
no sign that nobody sees or that turns the text around it, and no address; and emails quote it, cut it, and break up
what a mail program would make a link of. Rule: docs/security/names.md.
"""

import re
import unicodedata

from invoiceflow.kernel.errors import Invalid

LONGEST_QUOTED = 80
"""Characters of a name that an email shows."""

# Joiners are letters' business in Persian and in the scripts of India, and hold emoji together.
_JOINERS = "\u200c\u200d"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
_ADDRESS = re.compile(r"://|\bwww\.|\bmailto:|[^\s.]\.[^\W\d_]{2,}/", re.IGNORECASE)
_LINKED = re.compile(r"(?<=\w)([.@:/])(?=\w)")
_BREAK = "\u200b"
_FROM_THE_RIGHT = frozenset({"R", "AL"})


def checked_name(name: str, *, pointer: str = "/name") -> str:
    """
    Return a name without blanks around it.

    Raises:
        Invalid: it is empty, has signs that are not seen, or an address in it.
    """
    found = name.strip()
    if not found or len(found) > 200:
        raise Invalid.field(pointer, "text.name", "A name is needed: at most 200 characters, on one line.")
    if any(_is_unseen(sign) for sign in found):
        raise Invalid.field(pointer, "name.unseen", "Leave out line breaks and signs that are not seen.")
    if _ADDRESS.search(found):
        raise Invalid.field(pointer, "name.address", "Write a name without an address of a website in it.")
    return found


def cleaned_name(told: str, instead: str) -> str:
    """Return a name as a provider told it, in a form that counts as one; or what is there ``instead``."""
    seen = "".join(" " if _is_unseen(sign) else sign for sign in told)
    try:
        return checked_name(" ".join(seen.split())[:200])
    except Invalid:
        return instead


def quoted(name: str) -> str:
    """Return a name for an email from our address: quoted, on one line, cut, and nothing in it to click on."""
    line = " ".join("".join(" " if _is_unseen(sign) else sign for sign in name).split())
    cut = line if len(line) <= LONGEST_QUOTED else line[: LONGEST_QUOTED - 1].rstrip() + "…"
    return f"“{_LINKED.sub(lambda found: found[1] + _BREAK, cut)}”"


def isolated(name: str) -> str:
    """Return a name for a sentence of ours, whose order it leaves alone where it is written from right to left."""
    if any(unicodedata.bidirectional(sign) in _FROM_THE_RIGHT for sign in name):
        return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
    return name


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) in _UNSEEN and sign not in _JOINERS
