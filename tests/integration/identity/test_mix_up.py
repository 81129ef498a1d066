"""One provider's answer at another's address: nothing of it is shown to anybody."""

from dataclasses import dataclass, field

import pytest

from invoiceflow.identity.actions.prove import Answer, Desk, SignInFailed, Start, finish_proof, start_proof
from invoiceflow.identity.domain.session import Device, Identity
from invoiceflow.identity.domain.way import Way
from invoiceflow.identity.ports import Callback
from product import Product


@dataclass
class Recorder:
    """A provider that believes everything, and remembers the codes and states that it saw."""

    way: Way
    states: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    async def authorization_url(self, *, state: str, nonce: str, verifier: str) -> str:
        """Remember the state."""
        del nonce, verifier
        self.states.append(state)
        return self.way.issuer

    async def identity(self, callback: Callback, *, nonce: str, verifier: str) -> Identity:
        """Remember the code."""
        del nonce, verifier
        self.codes.append(callback.code)
        return Identity(self.way.issuer, "1", "mara@example.com", "Mara")


async def test_a_code_is_not_shown_to_another_provider(product: Product) -> None:
    """What was begun with one provider is refused at another's address before anybody is asked (RFC 9700, 4.4)."""
    honest, attacker = [Recorder(Way(key, key, f"https://{key}.example")) for key in ("honest", "attacker")]
    desk = Desk(product.world.redis, product.world.database, {"honest": honest, "attacker": attacker})
    await start_proof(desk, Start("honest", "browser", "/app"))
    answer = Answer(
        "attacker", "code", honest.states[0], "browser", product.clock.now(), Device("Firefox", "")
    )
    with pytest.raises(SignInFailed):
        await finish_proof(desk, answer)
    assert (honest.codes, attacker.codes) == ([], [])
