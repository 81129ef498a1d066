"""Requests that try to make the product speak for somebody else: forged hosts, doubled parameters, code as text."""

from io import BytesIO

import asyncpg
import httpx
from pypdf import PdfReader

from caught_mail import letters_to
from invoicing_house import a_body, a_line_body, client_over_api
from product import Product
from services import DatabaseUrls
from stand_ins import Sandbox

EVIL = "evil.example"
FORGED = (
    {"Host": EVIL},
    {"Host": f"testserver.local:80@{EVIL}"},
    {"X-Forwarded-Host": EVIL},
    {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https", "X-Forwarded-Prefix": f"//{EVIL}"},
    {"Forwarded": f"host={EVIL};proto=https"},
    {"X-Original-URL": f"//{EVIL}/", "X-Rewrite-URL": f"//{EVIL}/"},
    {"X-Host": EVIL, "X-Forwarded-Server": EVIL},
)
PLACES = (
    "/",
    "/login",
    "/app",
    "/account",
    "/sitemap.xml",
    "/robots.txt",
    "/api/docs",
    "/api/openapi.json",
    "/nowhere",
)
DOUBLED = (
    *(("invoices", "limit=1&limit=100"), ("invoices", "status=draft&status=paid"), ("invoices", "q=a&q=b")),
    *(("invoices", "limit=1&Limit=2"), ("invoices", "client_id=null"), ("invoices", "status=NULL")),
    *(("clients", "limit=1&limit=2"), ("clients", "archived=true&archived=false"), ("clients", "aftre=x")),
    *(("items", "limit=1&limit=2"), ("items", "after=null"), ("tax-rates", "archived=true&archived=false")),
    *(("payments", "limit=1&limit=2"), ("payments", "invoice_id=null"), ("payments", "client_id=1")),
)
TEMPLATES = (
    "{{7*7}}",
    "${7*7}",
    "#{7*7}",
    "<%= 7*7 %>",
    "{% raw %}{{ self }}",
    "{0.__class__}",
    "%(name)s",
    '#include "/etc/hostname"',
    '#read("/etc/hostname")',
    "#panic()",
    "$(id)",
    "`id`",
    "-o/tmp/out",
    "\\input{/etc/hostname}",
)


def told(answer: httpx.Response) -> str:
    """Return everything that an answer says, headers included."""
    return answer.text + "\n".join(f"{name}: {value}" for name, value in answer.headers.items())


async def test_a_forged_host_reaches_no_link_and_no_redirect(product: Product) -> None:
    """Whatever host or proxy header a request carries, addresses that we write are our own."""
    house = await product.house()
    draft = (await house.api.post("/api/v1/invoices", json=a_body(await client_over_api(house)))).json()
    issued = (await house.api.post(f"/api/v1/invoices/{draft['id']}/issue")).json()
    link = issued["public_url"].removeprefix(product.world.settings.base_url)
    own = [f"/app/{house.slug}", f"/app/{house.slug}/invoices/{draft['id']}", link]
    stranger = product.client({"Accept": "text/html"})
    for forged in FORGED:
        answers = [await stranger.get(path, headers=forged) for path in PLACES]
        answers += [await house.browser.get(path, headers=forged) for path in own]
        answers.append(await house.api.get(f"/api/v1/invoices/{draft['id']}", headers=forged))
        assert [str(each.url) for each in answers if EVIL in told(each)] == [], forged
        assert answers[-1].json()["public_url"] == issued["public_url"]


async def test_a_forged_host_reaches_no_email(mailing: Product, sandbox: Sandbox) -> None:
    """Links in an email lead to our address, whatever host the request for it named."""
    house, recipient = await mailing.house(), "forged@client.example"
    draft = (await house.api.post("/api/v1/invoices", json=a_body(await client_over_api(house)))).json()
    await house.api.post(f"/api/v1/invoices/{draft['id']}/issue")
    body = {"recipient": recipient}
    await house.api.post(f"/api/v1/invoices/{draft['id']}/send", json=body, headers={"Host": EVIL})
    await mailing.work()
    mail = str(await letters_to(sandbox, recipient))
    assert mailing.world.settings.base_url in mail
    assert EVIL not in mail


async def test_a_parameter_that_stands_twice_is_refused(product: Product) -> None:
    """Programs that read the first and the last of two must not be told different things; nor is null no filter."""
    house = await product.house()
    for name, query in DOUBLED:
        answer = await house.api.get(f"/api/v1/{name}?{query}")
        assert answer.status_code == 422, (name, query, answer.text[:200])
    assert (await house.api.get("/api/v1/invoices?limit=1&status=draft&q=null")).status_code == 200


async def test_texts_that_are_code_elsewhere_are_texts_here(mailing: Product, sandbox: Sandbox) -> None:
    """Template, shell and Typst syntax comes out as it was typed: in JSON, pages, the email and the PDF."""
    house, recipient = await mailing.house(), "templates@client.example"
    client = await client_over_api(house, name=TEMPLATES[0] + TEMPLATES[1])
    lines = [a_line_body(description=text, note=text) for text in TEMPLATES]
    body = a_body(client, lines=lines, reference=TEMPLATES[0], notes="\n".join(TEMPLATES))
    draft = (await house.api.post("/api/v1/invoices", json=body)).json()
    issued = (await house.api.post(f"/api/v1/invoices/{draft['id']}/issue")).json()
    assert [line["description"] for line in issued["lines"]] == list(TEMPLATES)
    page = await house.browser.get(f"/app/{house.slug}/invoices/{draft['id']}")
    public = await mailing.client({"Accept": "text/html"}).get(issued["public_url"])
    for shown in (page.text, public.text):
        assert "{{7*7}}" in shown
    pdf = await house.api.get(f"/api/v1/invoices/{draft['id']}/pdf")
    drawn = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf.content)).pages)
    flat = "".join(drawn.split())
    assert [text for text in TEMPLATES if flat.count("".join(text.split())) < 3] == []
    await house.api.post(f"/api/v1/invoices/{draft['id']}/send", json={"recipient": recipient})
    await mailing.work()
    assert "49" not in str(await letters_to(sandbox, recipient)).split("{{7*7}}")[0][-20:]


