"""Valkey: sessions, limits and live updates."""

from aws_cdk import RemovalPolicy, SecretValue
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticache as elasticache
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secrets
from constructs import Construct

from environments import Environment
from stacks.network import CACHE, Network


class Cache(Construct):
    """
    A primary and a replica in another zone, over TLS alone and with a password.

    ``url`` is the secret that the product knows as REDIS_URL: an address has its password in it, so it is one.
    """

    def __init__(self, scope: Construct, environment: Environment, network: Network, key: kms.IKey) -> None:
        super().__init__(scope, "Cache")
        password = secrets.Secret(
            self,
            "Password",
            secret_name=f"invoiceflow/{environment.name}/valkey",
            description="InvoiceFlow: the password of Valkey",
            encryption_key=key,
            generate_secret_string=secrets.SecretStringGenerator(
                exclude_punctuation=True, password_length=64
            ),
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.group = elasticache.CfnReplicationGroup(
            self,
            "Group",
            replication_group_id=environment.called("cache"),
            replication_group_description="InvoiceFlow: sessions, limits and live updates",
            engine="valkey",
            engine_version="8.2",
            cache_node_type=environment.cache_node,
            cluster_mode="disabled",
            num_cache_clusters=2,
            multi_az_enabled=True,
            automatic_failover_enabled=True,
            transit_encryption_enabled=True,
            transit_encryption_mode="required",
            auth_token=password.secret_value.unsafe_unwrap(),
            at_rest_encryption_enabled=True,
            kms_key_id=key.key_arn,
            port=CACHE,
            security_group_ids=[network.cache.security_group_id],
            cache_subnet_group_name=self._subnets(network).ref,
            cache_parameter_group_name=self._parameters().ref,
            # Who is signed in is worth a snapshot: without it a loss of both nodes signs everybody out.
            snapshot_retention_limit=7,
            snapshot_window="02:00-03:00",
            preferred_maintenance_window="sun:03:30-sun:04:30",
            auto_minor_version_upgrade=True,
            log_delivery_configurations=[self._slow_commands()],
        )
        self.group.apply_removal_policy(RemovalPolicy.SNAPSHOT)
        self.url = self._address(password, key)

    def _subnets(self, network: Network) -> elasticache.CfnSubnetGroup:
        chosen = network.vpc.select_subnets(subnet_type=ec2.SubnetType.PRIVATE_ISOLATED)
        return elasticache.CfnSubnetGroup(
            self, "Subnets", description="InvoiceFlow: Valkey", subnet_ids=chosen.subnet_ids
        )

    def _parameters(self) -> elasticache.CfnParameterGroup:
        return elasticache.CfnParameterGroup(
            self,
            "Parameters",
            cache_parameter_group_family="valkey8",
            description="InvoiceFlow: under pressure, what expires anyway and was used longest ago goes first",
            properties={"maxmemory-policy": "volatile-lru"},
        )

    def _slow_commands(self) -> elasticache.CfnReplicationGroup.LogDeliveryConfigurationRequestProperty:
        group = logs.LogGroup(
            self, "SlowCommands", retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY
        )
        kind = elasticache.CfnReplicationGroup
        return kind.LogDeliveryConfigurationRequestProperty(
            log_type="slow-log",
            log_format="json",
            destination_type="cloudwatch-logs",
            destination_details=kind.DestinationDetailsProperty(
                cloud_watch_logs_details=kind.CloudWatchLogsDestinationDetailsProperty(
                    log_group=group.log_group_name
                )
            ),
        )

    def _address(self, password: secrets.Secret, key: kms.IKey) -> secrets.Secret:
        host = self.group.attr_primary_end_point_address
        text = f"rediss://:{password.secret_value.unsafe_unwrap()}@{host}:{CACHE}/0"
        return secrets.Secret(
            self,
            "Url",
            description="InvoiceFlow: REDIS_URL",
            encryption_key=key,
            # Safe: the template holds a reference to the password, which CloudFormation resolves when it deploys.
            secret_string_value=SecretValue.unsafe_plain_text(text),
            removal_policy=RemovalPolicy.RETAIN,
        )
