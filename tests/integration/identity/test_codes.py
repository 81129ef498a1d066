"""Codes of the second factor: each counts once, for a short while, and cannot be guessed."""

import asyncio

import httpx

from invoiceflow.kernel.limit import SECOND_FACTOR
from phones import SECURITY, STEP, answered, asked, enabled, is_in
from product import Product
from sign_in import field


def is_told_to_wait(refused: httpx.Response) -> bool:
    """Return whether an answer says that no code counts any more, for how long, and by which limit."""
    wait = refused.headers["retry-after"]
    policy, left = refused.headers["ratelimit-policy"], refused.headers["ratelimit"]
    is_limit = f'"second_factor";q={SECOND_FACTOR.amount};w={SECOND_FACTOR.seconds}' in policy
    is_told = is_limit and f'"second_factor";r=0;t={wait}' in left
    return refused.status_code == 429 and is_told and 0 < int(wait) <= SECOND_FACTOR.seconds


async def test_a_code_counts_once(product: Product) -> None:
    """Neither the code that was just used nor an older one opens a second session, however many ask at once."""
    person, browser = await product.person()
    phone, _ = await enabled(product, browser)
    code = phone.next_code()
    first, second = await asked(product, person), await asked(product, person)
    answers = await asyncio.gather(answered(first, code), answered(second, code))
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    assert [await is_in(first), await is_in(second)].count(True) == 1
    late = await asked(product, person)
    assert (await answered(late, code)).status_code == 422


async def test_a_code_is_good_for_a_short_while(product: Product) -> None:
    """A clock may be off by half a minute; two steps later a code is old."""
    person, browser = await product.person()
    phone, _ = await enabled(product, browser)
    code = phone.next_code()
    product.clock.advance(STEP * 2)
    assert (await answered(await asked(product, person), code)).status_code == 422
    slow = phone.code()
    product.clock.advance(STEP)
    assert (await answered(await asked(product, person), slow)).status_code == 303


async def test_wrong_codes_make_everyone_wait(product: Product) -> None:
    """After five of them even the right one is not looked at, in whichever browser; a wait is named."""
    person, browser = await product.person()
    phone, _ = await enabled(product, browser)
    phone.next_code()
    guesser = await asked(product, person)
    for _ in range(SECOND_FACTOR.amount):
        assert (await answered(guesser, phone.wrong_code())).status_code == 422
    for each in (guesser, await asked(product, person)):
        refused = await answered(each, phone.code())
        assert is_told_to_wait(refused)
        assert not await is_in(each)
    confirming = await browser.post("/login/confirm", data={"code": phone.code(), "next": "/app"})
    assert is_told_to_wait(confirming)


async def test_setting_up_waits_after_wrong_codes(product: Product) -> None:
    """The app's first code is guessed as little as any other."""
    _, browser = await product.person()
    await browser.get(f"{SECURITY}/setup")
    for _ in range(SECOND_FACTOR.amount):
        assert (await browser.post(f"{SECURITY}/setup", data={"code": "000000"})).status_code == 422
    assert is_told_to_wait(await browser.post(f"{SECURITY}/setup", data={"code": "000000"}))


async def test_guesses_at_once_are_counted(product: Product) -> None:
    """Twenty guesses in the same moment are five guesses."""
    person, browser = await product.person()
    phone, _ = await enabled(product, browser)
    phone.next_code()
    guesser = await asked(product, person)
    page = await guesser.get("/login/second")
    form = {"csrf": field(page.text, "csrf"), "next": "/app", "code": phone.wrong_code()}
    answers = await asyncio.gather(*(guesser.post("/login/second", data=form) for _ in range(20)))
    assert [answer.status_code for answer in answers].count(422) == SECOND_FACTOR.amount


async def test_a_recovery_code_counts_once(product: Product) -> None:
    """Written with capitals and spaces or not; then it is used up."""
    person, browser = await product.person()
    _, codes = await enabled(product, browser)
    typed = codes[3].upper().replace("-", " ")
    assert (await answered(await asked(product, person), typed)).status_code == 303
    assert (await answered(await asked(product, person), codes[3])).status_code == 422
    assert "9 of 10 left" in (await browser.get(SECURITY)).text


async def test_what_is_no_whole_code_uses_up_no_try(product: Product) -> None:
    """An empty or short one is a slip: however many there were, the right code counts."""
    _, browser = await product.person()
    phone, _ = await enabled(product, browser)
    for slip in ("", "123", "12345678") * 2:
        answer = await browser.post("/login/confirm", data={"code": slip, "next": "/app"})
        assert (answer.status_code, "all six digits" in answer.text) == (422, True)
    done = await browser.post("/login/confirm", data={"code": phone.next_code(), "next": "/app"})
    assert done.status_code == 303
