"""Fields of bodies and forms: what fits, and what is said about what does not."""

import msgspec
import pytest

from invoiceflow.kernel.errors import Invalid
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.tax.domain import legal
from invoiceflow.web import fields
from invoiceflow.web.body import problems_in, read_form


class Sample(msgspec.Struct, forbid_unknown_fields=True):
    """A body with one field of each kind."""

    name: fields.Name
    note: fields.Text = ""
    email: fields.OptionalEmail = ""
    phone: fields.Phone = ""
    country: fields.Country = "DE"
    currency: fields.Currency | None = None
    language: fields.Language | msgspec.UnsetType = msgspec.UNSET
    price: fields.Price = "0"
    rate: fields.Rate = "0"
    payment_days: fields.PaymentDays | None = None
    client_id: fields.Id | None = None
    metadata: fields.Metadata = msgspec.field(default_factory=dict)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Thomsen & Søn 🌊 مرحبا"),
        ("name", "x" * 200),
        ("note", "First line\n\tsecond line"),
        ("email", "anna+billing@mail.example.com"),
        ("email", ""),
        ("phone", "+49 (0)40 / 123-456"),
        ("country", "GR"),
        ("currency", None),
        ("currency", "KWD"),
        ("language", "de-AT"),
        ("price", "0.155"),
        ("rate", "25.5"),
        ("payment_days", 0),
        ("client_id", "01936e2e-0000-7000-8000-000000000000"),
        ("metadata", {"order": "A-17", "weight": 12, "express": True, "by": None}),
    ],
)
def test_what_fits_has_no_problem(field: str, value: object) -> None:
    """Every script, every optional absence and the limits themselves are taken."""
    assert problems_in({"name": "A", field: value}, Sample) == []


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "text.name"),
        ("name", "   ", "text.name"),
        ("name", "x" * 201, "text.name"),
        ("name", "a\x00b", "text.name"),
        ("name", "a\nb", "text.name"),
        ("name", "ab\n", "text.name"),
        ("name", 7, "text.name"),
        ("name", None, "text.name"),
        ("note", "x" * 10_001, "text.too_long"),
        ("note", "a\x00b", "text.too_long"),
        ("email", "anna", "email.malformed"),
        ("email", "anna@example", "email.malformed"),
        ("email", "a@b.c\nBcc: d@e.f", "email.malformed"),
        ("email", "a@b.example, c@d.example", "email.malformed"),
        ("phone", "call me", "phone.malformed"),
        ("country", "XX", "country.unknown"),
        ("country", "de", "country.unknown"),
        ("country", "DE\n", "country.unknown"),
        ("country", 5, "country.unknown"),
        ("currency", "XXX", "currency.unknown"),
        ("currency", "eur", "currency.unknown"),
        ("language", "tlh", "language.unknown"),
        ("language", "en_GB", "language.unknown"),
        ("price", "1,5", "number.comma"),
        ("price", "1e3", "number.malformed"),
        ("price", "NaN", "number.malformed"),
        ("price", "-1", "number.negative"),
        ("price", "9" * 30, "number.too_large"),
        ("price", 12.5, "number.malformed"),
        ("rate", "101", "number.too_large"),
        ("rate", "-0", "number.negative"),
        ("payment_days", 366, "days.out_of_range"),
        ("payment_days", -1, "days.out_of_range"),
        ("payment_days", 1.5, "days.out_of_range"),
        ("client_id", "7", "id.malformed"),
        ("metadata", [], "metadata.malformed"),
        ("metadata", {str(n): n for n in range(51)}, "metadata.malformed"),
    ],
)
def test_what_does_not_fit_is_named_at_its_field(field: str, value: object, code: str) -> None:
    """Every kind of field says in its own words what is wrong, with a stable code."""
    found = problems_in({"name": "A", field: value}, Sample)
    assert [(each.code, each.pointer) for each in found] == [(code, f"/{field}")]
    assert found[0].message.endswith(".")


def test_metadata_is_named_by_its_key() -> None:
    """A broken key and a broken value each have their own pointer; slashes are escaped."""
    found = problems_in({"name": "A", "metadata": {"a/b": 1.5, "k" * 41: "v", "ok": "v" * 501}}, Sample)
    assert {(each.code, each.pointer) for each in found} == {
        ("metadata.value", "/metadata/a~1b"),
        ("metadata.key", f"/metadata/{'k' * 41}"),
        ("metadata.value", "/metadata/ok"),
    }


def test_all_problems_come_at_once() -> None:
    """Three broken fields and a stranger give four errors."""
    body = {"name": "", "country": "??", "price": "x", "nickname": "y"}
    assert len(problems_in(body, Sample)) == 4


def test_a_form_is_read_leniently() -> None:
    """Texts become numbers, are stripped, and an empty field takes its default."""
    form = {"name": "  Anna  ", "payment_days": "30", "price": "", "csrf": "x"}
    read = read_form(form, Sample)
    assert (read.name, read.payment_days, read.price) == ("Anna", 30, "0")
    with pytest.raises(Invalid) as refused:
        read_form({"name": " ", "payment_days": "a month"}, Sample)
    assert [each.pointer for each in refused.value.errors] == ["/name", "/payment_days"]


def test_the_languages_of_documents_have_legal_texts() -> None:
    """Whatever language a client can have, the law's words exist in it."""
    assert set(DOCUMENT_LANGUAGES) == set(legal.DOCUMENT_LANGUAGES)
