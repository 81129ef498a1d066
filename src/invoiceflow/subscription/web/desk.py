"""What the wiring gives to the pages of the plan."""

from dataclasses import dataclass

from litestar.di import NamedDependency

from invoiceflow.subscription.ports import StoredFiles


@dataclass(frozen=True, slots=True)
class Plans:
    """``sells``: whether tenants pay for plans here. Where they do not, nothing is limited."""

    files: StoredFiles
    sells: bool


ThePlans = NamedDependency[Plans]
