"""The CDK app. `cdk --context environment=NAME` works with one environment; nothing here asks AWS anything."""

from typing import Final

from aws_cdk import App, DefaultStackSynthesizer, Tags

from environments import ENVIRONMENTS, Environment
from parts.alarms import Watched
from parts.services import Beneath
from stacks.chores import Chores
from stacks.compute import Compute
from stacks.data import Data
from stacks.edge import Edge
from stacks.mail import Mail
from stacks.network import Network
from stacks.registry import Registry
from stacks.watch import Watch

# Behaviour that CDK has off by default so as not to change older apps.
FLAGS: Final = {
    "@aws-cdk/aws-iam:minimizePolicies": True,
    "@aws-cdk/core:checkSecretUsage": True,
    "@aws-cdk/core:enablePartitionLiterals": True,
    "@aws-cdk/aws-s3:publicAccessBlockedByDefault": True,
    "@aws-cdk/aws-s3:createDefaultLoggingPolicy": True,
    "@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy": True,
    "@aws-cdk/aws-rds:databaseProxyUniqueResourceName": True,
    "@aws-cdk/aws-ecs:disableExplicitDeploymentControllerForCircuitBreaker": True,
    "@aws-cdk/aws-kms:applyImportedAliasPermissionsToPrincipal": True,
    "aws:cdk:disable-stack-trace": True,
}


def build(app: App, environment: Environment) -> None:
    """Add every stack of an environment, in the order in which they are deployed."""
    network = Network(app, environment)
    data = Data(app, environment, network)
    mail = Mail(app, environment)
    registry = Registry(app, environment)
    chores = Chores(app, environment, network, data, registry)
    beneath = Beneath(environment=environment, data=data, mail=mail, registry=registry, chores=chores)
    compute = Compute(app, beneath, network)
    edge = Edge(app, environment, data, compute)
    Watch(app, environment, Watched(data, mail, compute, edge.firewall))
    Tags.of(app).add("product", "invoiceflow")
    Tags.of(app).add("environment", environment.name)


def empty_app(folder: str | None = None) -> App:
    """Return an app that writes its templates into a folder, or to where the command line of CDK wants them."""
    # Without its rule about the bootstrap's version, which is the same in every template and says nothing of ours.
    synthesizer = DefaultStackSynthesizer(generate_bootstrap_version_rule=False)
    return App(context=FLAGS, outdir=folder, analytics_reporting=False, default_stack_synthesizer=synthesizer)


if __name__ == "__main__":
    whole = empty_app()
    build(whole, ENVIRONMENTS[whole.node.get_context("environment")])
    whole.synth()
