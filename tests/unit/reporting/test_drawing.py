"""The rows of the list, which Python writes without a template to escape for it."""

from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from uuid import UUID

import pytest

from invoiceflow.kernel.ids import InvoiceId
from invoiceflow.reporting.queries.invoice_list import Row
from invoiceflow.reporting.web.invoices.drawing import drawn
from invoiceflow.reporting.web.invoices.row import list_row

TODAY = date(2026, 11, 23)
HOSTILE = """"><script>alert(1)</script><a href='javascript:x' onclick="x">&lt;{{ 7 }}"""
STATES = ("draft", "issued", "partially_paid", "paid", "void", "uncollectible")


class Seen(HTMLParser):
    """What a browser makes of HTML: its elements with their attributes, and its texts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.values: set[str] = set()
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element with the names of its attributes, and their values apart."""
        self.elements.append(" ".join([tag, *(name for name, _ in attrs)]))
        self.values.update(value or "" for _, value in attrs)

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        self.texts.append(data)


@dataclass(frozen=True)
class Words:
    """What people can have typed that stands in a row."""

    number: str
    client: str
    path: str = "/app/demo/invoices"


def row(status: str, words: Words, *, due_on: date, delivery: str) -> Seen:
    """Return a row as a browser sees it."""
    found = Row(
        id=InvoiceId(UUID(int=7)),
        status=status,
        approval="",
        number=None if status == "draft" else words.number,
        client_name=words.client,
        currency="EUR",
        total_minor=119_00,
        paid_minor=19_00,
        issued_on=TODAY,
        due_on=due_on,
        sent=True,
        seen=False,
        delivery=delivery,
        waiting_minor=0,
    )
    return Seen(str(drawn([list_row(found, TODAY, words.path, "en-GB")])))


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize("due_on", [date(2026, 1, 1), date(2027, 1, 1)], ids=["late", "in-time"])
@pytest.mark.parametrize("delivery", ["", "queued", "accepted", "failed"])
def test_what_people_typed_is_text_in_every_state(status: str, due_on: date, delivery: str) -> None:
    """A client's name, a number and an address full of signs of HTML add no element and no attribute anywhere."""
    plain = row(status, Words("2026-1", "Museum"), due_on=due_on, delivery=delivery)
    nasty = row(status, Words(HOSTILE, HOSTILE, f"/app/{HOSTILE}"), due_on=due_on, delivery=delivery)
    assert nasty.elements == plain.elements
    assert HOSTILE in nasty.texts
    assert HOSTILE in nasty.values
    assert f"/app/{HOSTILE}/{UUID(int=7)}" in nasty.values
