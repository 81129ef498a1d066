"""What must not be lost: database, cache, files, secrets, and the key that encrypts them."""

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_kms as kms
from aws_cdk import aws_secretsmanager as secrets
from constructs import Construct

from environments import Environment
from parts.cache import Cache
from parts.database import Database
from parts.files import Bucket, Folder
from stacks.network import Network


class Data(Stack):
    """Everything with a memory. Nothing here goes away with the stack."""

    def __init__(self, scope: Construct, environment: Environment, network: Network) -> None:
        super().__init__(
            scope,
            environment.called("data"),
            env=environment.place,
            termination_protection=True,
        )
        self.key = kms.Key(
            self,
            "Key",
            alias=f"alias/{environment.called('data')}",
            description="InvoiceFlow: database, cache, files and secrets",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.database = Database(self, environment, network, self.key)
        self.cache = Cache(self, environment, network, self.key)
        self.files = Bucket(self, self.key)
        self.folder = Folder(self, network, self.key)
        # The product's settings that are secret. SECRET_KEY is made here; a person fills in the others (README).
        names = ("SECRET_KEY", *environment.secret_settings)
        self.settings = {name: self._setting(environment, name) for name in names}

    def _setting(self, environment: Environment, name: str) -> secrets.Secret:
        """
        Return the secret of one setting: random at first, and never touched again by CloudFormation.

        One for each, since a secret with several is made anew, all of it, when one is added.
        """
        made = secrets.SecretStringGenerator(exclude_punctuation=True, password_length=64)
        return secrets.Secret(
            self,
            name,
            secret_name=f"invoiceflow/{environment.name}/{name}",
            description=f"InvoiceFlow: the setting {name}",
            encryption_key=self.key,
            generate_secret_string=made,
            removal_policy=RemovalPolicy.RETAIN,
        )
