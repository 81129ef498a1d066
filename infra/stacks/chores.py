"""The cluster, and tasks that run once: migrations before each deployment, logins when they are made or changed."""

from typing import Final

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_logs as logs
from constructs import Construct

from environments import Environment
from parts import settings, tasks
from stacks.data import Data
from stacks.network import Network
from stacks.registry import Registry

SMALL: Final = tasks.Size(cpu=512, memory=1024)


class Chores(Stack):
    """Deployed before the services: a migration runs with the new image while the old one still serves."""

    def __init__(
        self, scope: Construct, environment: Environment, network: Network, data: Data, registry: Registry
    ) -> None:
        super().__init__(scope, environment.called("chores"), env=environment.place)
        self.cluster = ecs.Cluster(
            self,
            "Cluster",
            cluster_name=environment.called("cluster"),
            vpc=network.vpc,
            # Counts running tasks, by which the worker scales.
            container_insights_v2=ecs.ContainerInsights.ENABLED,
        )
        log = logs.LogGroup(
            self, "Log", retention=logs.RetentionDays.ONE_YEAR, removal_policy=RemovalPolicy.RETAIN
        )
        tag = tasks.tag_parameter(self).value_as_string
        for name, told in (
            ("migrate", settings.of_migration(self, data)),
            ("logins", settings.of_logins(self, data)),
        ):
            held_by = tasks.roles(self, name.capitalize(), data.key, called=environment.called(name))
            container = tasks.Container(name=name, command=[name], told=told, size=SMALL, log=log)
            family = environment.called(name)
            tasks.definition(self, family, container, held_by=held_by, images=registry.images, tag=tag)
