"""Where a sign-in leads afterwards: one of our own pages, whatever the address says."""

from urllib.parse import urljoin, urlsplit

import pytest

from invoiceflow.identity.domain.session import safe_next

OURS = "https://app.invoiceflow.example"
ELSEWHERE = (
    *(
        "https://evil.example",
        "http:evil.example",
        "//evil.example",
        "///evil.example",
        "////evil.example/%2f..",
    ),
    *(
        "/\\evil.example",
        "\\\\evil.example",
        "\\/evil.example",
        "/app\\@evil.example",
        "https:/\\evil.example",
    ),
    *(
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "blob:x",
        "file:///etc/passwd",
    ),
    *(
        "/%09/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\x00//evil.example",
        " //evil.example",
        ".//evil",
    ),
    *(
        "/app\r\nLocation: https://evil.example",
        "/app\x0bx",
        "/app\x7f\\x",
        "@evil.example",
        "evil.example",
        "?next=x",
    ),
    *(
        "/login",
        "/login/end",
        "/api/v1/invoices",
        "/static/x",
        "/webhooks/stripe",
        "",
        "/",
        "/%2f%2fevil.example",
    ),
    *(
        "\u2028/app",
        "\u3002evil",
        "/\u2044evil.example",
        "http://app@evil.example",
        "//app/evil",
        "http:///app",
    ),
)
OWN = (
    *(
        "/app",
        "/app/demo/invoices?status=paid&q=a",
        "/app/demo/clients/1#top",
        "/account/security",
        "/invitations/abc",
    ),
    "/app/demo?next=https://evil.example",
)


@pytest.mark.parametrize("address", ELSEWHERE)
def test_an_address_elsewhere_is_not_followed(address: str) -> None:
    """It leads to the first page instead."""
    assert safe_next(address) == "/app"


@pytest.mark.parametrize("address", OWN)
def test_an_own_page_is_kept(address: str) -> None:
    """With its query; a browser that follows it stays with us."""
    assert safe_next(address) == address
    assert urlsplit(urljoin(OURS + "/login", address)).netloc == urlsplit(OURS).netloc
