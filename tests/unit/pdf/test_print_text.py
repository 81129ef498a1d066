"""Text as it can be printed."""

import pytest

from invoiceflow.pdf.domain.print_text import UNSHOWABLE, printable, unshown_in

LATIN = frozenset([*range(0x20, 0x7F), *range(0xA0, 0x250), 0x200D, 0x301, ord(UNSHOWABLE)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Müller & Söhne", "Müller & Söhne", id="shown-as-it-is"),
        pytest.param("tea \U0001f375!", f"tea {UNSHOWABLE}!", id="emoji"),
        pytest.param("\U0001f468\u200d\U0001f469", UNSHOWABLE * 2, id="joiner-without-what-it-joins"),
        pytest.param("漢字", UNSHOWABLE * 2, id="one-box-a-character"),
        pytest.param("a\x00b\x07c\x7f\x9fd\ufeff", "abcd", id="controls-go"),
        pytest.param("a\r\nb\u2028c\x0bd", "a\nb\nc\nd", id="every-line-break-is-one"),
        pytest.param("a\tb", "a b", id="tab"),
        pytest.param("\u202e00.001 EUR\u202c \u2067x\u2069", "00.001 EUR x", id="nothing-turns-the-line"),
        pytest.param("e\u0301", "\u00e9", id="composed"),
        pytest.param("\ud83d", UNSHOWABLE, id="half-a-surrogate"),
        pytest.param("", "", id="empty"),
    ],
)
def test_what_no_font_shows_becomes_a_box_and_what_is_invisible_goes(text: str, expected: str) -> None:
    """A document can be made of any text; what is missing is seen to be missing."""
    assert printable(text, LATIN) == expected


def test_a_run_without_spaces_can_be_broken() -> None:
    """A run of over 40 characters gets places to break at; a shorter one, such as an IBAN, is left alone."""
    assert printable("x" * 40, LATIN) == "x" * 40
    assert printable("x" * 41, LATIN).replace("\u200b", "") == "x" * 41
    assert max(map(len, printable("x" * 300, LATIN).split("\u200b"))) <= 20


def test_what_is_a_box_can_be_named() -> None:
    """Each sign once; what is invisible, or composed into a sign that is there, is none."""
    assert unshown_in("tea \U0001f375\U0001f375 \u6f22\n\u202e e\u0301", LATIN) == {0x1F375, 0x6F22}
    assert unshown_in("Caf\u00e9\tau lait", LATIN) == frozenset()
