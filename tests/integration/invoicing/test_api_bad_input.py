"""What the API answers to input that cannot be: the right status, the field, and never a crash or half a draft."""

import json

from invoicing_house import a_body, a_line_body, client_over_api
from product import House, Product

INVOICES = "/api/v1/invoices"
JSON = {"Content-Type": "application/json"}

NOT_NUMBERS: list[object] = [
    *("1e3", "NaN", "Infinity", "-0", "-0.00", "1,5", "1_000", " 1", "+1", "007", ""),
    *("9" * 30, "1.1234567", "\u0663", "0x1", 1, 1.5, True, [], {}),
]
# A family of emoji, Arabic and Hebrew with their marks, combining signs, a line break, and what looks like code.
SCRIPTS = (
    "\U0001f469\u200d\U0001f4bb Entwurf \u062a\u0635\u0645\u064a\u0645 \u200f(RTL) C\u0327a\u0301\n"
    "\u05e9\u05dc\u05d5\u05dd <b>&amp;</b> {{ 7 * 7 }} ';--"
)
BAD_FIELDS: list[tuple[dict[str, object], str]] = [
    ({"issued_on": "2026-02-30"}, "/issued_on"),
    ({"issued_on": "23.11.2026"}, "/issued_on"),
    ({"issued_on": "2026-11-23T00:00:00Z"}, "/issued_on"),
    ({"issued_on": "9999-12-31"}, "/issued_on"),
    ({"due_on": "0001-01-01"}, "/due_on"),
    ({"due_on": 20261123}, "/due_on"),
    ({"currency": "XYZ"}, "/currency"),
    ({"currency": "eur"}, "/currency"),
    ({"currency": ""}, "/currency"),
    ({"currency": None}, "/currency"),
    ({"client_id": "1"}, "/client_id"),
    ({"client_id": None}, "/client_id"),
    ({"lines": []}, "/lines"),
    ({"lines": None}, "/lines"),
    ({"lines": {}}, "/lines"),
    ({"lines": ["x"]}, "/lines/0"),
    ({"discount_percent": "ten"}, "/discount_percent"),
    ({"discount_minor": -1}, "/discount_minor"),
    ({"discount_minor": 1.5}, "/discount_minor"),
    ({"discount_minor": 10**30}, "/discount_minor"),
    ({"prices_include_tax": "yes"}, "/prices_include_tax"),
    ({"payment_days": 400}, "/payment_days"),
    ({"notes": "x" * 100_000}, "/notes"),
    ({"notes": "a\0b"}, "/notes"),
    ({"reference": "a\nb"}, "/reference"),
    ({"language": "klingon"}, "/language"),
    ({"metadata": []}, "/metadata"),
    ({"metadata": {"a": {"b": 1}}}, "/metadata/a"),
    ({"metadata": {"a": "\0"}}, "/metadata/a"),
    ({"metadata": {"a": 10**20}}, "/metadata/a"),
    ({"metadata": {"a/b": 1.5}}, "/metadata/a~1b"),
    ({"number": "2026-0001"}, "/number"),
    ({"total_minor": 1}, "/total_minor"),
]
BAD_LINES: list[tuple[dict[str, object], str]] = [
    ({"description": ""}, "description"),
    ({"description": " \n "}, "description"),
    ({"description": "x" * 100_000}, "description"),
    ({"description": "a\0b"}, "description"),
    ({"description": 7}, "description"),
    ({"unit": "x" * 300}, "unit"),
    ({"unit_price": "-1"}, "unit_price"),
    ({"discount_percent": "100.5"}, "discount_percent"),
    ({"tax_rate": "-19"}, "tax_rate"),
    ({"tax_rate": "101"}, "tax_rate"),
    ({"tax_rate": None}, "tax_rate"),
    ({"tax_category": "X"}, "tax_category"),
    ({"tax_category": "AE"}, "tax_rate"),
    ({"tax_category": "S", "tax_rate": "0"}, "tax_rate"),
    ({"quantity": "9" * 14, "unit_price": "9" * 14}, "unit_price"),
    ({"price": "1"}, "price"),
]
# The second place is well formed, but its instant has no zone.
BAD_LISTS: list[tuple[dict[str, str], str]] = [
    ({"limit": "0"}, "/limit"),
    ({"limit": "101"}, "/limit"),
    ({"limit": "ten"}, "/limit"),
    ({"after": "nonsense"}, "/after"),
    (
        {"after": "WyIyMDI2LTExLTE4VDA5OjAwOjAwIiwiMDE5YTk0N2YtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAwIl0"},
        "/after",
    ),
    ({"status": "open"}, "/status"),
    ({"client_id": "1"}, "/client_id"),
    ({"currency": "XYZ"}, "/currency"),
    ({"issued_from": "2026-02-30"}, "/issued_from"),
    ({"q": "a\0b"}, "/q"),
    ({"metadata.a": "\0"}, "/metadata"),
    ({"metadata.\0": "a"}, "/metadata"),
    ({"sttus": "paid"}, "/sttus"),
]


