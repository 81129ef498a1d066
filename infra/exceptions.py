"""
What cdk-nag's rules for AWS solutions find, and why it stays as it is.

The check fails for a finding that is not here, and for a line here that finds nothing any more.
"""

from dataclasses import dataclass
from typing import Final

from environments import PRODUCTION


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule broken by one construct, whose path begins with its stack, without the environment's name."""

    rule: str
    path: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """Findings that are meant: those whose rule begins with ``rule``, of all constructs in ``paths``."""

    rule: str
    paths: tuple[str, ...]
    why: str

    def covers(self, finding: Finding) -> bool:
        """Whether this is one of them."""
        return finding.rule.startswith(self.rule) and finding.path in self.paths


STARTS: Final = tuple(
    f"{task}Start/DefaultPolicy"
    for task in ("chores/Migrate", "chores/Logins", "compute/Web", "compute/Worker")
)
RUNS: Final = ("compute/WebRun/DefaultPolicy", "compute/WorkerRun/DefaultPolicy")
DISTRIBUTIONS: Final = ("edge/Site/Itself", "edge/PrivateFiles/Itself")
DEPLOYER: Final = ("registry/Deployer/DefaultPolicy",)

EXCEPTIONS: Final = (
    Allowed(
        "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonRDSEnhancedMonitoringRole]",
        ("data/Database/Cluster/MonitoringRole",),
        "Amazon's own policy for this one service, which may write its figures into one log group.",
    ),
    Allowed(
        "AwsSolutions-SMG4",
        tuple(f"data/Database/Login-{login}" for login in ("if_migrator", "if_app", "if_worker")),
        "Tasks read a password when they start: changing it without replacing them would cut them off. "
        "README tells how it is changed, in three steps. The administrator's, which can do more, changes every week.",
    ),
    Allowed(
        "AwsSolutions-SMG4",
        ("data/Cache/Password", "data/Cache/Url"),
        "Likewise; README tells how. It opens nothing outside the VPC.",
    ),
    Allowed(
        "AwsSolutions-SMG4",
        tuple(f"data/{name}" for name in ("SECRET_KEY", *PRODUCTION.secret_settings)),
        "Others give them out, or much hangs on them: SECRET_KEY is followed by a new one only with its "
        "predecessor in SECRET_KEYS_PREVIOUS.",
    ),
    Allowed(
        "AwsSolutions-IAM5[Resource::*]",
        (*STARTS, *DEPLOYER),
        "ecr:GetAuthorizationToken knows no resources. It opens no repository; the statement beside it names the one.",
    ),
    Allowed(
        "AwsSolutions-IAM5[Resource::arn:aws:",
        DEPLOYER,
        "The roles of CDK's bootstrap, versions of our two task definitions, runs on our cluster, and the id at the "
        "end of a stack's ARN: their names are made by AWS, within ours.",
    ),
    Allowed(
        "AwsSolutions-IAM5[Resource::invoiceflow-production-data:ExportsOutputFnGetAttFiles",
        RUNS,
        "Every object of our two buckets, by named actions: tenants are kept apart by the product.",
    ),
    Allowed(
        "AwsSolutions-ECS2",
        ("chores/Migrate", "chores/Logins", "compute/Web", "compute/Worker"),
        "Only what anybody may know is written there; what is secret comes from Secrets Manager, and a test looks.",
    ),
    Allowed("AwsSolutions-CFR1", DISTRIBUTIONS, "Clients open their invoices wherever they are."),
    Allowed(
        "AwsSolutions-CFR2",
        DISTRIBUTIONS,
        "The firewall stands before the load balancer, the site's only origin; private files ask for a signed link.",
    ),
    Allowed(
        "AwsSolutions-CFR3",
        DISTRIBUTIONS,
        "The load balancer, the bucket and the firewall each keep a log; another would add who looked at which "
        "picture from where, and nothing that helps.",
    ),
)
