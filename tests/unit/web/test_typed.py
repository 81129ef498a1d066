"""Which forms are given back to whoever typed them, and what of them is shown."""

from collections.abc import Mapping
from typing import cast

import pytest
from litestar.types import HTTPScope

from invoiceflow.web.typed import TypedForm, typed_in

FORM: Mapping[str, str] = {
    "content-type": "application/x-www-form-urlencoded",
    "accept": "text/html",
    "sec-fetch-site": "same-origin",
}


def typed(
    body: str, headers: Mapping[str, str] = FORM, *, again: bool = True, path: str = "/app/demo/clients"
) -> TypedForm | None:
    """Return what is kept of a form that a browser sends."""
    http = cast("HTTPScope", {"path": path, "query_string": b"a=1"})
    return typed_in(http, {**FORM, **headers}, body.encode(), again=again)


def test_a_form_is_kept_whole_but_for_its_token() -> None:
    """Fields stay in their order, repeated and empty ones too; people see their own words, and no ids."""
    one = "0199c6d2-0000-7000-8000-000000000001"
    form = typed(
        f"csrf=t0k&name=Caf%C3%A9+Gr%C3%B6%C3%9Fe&vat_id=DE1&vat_id=&revision=3&item_id={one}&scopes=a&scopes=b"
    )
    assert form is not None
    assert form.action == "/app/demo/clients?a=1"
    assert [name for name, _ in form.fields] == [
        "name",
        "vat_id",
        "vat_id",
        "revision",
        "item_id",
        "scopes",
        "scopes",
    ]
    assert form.shown == (("Name", "Café Größe"), ("VAT ID", "DE1"), ("Scopes", "a"), ("Scopes", "b"))


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ("name=A&code=123456", {}),
        ("name=A", {"hx-request": "true"}),
        ("name=A", {"accept": "application/json"}),
        ("name=A", {"content-type": "multipart/form-data; boundary=x"}),
        ("name=" + "A" * 100_000, {}),
        ("&".join(f"n{number}=1" for number in range(300)), {}),
    ],
)
def test_nothing_is_kept(body: str, headers: dict[str, str]) -> None:
    """Codes are given back to nobody; scripts keep their page themselves; files and floods are let go."""
    assert typed("name=A") is not None
    assert typed(body, headers) is None


def test_words_without_their_token_are_only_for_our_own_pages() -> None:
    """What another site sends in somebody's name is not shown to them as theirs, nor where a browser does not say."""
    assert typed("name=A", again=False) == TypedForm("/app/demo/clients?a=1", (("name", "A"),))
    for site in ("cross-site", "same-site", "none", ""):
        assert typed("name=A", {"sec-fetch-site": site}, again=False) is None


def test_a_form_stays_at_our_own_address() -> None:
    """Whatever signs a path holds, the form leads to it and nowhere else."""
    form = typed("name=A", path='/app/x"y z')
    assert form is not None
    assert form.action == "/app/x%22y%20z?a=1"
