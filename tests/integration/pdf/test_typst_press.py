"""Documents as Typst makes them, read back with other libraries."""

import hashlib
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pikepdf
import pypdf
import pytest
import typst
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from invoiceflow.invoicing.domain.invoice import Content, Party
from invoiceflow.invoicing.domain.totals import totals_of
from invoiceflow.kernel.languages import DOCUMENT_LANGUAGES
from invoiceflow.kernel.money import Money
from invoiceflow.pdf.actions.choose_words import CJK_LANGUAGES
from invoiceflow.pdf.actions.draw_transfer_code import draw_transfer_code
from invoiceflow.pdf.actions.lay_out_invoice import lay_out_invoice
from invoiceflow.pdf.adapters.messages import Made
from invoiceflow.pdf.adapters.orders import order_of
from invoiceflow.pdf.adapters.typst_press import TypstPress
from invoiceflow.pdf.domain.paper import TEMPLATES, Paper
from invoiceflow.pdf.domain.printed import DraftDocument
from invoiceflow.pdf.domain.transfer_code import transfer_text
from paper_builders import ACCOUNT, LOGO, STUDIO, a_content, a_line, an_invoice

PRESS = TypstPress()

GOLDEN = {
    "modern": "7a6ca2adbc6248f48cc423a1c6ed10dd30f7f788e9e431052e9155f1e010e3eb",
    "classic": "a84ac546b805e42a6123cfd31386ed43cdd29dc24cbb6a3f03ab1ec6e42968c0",
}


def pdf_of(paper: Paper) -> bytes:
    """Return the document, which must have been made without leaving anything out."""
    made = PRESS.make(order_of(paper, "pdf"))
    assert (made.problem, made.notes) == ("", [])
    return made.files[0]


def text_of(pdf: bytes) -> str:
    """Return what the pages say, with plain spaces, and without marks of direction and break."""
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)
    return re.sub("[\u00a0\u202f]", " ", re.sub("[\u200b\u2066-\u2069]", "", text))


def paper_of(content: Content, **others: object) -> Paper:
    """Return the paper of an invoice that says this."""
    return lay_out_invoice(an_invoice(content, **others), logo=LOGO, pay_url="https://pay.example/i/x")


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_same_invoice_gives_the_same_bytes_on_every_machine(template: str) -> None:
    """
    Fonts are ours, time is the date of issue: only a change of template, words or engine changes a document.

    When it is meant to, look at the pages, then put the new hash here.
    """
    content = a_content(discount_percent=Decimal(2), intro="Guten Tag", terms="14 Tage", notes="Danke")
    pdf = pdf_of(paper_of(content, template=template))
    assert hashlib.sha256(pdf).hexdigest() == GOLDEN[template]
    assert pdf == TypstPress().make(order_of(paper_of(content, template=template), "pdf")).files[0]


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_document_is_an_archive_file_that_a_screen_reader_can_read(template: str) -> None:
    """PDF/A-3a and PDF/UA-1: tagged, titled, in a language, colours defined, every font inside."""
    with pikepdf.open(io.BytesIO(pdf_of(paper_of(a_content(), template=template)))) as document:
        about = document.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("3", "A", "1")
        assert about["dc:title"] == "Rechnung RE-2026-0412 \u2013 Studio Nordlicht GmbH"
        assert str(document.Root.Lang).startswith("de")
        assert bool(document.Root.MarkInfo.Marked)
        assert "/StructTreeRoot" in document.Root
        assert document.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert not document.is_encrypted
        assert fonts_without_file(document) == []
        assert str(document.docinfo["/CreationDate"]).startswith("D:20261118000000")


def fonts_without_file(document: pikepdf.Pdf) -> list[str]:
    """Return the fonts that are named but not embedded."""
    descriptors = [item for item in document.objects if is_descriptor(item)]
    assert descriptors
    files = ("/FontFile", "/FontFile2", "/FontFile3")
    return [str(item.FontName) for item in descriptors if not any(name in item for name in files)]


def is_descriptor(item: pikepdf.Object) -> bool:
    """Return whether an object describes a font."""
    return isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("language", [*DOCUMENT_LANGUAGES, *CJK_LANGUAGES])
