"""What the wiring gives to the pages of the plan."""

from dataclasses import dataclass

from litestar.di import NamedDependency

from invoiceflow.kernel.errors import Missing
from invoiceflow.subscription.actions.follow_subscription import PlanDesk
from invoiceflow.subscription.ports import StoredFiles


class NothingSold(Missing):
    """No plans are sold here."""

    code = "not_found"


@dataclass(frozen=True, slots=True)
class Plans:
    """Without a ``desk`` no plans are sold here, and nothing is limited."""

    files: StoredFiles
    desk: PlanDesk | None

    @property
    def sells(self) -> bool:
        """Whether tenants pay for plans here."""
        return self.desk is not None

    def counter(self) -> PlanDesk:
        """Return where plans are bought. Raises NothingSold."""
        if self.desk is None:
            raise NothingSold("There is nothing at this address.")
        return self.desk


ThePlans = NamedDependency[Plans]
