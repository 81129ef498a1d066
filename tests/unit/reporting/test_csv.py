"""Cells that a spreadsheet opens as text or figure, never as a formula."""

import pytest

from invoiceflow.reporting.domain.csv import Figure, line

FORMULA = ["=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20"]


@pytest.mark.parametrize("sign", [*FORMULA, "\t", "\r", "\n", "\0"])
def test_a_text_never_begins_a_formula(sign: str) -> None:
    """What a person typed gets an apostrophe before a sign that spreadsheets act on."""
    cell = line(f"{sign}1+1").removesuffix("\r\n").strip('"')
    assert cell == f"'{sign}1+1"


@pytest.mark.parametrize("sign", FORMULA)
@pytest.mark.parametrize("separator", [";", "\t", "\r\n", "\n"])
def test_nor_where_a_spreadsheet_would_begin_another_cell(separator: str, sign: str) -> None:
    """A spreadsheet that separates by semicolons or tabs takes no quote for one that stands inside of its cells."""
    assert f"{separator}'{sign}1+1" in line("a", f"x{separator}{sign}1+1", "b")
    assert f"x{separator} {sign} y" in line(f"x{separator} {sign} y")


def test_cells_keep_commas_quotes_and_lines() -> None:
    """A cell is quoted where it must be, and its own quotes are doubled (RFC 4180)."""
    assert line("a,b", 'say "x"', "two\nlines", "plain") == '"a,b","say ""x""","two\nlines",plain\r\n'


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [
        (869986, "EUR", "8699.86"),
        (-5, "EUR", "-0.05"),
        (690100, "JPY", "690100"),
        (1380, "KWD", "1.380"),
        (0, "EUR", "0.00"),
    ],
)
def test_figures_stay_figures(minor: int, currency: str, written: str) -> None:
    """Amounts have a point and the decimals of their currency; a negative one is a number, not a formula."""
    assert line(Figure(minor, currency)) == f"{written}\r\n"
