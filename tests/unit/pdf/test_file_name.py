"""The name under which a document is saved, made of a number that a tenant chose the pattern of."""

import re

import pytest

from invoiceflow.pdf.actions.store_document import file_name

HOSTILE = (
    *(
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/passwd",
        "C:\\x",
        "a/../b",
        "....//x",
        ".htaccess",
        "-rf",
    ),
    *(
        'a"; filename="evil.exe',
        "a\r\nSet-Cookie: x=1",
        "a\nb",
        "a\x00.exe",
        "a%0d%0aX: y",
        "a;b",
        "a'b",
        "a\\",
    ),
    *(
        "\u202efdp.exe",
        "\u2066x\u2069",
        "\uff0e\uff0e\uff0fx",
        "\u2024\u2024/x",
        "\u00e9",
        "\U0001f4b8",
        "x" * 500,
        "",
        "...",
    ),
)


def test_a_name_follows_its_number() -> None:
    """Letters, digits and hyphens stay; other signs become a hyphen."""
    assert file_name("2026-0001") == "2026-0001.pdf"
    assert file_name("RE 2026/0001") == "RE-2026-0001.pdf"


@pytest.mark.parametrize("number", HOSTILE)
def test_a_name_is_harmless_in_headers_and_folders(number: str) -> None:
    """No path, no quote, no line break, no sign that turns text around, no hidden file, and always a PDF."""
    name = file_name(number)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*\.pdf", name)
    assert "/" not in name
    assert not name.startswith((".", "-"))
