"""Payments in pages: the list, recording one, reversing one."""

import re
from html import unescape
from uuid import uuid4

import pytest

from invoicing_house import a_draft
from payments_house import an_invoice, pay, take_back
from product import House, Product, a_profile
from queries import watching

FORM = {"amount": "190.40", "received_on": "2026-11-18", "method": "bank_transfer"}


async def test_the_form_is_prefilled_with_what_is_open(product: Product) -> None:
    """Amount, day and method are what they most often are; a part paid before is counted."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    await pay(product, house, invoice.id, 9040)
    page = unescape((await house.browser.get(_form(house, invoice.id))).text)
    assert 'name="amount" type="text" value="100.00"' in page
    assert 'name="received_on" type="date" value="2026-11-18"' in page
    assert "Café Lindenhof GmbH · €100.00 of €190.40 is open, due 2 Dec 2026" in page


async def test_a_payment_is_recorded_and_said(product: Product) -> None:
    """After the form one is back at the invoice, and told who paid and how it stands."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    answer = await house.browser.post(_form(house, invoice.id), data=FORM)
    listed = unescape((await house.browser.get(f"/app/{house.slug}/payments")).text)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/app/{house.slug}/invoices/{invoice.id}"
    assert "€190.40 from Café Lindenhof GmbH recorded" in listed
    assert "2026-0001 is paid." in listed
    assert "Received in November" in listed


async def test_the_dialog_is_the_same_form(product: Product) -> None:
    """A dialog holds the form alone; errors come back into it, success leads on."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    dialog = (await house.browser.get(_form(house, invoice.id) + "?as=dialog")).text
    swap = {"HX-Request": "true"}
    wrong = await house.browser.post(
        _form(house, invoice.id), data=FORM | {"amount": "1,230", "as": "dialog"}, headers=swap
    )
    right = await house.browser.post(_form(house, invoice.id), data=FORM | {"as": "dialog"}, headers=swap)
    assert dialog.strip().startswith("<dialog")
    assert (wrong.status_code, right.status_code) == (422, 200)
    assert "1,230 can be two numbers. Write 1230, or 1.23." in wrong.text
    assert 'value="1,230"' in wrong.text
    assert right.headers["hx-redirect"] == f"/app/{house.slug}/invoices/{invoice.id}"


@pytest.mark.parametrize("shown_as", ["", "dialog"])
async def test_more_than_is_open_is_asked_about_first(product: Product, shown_as: str) -> None:
    """The form says which credit would result; sent again it is recorded, and the message names the credit."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    typed = FORM | {"amount": "200", "as": shown_as}
    asked = await house.browser.post(_form(house, invoice.id), data=typed)
    assert asked.status_code == 422
    assert "This is €9.60 more than is open" in asked.text
    assert "€9.60 becomes a credit of Café Lindenhof GmbH" in asked.text
    assert 'name="credit_minor" value="960"' in asked.text
    assert await _payments(house) == []
    agreed = typed | {"credit_minor": "960"}
    more = await house.browser.post(_form(house, invoice.id), data=agreed | {"amount": "210"})
    assert "This is €19.60 more than is open" in more.text
    done = await house.browser.post(_form(house, invoice.id), data=agreed)
    assert done.status_code == 303
    page = unescape((await house.browser.get(done.headers["location"])).text)
    assert "2026-0001 is paid. Café Lindenhof GmbH has a credit of €9.60." in page
    assert await _payments(house) == [20000]


@pytest.mark.parametrize(
    ("meanwhile", "told"),
    [
        (
            190_40,
            "€190.40 was recorded since this form was opened, in another tab or by somebody else: nothing is open",
        ),
        (
            90_40,
            "€90.40 was recorded since this form was opened, in another tab or by somebody else: €100.00 is open",
        ),
    ],
)
async def test_a_form_that_came_second_is_told_so(product: Product, meanwhile: int, told: str) -> None:
    """Two tabs with the same form record one payment; the second says what happened, and asks before a credit."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    form = (await house.browser.get(_form(house, invoice.id))).text
    seen = FORM | {"due_minor": form.split('name="due_minor" value="')[1].split('"')[0]}
    await pay(product, house, invoice.id, meanwhile)
    second = unescape((await house.browser.post(_form(house, invoice.id), data=seen)).text)
    assert told in second
    assert "nothing was recorded now" in second
    assert "more than is open" not in second
    assert await _payments(house) == [meanwhile]
    agreed = seen | {"due_minor": str(190_40 - meanwhile), "credit_minor": str(meanwhile)}
    done = await house.browser.post(_form(house, invoice.id), data=agreed)
    assert (done.status_code, sorted(await _payments(house))) == (303, sorted([meanwhile, 190_40]))


async def test_what_makes_a_credit_is_measured_with_the_invoice_locked(product: Product) -> None:
    """A payment that came in since the form was shown makes the same amount one too many."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    form = await house.browser.get(_form(house, invoice.id))
    assert 'name="amount" type="text" value="190.40"' in form.text
    await pay(product, house, invoice.id, 9040)
    asked = await house.browser.post(_form(house, invoice.id), data=FORM)
    assert "This is €90.40 more than is open" in asked.text
    assert await _payments(house) == [9040]


