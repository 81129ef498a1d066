"""Who can sign in."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final


@dataclass(frozen=True, slots=True)
class Person:
    """
    An account at a provider. `sub` is what identifies it for ever; the rest may change.

    `part` is what they are in the demo tenant, empty for everybody else.
    """

    sub: str
    name: str
    email: str
    part: str = ""


# Whom the product's seed makes members of its demo tenant (entrypoints/demo/people.py).
DEMO: Final = (
    Person("100000000000000000001", "Mara Petersen", "mara.petersen@studio-north.example", "Demo owner"),
    Person("100000000000000000002", "Jannik Voss", "jannik.voss@studio-north.example", "Demo admin"),
    Person("100000000000000000003", "Katrin Albers", "katrin.albers@studio-north.example", "Demo accountant"),
    Person("100000000000000000004", "Timo Becker", "timo.becker@studio-north.example", "Demo member"),
    Person("100000000000000000005", "Leonie Sommer", "leonie.sommer@studio-north.example", "Demo viewer"),
)
_KEPT: Final = 20


class People:
    """The members of the demo tenant, and everyone who has signed in as a new person, newest first; kept in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        known = json.loads(file.read_text()) if file.exists() else []
        self._newest_first = [Person(**fields) for fields in known]

    def known(self) -> tuple[Person, ...]:
        """Return who can sign in again."""
        return (*DEMO, *self._newest_first)

    def find(self, sub: str) -> Person | None:
        """Return the person of this `sub`."""
        return next((person for person in self.known() if person.sub == sub), None)

    def create(self, name: str) -> Person:
        """Return a person whom nobody has seen before. An empty name becomes one."""
        number = token_hex(4)
        name = name.strip()[:100] or f"Somebody new {number}"
        person = Person(sub=f"2{int(number, 16):020}", name=name, email=f"person.{number}@mail.example")
        self._newest_first = [person, *self._newest_first][:_KEPT]
        self._file.write_text(json.dumps([asdict(known) for known in self._newest_first]))
        return person
