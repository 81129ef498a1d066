"""`python draw.py LINES MANY`: draw so many invoices of so many lines; print the CPU seconds of one."""

import json
import sys
from pathlib import Path
from time import process_time

import segno
from jinja2 import Environment, FileSystemLoader
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

HERE = Path(__file__).resolve().parent
# The product's own fonts, embedded as it does.
FONTS = HERE.parents[2] / "src" / "invoiceflow" / "pdf" / "fonts"
TEMPLATE = Environment(loader=FileSystemLoader(HERE), autoescape=True).get_template("invoice.html.j2")
CONFIGURATION = FontConfiguration()


def money(minor: int) -> str:
    """Return an amount of euro cents as people write it."""
    return f"{minor // 100:,}.{minor % 100:02}"


def transfer(salt: int, total: int) -> str:
    """Return the code that fills in the transfer, as an address with the picture in it."""
    account = ("BYLADEM1001", "Studio Nordlicht GmbH", "DE02120300000000202051")
    text = "\n".join(("BCD", "002", "1", "SCT", *account, f"EUR{total / 100:.2f}", "", "", f"2026-{salt}"))
    return segno.make(text, error="m").svg_data_uri()


def draw(many: int, salt: int) -> bytes:
    """Return one document."""
    lines, net = [], 0
    for line in range(many):
        quantity, price = 1 + (line * 7 + salt) % 9, 1900 + (line * 311 + salt * 17) % 90000
        text = f"Consulting package {salt}-{line}: implementation and on-site support"
        lines.append(
            {"text": text, "quantity": quantity, "price": money(price), "amount": money(quantity * price)}
        )
        net += quantity * price
    tax = (net * 19 + 50) // 100
    html = TEMPLATE.render(
        number=f"2026-{salt}",
        lines=lines,
        net=money(net),
        tax=money(tax),
        total=money(net + tax),
        fonts=FONTS.as_uri(),
        logo=(HERE.parent / "logo.png").as_uri(),
        code=transfer(salt, net + tax),
    )
    pdf: bytes = HTML(string=html).write_pdf(font_config=CONFIGURATION, pdf_variant="pdf/a-3b")
    return pdf


lines_each, documents = (int(word) for word in sys.argv[1:3])
for warm in range(1 if lines_each > 100 else 5):
    draw(lines_each, 9000 + warm)
before = process_time()
for each in range(documents):
    draw(lines_each, each)
print(json.dumps({"cpu_seconds": (process_time() - before) / documents}))