@pytest.mark.parametrize(
    ("typed", "minor"), [("100,4", 10040), ("100.40", 10040), ("0,5", 50), ("EUR 12", 1200)]
)
async def test_amounts_are_typed_as_people_write_them(product: Product, typed: str, minor: int) -> None:
    """Comma or point, as in every other form."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    done = await house.browser.post(_form(house, invoice.id), data=FORM | {"amount": typed})
    assert (done.status_code, await _payments(house)) == (303, [minor])


async def test_the_form_speaks_of_amounts_as_they_are_typed_into_it(product: Product) -> None:
    """At a German tenant with commas, in the field and in the sentences around it."""
    house = await product.house(a_profile(language="de"))
    invoice = await an_invoice(product, house)
    page = unescape((await house.browser.get(_form(house, invoice.id))).text)
    assert 'name="amount" type="text" value="190,40"' in page
    assert "190,40\u00a0€ is open" in page
    asked = await house.browser.post(_form(house, invoice.id), data=FORM | {"amount": "1.190,40"})
    assert "1.000,00\u00a0€ more than is open" in asked.text


async def test_a_form_sent_twice_counts_once(product: Product) -> None:
    """The form carries the payment's id: a second click or tab records nothing more."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    found = re.search(
        'name="payment_id" value="([^"]+)"', (await house.browser.get(_form(house, invoice.id))).text
    )
    assert found
    answers = [
        await house.browser.post(_form(house, invoice.id), data=FORM | {"payment_id": found[1]})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert len((await house.api.get("/api/v1/payments")).json()["items"]) == 1


async def test_what_is_wrong_is_said_at_its_field(product: Product) -> None:
    """All that is wrong is named at once, and what was typed stays."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    sent = {"amount": "8699.866", "received_on": "2026-02-30", "method": "barter", "reference": "x" * 201}
    answer = await house.browser.post(_form(house, invoice.id), data=sent)
    assert answer.status_code == 422
    assert "Euro has two decimals." in answer.text
    assert "4 fields need a change" in answer.text
    assert 'value="8699.866"' in answer.text
    future = await house.browser.post(_form(house, invoice.id), data=FORM | {"received_on": "2026-11-19"})
    assert (future.status_code, "in the future" in future.text) == (422, True)


async def test_an_invoice_to_pay_is_found_by_number_and_client(product: Product) -> None:
    """Open invoices alone are offered; a search says when none matches."""
    house = await product.house()
    paid, waiting = await an_invoice(product, house), await an_invoice(product, house)
    await pay(product, house, paid.id, 19040)
    url = f"/app/{house.slug}/payments/new"
    pages = {
        text: (await house.browser.get(url, params={"q": text})).text for text in ("", "lindenhof", "0009")
    }
    assert waiting.number in pages[""]
    assert paid.number not in pages[""]
    assert waiting.number in pages["lindenhof"]
    assert "No open invoice matches" in pages["0009"]


async def test_a_search_with_nul_finds_what_the_rest_says(product: Product) -> None:
    """NUL stands in no stored text: it is left out of the search."""
    house = await product.house()
    waiting = await an_invoice(product, house)
    answer = await house.browser.get(f"/app/{house.slug}/payments/new", params={"q": "linden\0hof"})
    assert (answer.status_code, waiting.number in answer.text) == (200, True)


async def test_a_reversal_is_asked_in_words_that_say_what_follows(product: Product) -> None:
    """The payment is named, and what its invoice will be; then it goes back and is struck through."""
    house = await product.house()
    payment, _ = await pay(product, house, (await an_invoice(product, house)).id, 19040)
    url = f"/app/{house.slug}/payments/{payment.id}/reverse"
    question = unescape((await house.browser.get(url)).text)
    answer = await house.browser.post(url, data={"reason": "bounced"})
    listed = unescape((await house.browser.get(f"/app/{house.slug}/payments")).text)
    assert "€190.40 from Café Lindenhof GmbH for 2026-0001, received 18 Nov 2026" in question
    assert "2026-0001 will be unpaid, with €190.40 open" in question
    assert answer.status_code == 303
    assert "2026-0001 is unpaid again." in listed
    assert '<s class="subtle">190.40' in listed
    assert ">Reversal<" in listed
    assert (await house.browser.get(url)).status_code == 409


async def test_months_never_add_currencies(product: Product) -> None:
    """Each currency has its own sum; what went back is taken off."""
    house = await product.house()
    euro, dollar = await an_invoice(product, house), await an_invoice(product, house, currency="USD")
    payment, _ = await pay(product, house, euro.id, 10000)
    await take_back(product, house, payment.id)
    await pay(product, house, euro.id, 4000)
    await pay(product, house, dollar.id, 2500)
    page = unescape((await house.browser.get(f"/app/{house.slug}/payments")).text)
    months = page[page.index('id="received"') : page.index("</section>", page.index('id="received"'))]
    assert "€40.00" in months
    assert "US$25.00" in months
    assert "4 entries" in months


async def test_the_list_pages_by_keys_in_both_directions(product: Product) -> None:
    """Older leads on and newer back; nothing is shown twice or left out."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    for step in range(52):
        await pay(product, house, invoice.id, 100 + step)
    first = await house.browser.get(f"/app/{house.slug}/payments")
    older = await house.browser.get(_link(first.text, "next"))
    newer = await house.browser.get(_link(older.text, "prev"))
    assert (_ids(first.text), len(_ids(older.text))) == (_ids(newer.text), 2)
    assert len(set(_ids(first.text)) | set(_ids(older.text))) == 52


async def test_lists_cope_with_odd_searches(product: Product) -> None:
    """Wildcards are letters like others; a broken cursor is an error of the sender."""
    house = await product.house()
    await pay(product, house, (await an_invoice(product, house)).id, 100)
    for text in ("%", "_", "\\", "'", "\x00", "x" * 5000, "😀"):
        assert (await house.browser.get(f"/app/{house.slug}/payments", params={"q": text})).status_code == 200
    assert "No payment matches" in (await house.browser.get(f"/app/{house.slug}/payments?q=%25")).text
    assert (await house.browser.get(f"/app/{house.slug}/payments?after=x")).status_code == 422


async def test_drafts_void_and_foreign_invoices_have_no_form(product: Product) -> None:
    """There is nothing to pay, or nothing to see."""
    house, other = await product.house(), await product.house()
    foreign = await an_invoice(product, other)
    async with product.world.database.as_tenant(house.tenant_id) as session:
        draft = await a_draft(session, product.clock.now())
    for invoice_id in (draft.id, foreign.id, uuid4()):
        assert (await house.browser.get(_form(house, invoice_id))).status_code == 404
        assert (await house.browser.post(_form(house, invoice_id), data=FORM)).status_code == 404


@pytest.mark.parametrize("path", ["payments", "payments/new"])
async def test_empty_pages_help(product: Product, path: str) -> None:
    """Before anything was paid, the page says what belongs there."""
    house = await product.house()
    assert 'class="empty' in (await house.browser.get(f"/app/{house.slug}/{path}")).text


async def test_the_list_costs_the_same_whatever_its_rows(product: Product) -> None:
    """One statement finds out who asks; binding the tenant, its own row, its months and its payments are one each."""
    house = await product.house()
    invoice = await an_invoice(product, house)
    for step in range(1, 30):
        await pay(product, house, invoice.id, step)
        if step in (1, 29):
            with watching(product) as watch:
                await watch.like(house.browser).get(f"/app/{house.slug}/payments")
            assert len(watch.statements) == 6, watch.statements


def _form(house: House, invoice_id: object) -> str:
    return f"/app/{house.slug}/invoices/{invoice_id}/payments/new"


def _link(page: str, rel: str) -> str:
    found = re.search(f'href="([^"]+)" rel="{rel}"', page)
    assert found
    return unescape(found[1])


def _ids(page: str) -> list[str]:
    return re.findall('<tr id="payment-([^"]+)"', page)


async def _payments(house: House) -> list[int]:
    items = (await house.api.get("/api/v1/payments")).json()["items"]
    return [item["amount_minor"] for item in items]
