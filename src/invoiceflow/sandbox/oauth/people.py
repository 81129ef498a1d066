"""Who can sign in."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final


@dataclass(frozen=True, slots=True)
class Person:
    """An account at a provider. `sub` is what identifies it for ever; the rest may change."""

    sub: str
    name: str
    email: str


DEMO_OWNER: Final = Person("100000000000000000001", "Demo owner", "demo.owner@studio-north.example")
_KEPT: Final = 20


class People:
    """The demo owner, and everyone who has signed in as a new person, newest first; kept in a file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        known = json.loads(file.read_text()) if file.exists() else []
        self._newest_first = [Person(**fields) for fields in known]

    def known(self) -> tuple[Person, ...]:
        """Return who can sign in again."""
        return (DEMO_OWNER, *self._newest_first)

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