async def refusal(house: House, body: dict[str, object]) -> tuple[int, set[str]]:
    """Send a draft; return the status and the pointers of what is wrong."""
    answer = await house.api.post(INVOICES, json=body)
    problem = answer.json()
    assert answer.headers["content-type"].startswith("application/problem+json"), answer.text
    assert all(error["code"] and error["message"] for error in problem["errors"])
    return answer.status_code, {error["pointer"] for error in problem["errors"]}


async def test_numbers_are_plain_texts(product: Product) -> None:
    """Every other spelling is refused at its field, JSON numbers among them."""
    house = await product.house()
    client_id = await client_over_api(house)
    for name in ("quantity", "unit_price", "tax_rate", "discount_percent"):
        lines = [a_line_body(**{name: value}) for value in NOT_NUMBERS]
        pointers = {f"/lines/{place}/{name}" for place in range(len(lines))}
        assert await refusal(house, a_body(client_id, lines=lines)) == (422, pointers)


async def test_only_a_quantity_may_be_negative(product: Product) -> None:
    """A return makes a credit, of which nothing is due."""
    house = await product.house()
    body = a_body(await client_over_api(house), lines=[a_line_body(quantity="-2")])
    draft = (await house.api.post(INVOICES, json=body)).json()
    assert (draft["total_minor"], draft["due_minor"], draft["credit_minor"]) == (-17_136, 0, 17_136)


async def test_a_field_that_cannot_be_is_named(product: Product) -> None:
    """The answer is 422 with the pointer of the field, and nothing was written."""
    house = await product.house()
    body = a_body(await client_over_api(house))
    for given, pointer in BAD_FIELDS:
        assert await refusal(house, body | given) == (422, {pointer}), given
    assert (await house.api.get(INVOICES)).json()["items"] == []


async def test_a_line_that_cannot_be_is_named(product: Product) -> None:
    """The pointer leads into the line."""
    house = await product.house()
    client_id = await client_over_api(house)
    for given, field in BAD_LINES:
        body = a_body(client_id, lines=[a_line_body(), a_line_body(**given)])
        assert await refusal(house, body) == (422, {f"/lines/1/{field}"}), given


async def test_everything_wrong_is_named_at_once(product: Product) -> None:
    """One answer lists every broken field, and each line's."""
    house = await product.house()
    lines = [a_line_body(quantity="x"), a_line_body(), {"unit_price": "1"}]
    of_lines = {"/lines/0/quantity", "/lines/2/description", "/lines/2/quantity"}
    body: dict[str, object] = {"currency": "EU", "lines": lines, "nonsense": 1}
    assert await refusal(house, body) == (422, {"/client_id", "/currency", "/nonsense"} | of_lines)
    contradictions = [a_line_body(tax_rate="0", tax_category="S"), a_line_body(tax_category="E")]
    body = a_body(await client_over_api(house), lines=contradictions)
    assert await refusal(house, body) == (422, {"/lines/0/tax_rate", "/lines/1/tax_rate"})