def test_every_language_can_be_typeset(language: str, template: str) -> None:
    """With a logo, a code, every optional part and a buyer abroad; the total is on the page."""
    content = a_content(
        language=language,
        discount_percent=Decimal("2.5"),
        charge_minor=1000,
        reference="PO-1",
        service_from=date(2026, 11, 1),
        service_to=date(2026, 11, 18),
        terms="T",
        prices_include_tax=True,
    )
    buyer = Party("Acme B.V.", "NL", city="Amsterdam", vat_id="NL123456789B01")
    paper = paper_of(content, template=template, buyer=buyer)
    made = PRESS.make(order_of(paper, "pdf"))
    assert made.problem == ""
    assert re.sub("[\u00a0\u202f]", " ", paper.total) in text_of(made.files[0])


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize(
    ("currency", "price"), [("EUR", "1234.56"), ("JPY", "123456"), ("KWD", "1234.567"), ("CHF", "0.05")]
)
def test_the_page_shows_the_figures_of_the_totals(currency: str, price: str, template: str) -> None:
    """Every amount of the invoice's totals is read back from the page, with 0, 2 or 3 decimals."""
    content = a_content((a_line("A", "3", price), a_line("B", "1", price, "7")), currency=currency)
    paper = paper_of(content, template=template)
    text = text_of(pdf_of(paper))
    sums = paper.sums if template == "modern" else paper.sums_by_rate
    for figure in [paper.total, *(row.value for row in sums), *(line.amount for line in paper.lines)]:
        assert re.sub("[\u00a0\u202f]", " ", figure) in text


def test_text_of_people_is_only_ever_text() -> None:
    """Markup of Typst, its data and its functions appear on the page as they were typed."""
    hostile = (
        "#sys.inputs *bold* ]] $x^2$ `raw` @ref <label> \\ // = head {#panic()} #import \"x\" _it_ ~ 'q'"
    )
    content = a_content((a_line(hostile, note=hostile, unit="#x"),), intro=hostile, reference="#1", notes="]")
    for template in TEMPLATES:
        text = text_of(pdf_of(paper_of(content, template=template, number="#sys.version", footer="*foot*")))
        flat = re.sub(r"\s+", "", text)
        assert flat.count(re.sub(r"\s+", "", hostile)) == 3
        assert "#sys.version" in text
        assert "*foot*" in text


def test_an_override_of_direction_turns_nothing_around() -> None:
    """A name with a right-to-left override cannot print an amount backwards."""
    text = text_of(pdf_of(paper_of(a_content((a_line("\u202e00.001 EUR\u202c pay"),)))))
    assert "00.001 EUR pay" in text
    assert "\u202e" not in text


def test_arabic_reads_in_a_latin_document_and_latin_in_an_arabic_one() -> None:
    """Each script keeps its direction; the document says which language it is in."""
    arabic = "فاتورة"
    latin = pdf_of(paper_of(a_content((a_line(f"Text {arabic} (12) end"),))))
    assert "Text" in text_of(latin)
    turned = pdf_of(paper_of(a_content((a_line(f"{arabic} Cloud (12)"),), language="ar")))
    assert "Cloud" in text_of(turned)
    with pikepdf.open(io.BytesIO(turned)) as document:
        assert str(document.Root.Lang).startswith("ar")


@pytest.mark.parametrize("template", TEMPLATES)
def test_emoji_are_drawn_and_signs_without_a_picture_are_named(template: str) -> None:
    """Emoji, joined ones too, are text that can be copied; a box stands only for what is named."""
    content = a_content((a_line("Tea \U0001f375 \U0001f469\u200d\U0001f4bb \u2764\ufe0f \u6f22"),))
    made = PRESS.make(order_of(paper_of(content, template=template), "pdf"))
    assert (made.problem, made.unshown) == ("", [0x6F22])
    text = text_of(made.files[0])
    assert "Tea \U0001f375 \U0001f469\u200d\U0001f4bb \u2764\ufe0f \u25a1" in text
    assert made.files == PRESS.make(order_of(paper_of(content, template=template), "pdf")).files


@settings(max_examples=60, deadline=None)
@given(text=st.text(max_size=40))
def test_any_text_can_be_typeset(text: str) -> None:
    """Whatever people type, the document is made: with boxes where no font helps, but it is made."""
    content = a_content((a_line(text, unit=text[:10], note=text),), intro=text, reference=text)
    made = PRESS.make(order_of(paper_of(content, footer=text), "pdf"))
    assert made.problem == ""