async def test_no_other_origin_is_let_in(product: Product) -> None:
    """Whichever origin asks, also beforehand, no answer allows it to read."""
    house = await product.house()
    draft = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    for origin in (
        "https://evil.example",
        "null",
        "http://testserver.local.evil.example",
        "http://testserver.local",
    ):
        for client, path in (
            (house.browser, f"/app/{house.slug}"),
            (house.api, "/api/v1/invoices"),
            (house.api, "/api/openapi.json"),
        ):
            seen = await client.get(path, headers={"Origin": origin})
            asked = await client.options(path, headers={"Origin": origin, **draft})
            found = [
                name
                for answer in (seen, asked)
                for name in answer.headers
                if name.startswith("access-control")
            ]
            assert found == [], (origin, path)


async def test_a_crash_tells_its_id_and_nothing_else(product: Product, database: DatabaseUrls) -> None:
    """What nobody foresaw, a table that is gone, is 500 with the request's id, for programs and people alike."""
    house = await product.house()
    connection = await asyncpg.connect(database.superuser)
    try:
        await connection.execute("ALTER TABLE items RENAME TO gone")
        program = await house.api.get("/api/v1/items")
        person = await house.browser.get(f"/app/{house.slug}/items")
    finally:
        await connection.execute("ALTER TABLE gone RENAME TO items")
        await connection.close()
    for answer in (program, person):
        assert answer.status_code == 500
        assert answer.headers["x-request-id"] in answer.text
        for inside in ('items"', "UndefinedTable", "Traceback", "SELECT", "asyncpg", ".py", "sqlalchemy"):
            assert inside not in answer.text
    assert program.json()["code"] == "crash"
    assert (await house.api.get("/api/v1/items")).status_code == 200
