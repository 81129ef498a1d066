"""Public links: unguessable, the same each time, gone when revoked."""

from uuid import UUID

from invoiceflow.invoicing.domain.pay_link import Links, hash_of, token_behind, token_of
from invoiceflow.kernel.ids import InvoiceId, TenantId

KEY = bytes(range(32))
TENANT = TenantId(UUID(int=1))
INVOICE = InvoiceId(UUID(int=2))


def test_a_token_is_fixed() -> None:
    """Links that were handed out must work for years: the recipe may not change unseen."""
    assert token_of(KEY, TENANT, INVOICE, 1) == "qNoo1YlMnSEtBUzG-8_wRp-S7-AvvZ1ZHCUfntA7Tho"


def test_every_part_matters() -> None:
    """Another key, tenant, invoice or version gives another token."""
    tokens = {
        token_of(KEY, TENANT, INVOICE, 1),
        token_of(bytes(32), TENANT, INVOICE, 1),
        token_of(KEY, TenantId(UUID(int=3)), INVOICE, 1),
        token_of(KEY, TENANT, InvoiceId(UUID(int=3)), 1),
        token_of(KEY, TENANT, INVOICE, 2),
    }
    assert len({hash_of(token) for token in tokens}) == len(tokens) == 5


def test_a_link_is_an_address_of_the_product_and_its_key_is_not_shown() -> None:
    """The address has no doubled slash, and printing the value does not print the key."""
    links = Links("https://pay.example/", (KEY,))
    stored = hash_of(token_of(KEY, TENANT, INVOICE, 1))
    assert (
        links.url(TENANT, INVOICE, 1, stored) == f"https://pay.example/i/{token_of(KEY, TENANT, INVOICE, 1)}"
    )
    assert "x01" not in repr(links)


def test_a_link_is_found_under_the_key_that_made_it() -> None:
    """After a change of keys the token is that of the stored hash; without its key there is none."""
    old, new = KEY, bytes(32)
    stored = hash_of(token_of(old, TENANT, INVOICE, 1))
    assert token_behind((new, old), TENANT, INVOICE, 1, stored) == token_of(old, TENANT, INVOICE, 1)
    assert token_behind((new,), TENANT, INVOICE, 1, stored) is None
    assert token_behind((new, old), TENANT, INVOICE, 1, None) is None
