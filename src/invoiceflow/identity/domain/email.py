"""
Email addresses as identities: one spelling for each, and none that looks like another.

What was proven is that somebody reads what is sent to exactly this text; so only this text is sent to, stored and
compared. Dots and ``+tags`` stay, since only the host knows whether it ignores them.
"""

import re

from invoiceflow.kernel.errors import Invalid

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@((?:{_LABEL}\.)+[a-z](?:[a-z0-9-]{{0,61}}[a-z0-9]))")
MAX_CHARACTERS = 254
MAX_LOCAL_CHARACTERS = 64


def canonical(address: str, *, pointer: str = "/email") -> str:
    """
    Return an address in small letters, without blanks around it.

    Only ASCII is taken: letters of other scripts that look like Latin ones are other addresses, and a domain in
    another script is written as its mail server knows it (``xn--…``), where nobody takes it for another.

    Raises:
        Invalid: it is none, or one that we do not send to.
    """
    found = address.strip()
    if not found.isascii():
        raise Invalid.field(
            pointer, "email.not_ascii", "Use plain Latin letters; write other domains as xn--…"
        )
    found = found.lower()
    match = _ADDRESS.fullmatch(found) if len(found) <= MAX_CHARACTERS else None
    if match is None or len(match[1]) > MAX_LOCAL_CHARACTERS:
        raise Invalid.field(pointer, "email.malformed", "Write an email address such as anna@example.com.")
    return found
