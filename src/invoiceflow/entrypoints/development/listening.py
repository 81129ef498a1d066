"""Programs of the development system that are waited for."""

from collections.abc import Sequence
from dataclasses import dataclass

from invoiceflow.entrypoints.development.child import Child, Program, spawn
from invoiceflow.entrypoints.development.network import answers, serves, why_closed
from invoiceflow.entrypoints.development.problem import Problem


@dataclass(frozen=True, slots=True)
class Listening:
    """A program that is of use once it answers on all its ports, and with 200 at `health` on the first."""

    program: Program
    ports: Sequence[int] = ()
    health: str = ""

    def start(self) -> Child:
        """Start the program. Raises Problem where another one listens on its ports: some servers would share them."""
        for port in self.ports:
            if reason := why_closed(port):
                raise Problem(f"Port {port}, which {self.program.name} needs, is {reason}, or start again.")
        return spawn(self.program)

    def wait(self, child: Child) -> None:
        """Return once it answers, at once where it has no ports."""
        child.wait_until(self._answers, seconds=60)

    def _answers(self) -> bool:
        if self.health:
            return serves(self.ports[0], self.health)
        return all(answers(port) for port in self.ports)