async def test_what_is_not_json_is_refused(product: Product) -> None:
    """Malformed JSON is 400, before anything else is looked at."""
    house = await product.house()
    sent = (b"", b"{", b"nil", b"\xff\xfe", b'{"a": 1e999}', b"[" * 5_000, b'{"lines": NaN}', b'"\\ud800"')
    for body in sent:
        answer = await house.api.post(INVOICES, content=body, headers=JSON)
        assert (answer.status_code, answer.json()["code"]) == (400, "request.malformed"), body


async def test_a_body_of_another_kind_is_refused(product: Product) -> None:
    """Forms are not taken, and a list or a text is no draft."""
    house = await product.house()
    assert (await house.api.post(INVOICES, data={"client_id": "1"})).status_code == 415
    for body in (b"[]", b'"x"', b"7", b"null"):
        answer = await house.api.post(INVOICES, content=body, headers=JSON)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/"), body


async def test_texts_of_any_script_come_back_unchanged(product: Product) -> None:
    """Emoji, right-to-left script, combining signs and line breaks are content, not trouble."""
    house = await product.house()
    lines = [a_line_body(description=SCRIPTS, note=SCRIPTS)]
    body = a_body(await client_over_api(house), notes=SCRIPTS, lines=lines)
    draft = (await house.api.post(INVOICES, json=body)).json()
    line = draft["lines"][0]
    assert (draft["notes"], line["description"], line["note"]) == (SCRIPTS, SCRIPTS, SCRIPTS)
    issued = await house.api.post(f"{INVOICES}/{draft['id']}/issue")
    assert (issued.status_code, issued.json()["notes"]) == (200, SCRIPTS)


async def test_a_thousand_lines_are_no_trouble(product: Product) -> None:
    """An invoice of 1,000 lines is created, changed and issued; beyond 2,000 lines it is refused."""
    house = await product.house()
    lines = [a_line_body(description=f"Line {n}", tax_rate="7" if n % 2 else "19") for n in range(1_000)]
    body = a_body(await client_over_api(house), lines=lines)
    created = await house.api.post(INVOICES, json=body)
    assert created.status_code == 201, created.text
    draft = created.json()
    assert [line["description"] for line in draft["lines"]] == [line["description"] for line in lines]
    assert [tax["base_minor"] for tax in draft["taxes"]] == [7_200_000, 7_200_000]
    changed = await house.api.patch(f"{INVOICES}/{draft['id']}", json={"lines": lines[1:]})
    assert len(changed.json()["lines"]) == 999
    assert (await house.api.post(f"{INVOICES}/{draft['id']}/issue")).status_code == 200
    assert await refusal(house, body | {"lines": lines[:1] * 2_001}) == (422, {"/lines"})


async def test_a_list_that_cannot_be_is_refused(product: Product) -> None:
    """Parameters are checked like fields; one that does not exist is named, since it would seem to find everything."""
    house = await product.house()
    for params, pointer in BAD_LISTS:
        answer = await house.api.get(INVOICES, params=params)
        assert answer.status_code == 422, (params, answer.text)
        assert [error["pointer"] for error in answer.json()["errors"]] == [pointer], params


async def test_odd_paths_are_not_found(product: Product) -> None:
    """What is no id leads nowhere."""
    house = await product.house()
    for path in ("1", "x" * 300, "%00", "..%2f", "019a947f-0000-7000-8000"):
        assert (await house.api.get(f"{INVOICES}/{path}")).status_code == 404, path


async def test_without_a_key_nothing_is_told(product: Product) -> None:
    """A missing, malformed or unknown key is 401, whatever the body says."""
    given: list[dict[str, str]] = [
        {},
        {"Authorization": "Bearer if_nonsense"},
        {"Authorization": "Basic eA=="},
    ]
    for headers in given:
        answer = await product.client(headers | JSON).post(INVOICES, content=json.dumps({"lines": "x"}))
        assert (answer.status_code, answer.json()["code"]) == (401, "api_key.invalid")
