"""Aurora PostgreSQL: a writer and a reader, and the product's logins."""

from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_rds as rds
from aws_cdk import aws_secretsmanager as secrets
from constructs import Construct

from environments import Environment
from stacks.network import Network

NAME: Final = "invoiceflow"
ADMINISTRATOR: Final = "administrator"
# A minor version that closes the known holes in row-level security; a test asks the product, which refuses others.
VERSION: Final = rds.AuroraPostgresEngineVersion.of("17.10", "17")
LOGINS: Final = ("if_migrator", "if_app", "if_worker")
PARAMETERS: Final = {
    "rds.force_ssl": "1",
    "log_min_duration_statement": "1000",
    "log_lock_waits": "1",
    # Parameters of statements are what tenants wrote.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}


class Database(Construct):
    """
    The cluster, with a secret for each login.

    The administrator's password is made, kept and rotated every week by RDS itself; only the task that sets up the
    logins reads it (README: Logins).
    """

    def __init__(self, scope: Construct, environment: Environment, network: Network, key: kms.IKey) -> None:
        super().__init__(scope, "Database")
        engine = rds.DatabaseClusterEngine.aurora_postgres(version=VERSION)
        self.cluster = rds.DatabaseCluster(
            self,
            "Cluster",
            cluster_identifier=environment.called("database"),
            engine=engine,
            credentials=rds.Credentials.from_username(ADMINISTRATOR, encryption_key=key),
            manage_master_user_password=True,
            writer=_instance("Writer"),
            readers=[_instance("Reader", scale_with_writer=True)],
            serverless_v2_min_capacity=environment.database_units.least,
            serverless_v2_max_capacity=environment.database_units.most,
            parameter_group=rds.ParameterGroup(self, "Parameters", engine=engine, parameters=PARAMETERS),
            vpc=network.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_group_name="data"),
            security_groups=[network.database],
            storage_encrypted=True,
            storage_encryption_key=key,
            # Back to any second of five weeks.
            backup=rds.BackupProps(retention=Duration.days(35), preferred_window="01:00-02:00"),
            preferred_maintenance_window="sun:02:30-sun:03:30",
            copy_tags_to_snapshot=True,
            deletion_protection=True,
            removal_policy=RemovalPolicy.SNAPSHOT,
            iam_authentication=True,
            cloudwatch_logs_exports=["postgresql"],
            monitoring_interval=Duration.seconds(60),
            enable_cluster_level_enhanced_monitoring=True,
            enable_performance_insights=True,
            performance_insight_encryption_key=key,
        )
        self._keep_log(environment)
        self.logins = {name: self._login(environment, name, key) for name in LOGINS}

    def _keep_log(self, environment: Environment) -> None:
        """Make the log that RDS would make by itself, and then keep for ever."""
        name = f"/aws/rds/cluster/{environment.called('database')}/postgresql"
        group = logs.LogGroup(
            self,
            "Log",
            log_group_name=name,
            retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.cluster.node.add_dependency(group)

    def _login(self, environment: Environment, name: str, key: kms.IKey) -> secrets.Secret:
        made = secrets.SecretStringGenerator(
            secret_string_template=f'{{"username": "{name}"}}',
            generate_string_key="password",
            exclude_punctuation=True,
            password_length=48,
        )
        described = f"InvoiceFlow: the password of the login {name}"
        return secrets.Secret(
            self,
            f"Login-{name}",
            secret_name=f"invoiceflow/{environment.name}/logins/{name}",
            description=described,
            encryption_key=key,
            generate_secret_string=made,
            removal_policy=RemovalPolicy.RETAIN,
        )


def _instance(name: str, *, scale_with_writer: bool | None = None) -> rds.IClusterInstance:
    return rds.ClusterInstance.serverless_v2(
        name,
        auto_minor_version_upgrade=True,
        publicly_accessible=False,
        scale_with_writer=scale_with_writer,
    )
