"""What the address of the audit log asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from invoiceflow.kernel.errors import Invalid
from invoiceflow.reporting.queries.audit_log import GROUPS, LogWanted
from invoiceflow.reporting.web.unread import Unread, unread_filters

KINDS = {"group": "a kind of entry", "about": "an object", "since": "a date", "until": "a date"}
_MOST_DIGITS = 15


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of an address. What cannot be read counts as not set (``unread_in``), but for a place in the list."""

    actor: str = ""
    group: str = ""
    about: UUID | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Return whether any filter is set."""
        return self != Asked()

    def wanted(self) -> LogWanted:
        """Return the filters as the log is read by."""
        return LogWanted(
            actor=self.actor, group=self.group, object_id=self.about, since=self.since, until=self.until
        )

    def address(self, path: str, **more: str) -> str:
        """Return the address of these filters, with what else it shall say."""
        said = {
            "actor": self.actor,
            "group": self.group,
            "about": str(self.about or ""),
            "since": self.since.isoformat() if self.since else "",
            "until": self.until.isoformat() if self.until else "",
            **more,
        }
        query = urlencode({name: value for name, value in said.items() if value})
        return f"{path}?{query}" if query else path


def asked(parameters: Mapping[str, str]) -> Asked:
    """Return the filters of an address."""
    group = parameters.get("group", "")
    return Asked(
        actor=parameters.get("actor", "").replace("\0", "").strip()[:200],
        group=group if group in GROUPS else "",
        about=_id(parameters.get("about", "")),
        since=_day(parameters.get("since", "")),
        until=_day(parameters.get("until", "")),
    )


def unread_in(parameters: Mapping[str, str], read: Asked) -> tuple[Unread, ...]:
    """Return what the address asks for in vain."""
    return unread_filters(parameters, read, KINDS)


def at_place(wanted: LogWanted, parameters: Mapping[str, str]) -> LogWanted:
    """
    Return what is wanted from a place in the list on.

    Raises:
        Invalid: the place is none.
    """
    return replace(wanted, after=_place(parameters, "after"), before=_place(parameters, "before"))


def _place(parameters: Mapping[str, str], name: str) -> int | None:
    given = parameters.get(name, "")
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= _MOST_DIGITS):
        raise Invalid.field(f"/{name}", "cursor.malformed", "Use the link to the next page.")
    return int(given)


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1970 <= day.year <= 2199 else None
