"""What every request passes before a handler sees it."""

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from invoiceflow.entrypoints.development.network import free_port
from invoiceflow.identity.domain.session import FRESH
from invoiceflow.web.steps.shell import CSRF_PATHS
from product import BASE_URL, GivenClock, Product, every_route, open_product
from services import DatabaseUrls, Services


async def test_every_answer_carries_the_security_headers(product: Product) -> None:
    """Pages, problems and addresses that do not exist carry the same headers and a request id."""
    for path in ("/healthz", "/nowhere", "/api/v1/invoices"):
        answer = await product.client().get(path)
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-request-id"].startswith("req_")


async def test_an_unsafe_request_without_its_token_is_refused(product: Product) -> None:
    """The form of the sign-in page counts only with the token that this browser was given."""
    browser = product.client({"Accept": "text/html"})
    page = await browser.get("/login")
    refused = await browser.post("/login/end")
    token = page.text.split('name="csrf" value="')[1].split('"')[0]
    admitted = await browser.post("/login/end", data={"csrf": token})
    assert (page.status_code, refused.status_code, admitted.status_code) == (200, 403, 303)


OWN_ORIGINS: tuple[dict[str, str], ...] = (
    {},
    {"Origin": BASE_URL},
    {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
)
FOREIGN_ORIGINS: tuple[dict[str, str], ...] = (
    {"Sec-Fetch-Site": "cross-site", "Origin": BASE_URL},
    {"Sec-Fetch-Site": "same-site"},
    *(
        {"Origin": origin}
        for origin in (
            "https://evil.example",
            f"{BASE_URL}.evil.example",
            f"{BASE_URL}:8080",
            BASE_URL.replace("http://", "https://"),
            "null",
        )
    ),
)


@pytest.mark.parametrize(
    "path", ["/login/end", "/login/email", "/login/google", "/account/sessions/end", "/app/new"]
)
async def test_where_a_form_came_from_counts_beside_its_token(product: Product, path: str) -> None:
    """A browser without Sec-Fetch-Site tells the origin: one that is not ours is refused, the token right or not."""
    for headers in (*OWN_ORIGINS, *FOREIGN_ORIGINS):
        _, browser = await product.person()
        answer = await browser.post(path, headers={"Accept": "application/json", **headers})
        told = answer.json()["code"] if answer.status_code == 403 else ""
        assert (told == "csrf") == (headers in FOREIGN_ORIGINS), (headers, answer.status_code)


async def test_an_invitation_is_accepted_where_the_browser_hides_the_origin(product: Product) -> None:
    """Its page tells nobody its address, so that old browsers send the origin "null": the token decides."""
    _, browser = await product.person()
    hidden = await browser.post("/invitations/unknown", headers={"Origin": "null"})
    foreign = await browser.post("/invitations/unknown", headers={"Origin": "https://evil.example"})
    assert (hidden.status_code, foreign.status_code) == (404, 403)


async def test_a_session_opens_no_address_of_the_api(product: Product) -> None:
    """Programs prove themselves by a key: what another site makes a browser send there is nobody's, token or not."""
    house = await product.house()
    read = await house.browser.get("/api/v1/clients")
    written = await house.browser.post("/api/v1/clients", json={"name": "Forged"})
    assert (read.status_code, written.status_code) == (401, 401)
    assert (await house.api.get("/api/v1/clients")).json()["items"] == []


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
async def test_json_counts_where_it_is_called_so(product: Product, kind: str) -> None:
    """What a form of another site can send without asking beforehand is no JSON, whatever stands in it."""
    house = await product.house()
    body = b'{"name": "Atelier", "country": "DE", "currency": "EUR"}'
    called = {"Content-Type": kind} if kind else {}
    refused = await house.api.post("/api/v1/clients", content=body, headers=called)
    taken = await house.api.post(
        "/api/v1/clients", content=body, headers={"Content-Type": "application/json"}
    )
    assert (refused.status_code, taken.status_code) == (415, 201)


async def test_a_page_of_a_tenant_sends_strangers_to_sign_in(product: Product) -> None:
    """Without a session a browser is led to the sign-in page, a program gets a problem."""
    page = await product.client({"Accept": "text/html"}).get("/app")
    problem = await product.client({"Accept": "application/json"}).get("/app")
    assert (page.status_code, page.headers.get("location", "")[:6]) == (303, "/login")
    assert (problem.status_code, problem.json()["code"]) == (401, "session.required")


async def test_a_signed_in_person_is_led_to_their_tenant(product: Product) -> None:
    """Who has a tenant enters it; who has none opens one."""
    house = await product.house()
    _, newcomer = await product.person("New Person")
    entered, sent = await house.browser.get("/app"), await newcomer.get("/app")
    assert (entered.headers["location"], sent.headers["location"]) == (f"/app/{house.slug}", "/app/new")


async def test_the_way_to_sign_in_keeps_where_one_was_going(product: Product) -> None:
    """The address comes back whole, with its query, whatever signs it holds; none of them breaks the header."""
    browser = product.client({"Accept": "text/html"})
    asked = "/app/%E6%97%A5%0d%0aX-Evil:1?status=paid&q=a"
    answer = await browser.get(asked)
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["location"]).query)["next"] == [asked]
    assert "x-evil" not in answer.headers


async def test_without_redis_nobody_is_guessed(
    services: Services, database: DatabaseUrls, tmp_path: Path
) -> None:
    """Once the cookie's claims are old, pages say when to try again; public pages go on, all with their headers."""
    async with open_product(database, services.redis_url, tmp_path) as given:
        house = await given.house()
    dead = f"redis://127.0.0.1:{free_port()}"
    later = GivenClock(given.clock.now() + FRESH)
    async with open_product(database, dead, tmp_path, clock=later) as without:
        browser = without.client(dict(house.browser.headers))
        browser.cookies.update(house.browser.cookies)
        page, public, health = [
            await browser.get(path) for path in (f"/app/{house.slug}", "/i/guessed", "/healthz")
        ]
    assert (page.status_code, page.headers["retry-after"]) == (503, "5")
    assert (public.status_code, health.status_code) == (404, 200)
    assert all(answer.headers["x-request-id"] for answer in (page, public, health))


async def test_no_spelling_of_an_address_goes_round_the_token(product: Product) -> None:
    """Each form is refused without its token, however many slashes its address has and wherever they stand."""
    forms = [
        path
        for route in every_route()
        if route.path.startswith(CSRF_PATHS) and route.methods & {"POST", "PUT", "PATCH", "DELETE"}
        for path in [re.sub(r"\{[^}]*\}", "x", route.path)]
    ]
    assert len(forms) > 50
    stranger = product.client({"Accept": "text/html"})
    for path in forms:
        for spelled in (f"/{path}", path.replace("/", "//"), f"{path}/", f"///{path}//"):
            answer = await stranger.post(f"http://testserver.local{spelled}", data={"agreed": "yes"})
            assert answer.status_code in (403, 405), spelled


async def test_a_link_is_not_logged(product: Product, capfd: pytest.CaptureFixture[str]) -> None:
    """A form of a link that is refused leaves no trace of the secret that its address is."""
    answer = await product.client({"Accept": "text/html"}).post("/invitations/the-secret", data={})
    assert answer.status_code == 403
    said = capfd.readouterr()
    assert "csrf.refused" in said.out + said.err
    assert "the-secret" not in said.out + said.err