def test_every_character_that_the_fonts_claim_can_be_typeset() -> None:
    """The fonts' own tables are read rightly: none of what they claim is refused by Typst."""
    chars = [chr(code) for code in sorted(PRESS.showable) if chr(code).isprintable()]
    content = a_content((a_line(" ".join(chars)),))
    assert len(chars) > 4000
    assert pdf_of(paper_of(content))


def test_five_hundred_lines_repeat_their_header_and_count_their_pages() -> None:
    """Every page of a long table has its header and its number; nothing is lost in between."""
    lines = tuple(a_line(f"Posten {at}", "1", "10", note="Notiz" if at % 7 == 0 else "") for at in range(500))
    for template in TEMPLATES:
        pages = [
            page.extract_text()
            for page in pypdf.PdfReader(
                io.BytesIO(pdf_of(paper_of(a_content(lines), template=template)))
            ).pages
        ]
        assert len(pages) > 8
        assert all("Einzelpreis" in page for page in pages[:-1])
        assert all(f"Seite {at} von {len(pages)}" in page for at, page in enumerate(pages, start=1))
        assert set(re.findall(r"Posten (\d+)", "\n".join(pages))) == {str(at) for at in range(500)}


def test_a_scanner_reads_the_transfer_off_the_code() -> None:
    """What a banking app sees is the transfer, letter by letter, umlauts included."""
    bank = replace(ACCOUNT, holder="Müller & Söhne GmbH")
    svg = draw_transfer_code(bank, Money(887741, "EUR"), "RE-2026-0412")
    assert svg is not None
    page = b"#set page(width: 40mm, height: 40mm, margin: 0mm)\n#image(bytes(sys.inputs.code), width: 100%)"
    picture = typst.compile(page, format="png", ppi=300, sys_inputs={"code": svg})
    (read,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    assert read.bytes.decode() == transfer_text(bank, Money(887741, "EUR"), "RE-2026-0412")
    assert read.ec_level == "M"


def png_logo(size: tuple[int, int]) -> bytes:
    """Return a picture file."""
    file = io.BytesIO()
    Image.new("RGBA", size, (20, 86, 91, 128)).save(file, "PNG")
    return file.getvalue()


@pytest.mark.parametrize("size", [(600, 200), (4000, 40), (40, 4000), (1, 1)])
def test_a_logo_of_any_shape_fits(size: tuple[int, int]) -> None:
    """A wide or high logo is made smaller, never pushed off the page."""
    for template in TEMPLATES:
        paper = lay_out_invoice(an_invoice(template=template), logo=png_logo(size))
        assert len(pypdf.PdfReader(io.BytesIO(pdf_of(paper))).pages) == 1


def test_a_damaged_logo_is_left_out_and_noted() -> None:
    """The invoice is made all the same; the log says what is missing."""
    made = PRESS.make(order_of(lay_out_invoice(an_invoice(), logo=b"<svg broken"), "pdf"))
    assert made.problem == ""
    assert made.notes[0].startswith("logo left out")


def test_letter_paper_is_letter_paper() -> None:
    """In points: 612 by 792."""
    page = pypdf.PdfReader(io.BytesIO(pdf_of(paper_of(a_content(), paper="letter")))).pages[0]
    assert (float(page.mediabox.width), float(page.mediabox.height)) == (612.0, 792.0)


def a_draft(content: Content) -> Paper:
    """Return the paper of a draft."""
    day = date(2026, 11, 18)
    return lay_out_invoice(DraftDocument(content, totals_of(content), day, day, STUDIO, bank=ACCOUNT))


def test_a_preview_is_the_pages_of_the_document() -> None:
    """Only the first pages are sent, but all are counted; each is a picture that stands alone."""
    lines = tuple(a_line(f"Posten {at}") for at in range(100))
    made: Made = PRESS.make(order_of(a_draft(a_content(lines)), "svg", max_pages=2))
    assert (len(made.files), made.page_count) == (2, 4)
    assert made.files[0].startswith(b"<svg")
    assert b"<script" not in made.files[0]


def test_a_draft_can_be_empty() -> None:
    """The preview of a new invoice has no lines and no client yet."""
    made = PRESS.make(order_of(replace(a_draft(a_content(()))), "svg", max_pages=5))
    assert (made.problem, made.page_count) == ("", 1)
