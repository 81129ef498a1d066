"""The books hold, or each place where they do not is named."""

from collections import Counter
from pathlib import Path

import pytest

from command_line import run
from invoiceflow.audit.adapters.anchor_file import anchors_in
from invoiceflow.entrypoints import wiring
from invoiceflow.invoicing.actions.void_invoice import VoidInvoice, void_invoice
from invoiceflow.pdf.store import keep_file
from invoiceflow.reporting.queries import books
from payments_house import an_invoice, pay, take_back
from product import House, Product
from services import DatabaseUrls
from verifying import environment, superuser

ROOT = Path(__file__).parents[3]

TABLES = (
    *("invoices", "invoice_lines", "invoice_taxes", "number_series"),
    *("invoice_labels", "payments", "ledger_journals", "ledger_entries", "audit_entries", "chain_heads"),
)
# Each is one careful hand on the database, with every trigger and foreign key out of its way, and what must be said.
PLANTED = {
    "changed amount": (
        "UPDATE invoices SET net_minor = net_minor + 1, total_minor = total_minor + 1 WHERE number = '2026-0001'",
        "invoice 2026-0001: total_minor is 19041, its lines come to 19040",
    ),
    "changed paid amount": (
        "UPDATE invoices SET paid_minor = paid_minor - 1 WHERE number = '2026-0001'",
        "invoice 2026-0001: paid_minor is 19999, its payments come to 20000",
    ),
    "changed status": (
        "UPDATE invoices SET status = 'issued' WHERE number = '2026-0001'",
        "invoice 2026-0001: its status is issued, its money says paid",
    ),
    "edited line": (
        "UPDATE invoice_lines SET quantity = 3 WHERE invoice_id = (SELECT id FROM invoices WHERE number = '2026-0001')",
        "invoice 2026-0001: line 1 says net_minor 16000, it comes to 24000",
    ),
    "edited words": (
        "UPDATE invoice_lines SET description = 'Dentistry'",
        "invoice 2026-0002: what it says is not what was issued: its content hash differs",
    ),
    "edited buyer": (
        "UPDATE invoices SET buyer = buyer || '{\"name\": \"Somebody else\"}' WHERE number = '2026-0002'",
        "invoice 2026-0002: what it says is not what was issued: its content hash differs",
    ),
    "deleted line": (
        "DELETE FROM invoice_lines WHERE invoice_id = (SELECT id FROM invoices WHERE number = '2026-0002')",
        "invoice 2026-0002: total_minor is 19040, its lines come to 0",
    ),
    "edited tax table": (
        "UPDATE invoice_taxes SET tax_minor = 1",
        "invoice 2026-0002: its tax table says S 19 %: 1 on 16000, its lines do not",
    ),
    "moved date": (
        "UPDATE invoices SET due_on = due_on + 1 WHERE number = '2026-0002'",
        "invoice 2026-0002: what it says is not what was issued: its content hash differs",
    ),
    "nonsense in a frozen part": (
        "UPDATE invoices SET buyer = '{}' WHERE number = '2026-0002'",
        "invoice 2026-0002: it cannot be read any more",
    ),
    "missing number": (
        "DELETE FROM invoices WHERE number = '2026-0002'",
        "series invoice 2026: number 2 is missing",
    ),
    "missing last number": (
        "DELETE FROM invoices WHERE number = '2026-0004'",
        "series invoice 2026: number 4 is missing",
    ),
    "label of nothing": (
        "INSERT INTO invoice_labels SELECT tenant_id, 'po', '7', created_at, id FROM invoices WHERE seq = 2",
        "invoice 2026-0002: it is found by what it does not say, po = 7",
    ),
    "metadata behind the labels' back": (
        "UPDATE invoices SET metadata = '{\"po\": 7}' WHERE number = '2026-0002'",
        "invoice 2026-0002: it is not found by po = 7",
    ),
    "lost counter": (
        "DELETE FROM number_series",
        "series invoice 2026: its counter is at 0, its highest number is 4",
    ),
    "renumbered": (
        "UPDATE invoices SET seq = 9 WHERE number = '2026-0002'",
        "series invoice 2026: numbers 5 to 8 are missing",
    ),
    "deleted entry": (
        "DELETE FROM ledger_entries WHERE account = 'tax'",
        "invoice 2026-0001: its issue moved tax by 0 instead of -3040",
    ),
    "changed entry": (
        "UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE account = 'bank'",
        "does not add up: +1 EUR",
    ),
    "balanced lie": (
        "UPDATE ledger_entries SET account = 'client_credit' WHERE account = 'receivable' AND amount_minor < 0",
        "invoice 2026-0001: the ledger says 19040 is open, its payments leave 0",
    ),
    "other currency": ("UPDATE ledger_entries SET currency = 'USD'", "(issue) is in USD, the invoice in EUR"),
    "deleted journal": (
        "DELETE FROM ledger_journals WHERE kind = 'void'",
        "invoice 2026-0003: its void is not in the ledger",
    ),
    "entries without journal": (
        "DELETE FROM ledger_journals WHERE kind = 'issue'",
        "ledger entries belong to journal ",
    ),
    "deleted payment": (
        "DELETE FROM payments WHERE amount_minor = 20000",
        "invoice 2026-0001: paid_minor is 20000, its payments come to 0",
    ),
    "changed payment": (
        "UPDATE payments SET amount_minor = 20001 WHERE amount_minor = 20000",
        "is 20001, the ledger moved bank by 20000",
    ),
    "changed reversal": (
        "UPDATE payments SET amount_minor = -1 WHERE amount_minor < 0",
        "is -1, its payment was 5000",
    ),
    "payment of nothing": (
        "UPDATE payments SET invoice_id = gen_random_uuid() WHERE amount_minor = 20000",
        "belongs to no invoice",
    ),
    "changed audit entry": (
        "UPDATE audit_entries SET actor = 'Nobody' WHERE seq = 3",
        "audit entry 3 (",
    ),
    "swapped audit entries": (
        "UPDATE audit_entries SET seq = seq - 7 WHERE seq IN (3, 4); UPDATE audit_entries SET seq = -seq WHERE seq < 1",
        "audit entry 4 (",
    ),
    "deleted audit entry": ("DELETE FROM audit_entries WHERE seq = 3", "audit entry 3 is missing"),
    "cut tail": (
        "DELETE FROM audit_entries WHERE seq > 5",
        "the audit chain does not end where its head says",
    ),
    "deleted chain": ("DELETE FROM audit_entries", "the audit chain does not end where its head says"),
}


async def test_the_books_of_a_lively_tenant_hold(product: Product) -> None:
    """Parts, excess, reversals, voids and documents: all of it was looked at, and nothing differs."""
    house = await _lively(product)
    seen: Counter[str] = Counter()
    assert await _differences(product, house, seen) == []
    counted = {name: seen[name] for name in ("invoices", "payments", "journals", "documents")}
    assert counted == {"invoices": 4, "payments": 3, "journals": 8, "documents": 1}
    assert seen["audit entries"] > 10


async def test_each_planted_defect_is_named(product: Product, database: DatabaseUrls) -> None:
    """Whoever has the power to change the past cannot do so unseen."""
    house = await _lively(product)
    async with superuser(database, house.tenant_id, TABLES) as change:
        for name, (statements, expected) in PLANTED.items():
            await change(*statements.split("; "))
            found = await _differences(product, house, Counter())
            assert any(expected in fault for fault in found), (name, found)
            await change.back()
    assert await _differences(product, house, Counter()) == []


async def test_a_lost_and_a_changed_file_are_named(product: Product) -> None:
    """The stored document is what its name says, or the invoice is named."""
    house = await _lively(product)
    stored = _only_file(product.files / str(house.tenant_id))
    stored.write_bytes(b"another document")
    changed = await _differences(product, house, Counter())
    stored.unlink()
    gone = await _differences(product, house, Counter())
    assert changed == ["invoice 2026-0001: the file of its pdf was changed"]
    assert gone == ["invoice 2026-0001: the file of its pdf is gone"]


async def test_the_command_says_one_line_or_each_difference(
    product: Product, database: DatabaseUrls, services_redis: str
) -> None:
    """Exit 0 and a sentence while all holds; exit 1 and the place after one unit was changed."""
    house = await _lively(product)
    given = environment(database, services_redis, product.files)
    good = run(given, "verify", "--tenant", house.slug)
    async with superuser(database, house.tenant_id, TABLES) as change:
        await change(PLANTED["changed paid amount"][0])
    bad = run(given, "verify")
    assert (good.returncode, bad.returncode) == (0, 1), good.stderr + bad.stderr
    assert good.stdout.startswith(
        "The books of 1 tenant hold: 4 invoices, 3 payments, 8 journals, 1 documents"
    )
    assert f"{house.slug}: {PLANTED['changed paid amount'][1]}" in bad.stdout
    assert len(good.stdout.splitlines()) == 1


@pytest.fixture
def services_redis(product: Product) -> str:
    """Return where the product's Redis is."""
    return product.world.settings.redis_url


def _only_file(folder: Path) -> Path:
    return next(path for path in folder.rglob("*") if path.is_file())


async def _lively(product: Product) -> House:
    """Open a tenant with four invoices: overpaid with a document, unpaid, void, paid in part and given back."""
    house, at = await product.house(), product.clock.now()
    paid, _, void, part = [await an_invoice(product, house) for _ in range(4)]
    await pay(product, house, paid.id, 20000)
    payment, _ = await pay(product, house, part.id, 5000)
    await take_back(product, house, payment.id)
    file = await product.world.files.put(house.tenant_id, f"document of {house.slug}".encode())
    async with product.world.database.as_tenant(house.tenant_id) as session:
        await void_invoice(session, VoidInvoice(void.id, "tests", at))
        await keep_file(session, paid.id, file, size_bytes=17, at=at)
    return house


async def _differences(product: Product, house: House, seen: Counter[str]) -> list[str]:
    settings = product.world.settings
    back = wiring.world(settings, database_url=settings.worker_database_url)
    try:
        anchors = anchors_in(settings.audit_anchor_file)
        walk = books.differences(back.database, back.files, house.tenant_id, seen, anchors)
        return [fault async for fault in walk]
    finally:
        await back.close()
