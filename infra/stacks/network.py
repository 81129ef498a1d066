"""The network: two zones, three kinds of subnet, and who may speak to whom."""

from typing import Final

from aws_cdk import CfnOutput, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_logs as logs
from constructs import Construct

from environments import Environment

HTTPS: Final = 443
WEB: Final = 8000
DATABASE: Final = 5432
CACHE: Final = 6379
NFS: Final = 2049


class Network(Stack):
    """
    A VPC over two zones, and every security group.

    The groups are all here because they name each other: rules in the stacks that use them would make those circular.
    """

    def __init__(self, scope: Construct, environment: Environment) -> None:
        super().__init__(scope, environment.called("network"), env=environment.place)
        self.vpc = self._vpc(environment)
        self._note_flows()
        self.balancer = self._group("Balancer", "the load balancer")
        self.web = self._group("Web", "the web service", goes_out=True)
        self.worker = self._group("Worker", "the worker", goes_out=True)
        self.chores = self._group("Chores", "migrations and other tasks that run once", goes_out=True)
        self.database = self._group("Database", "Aurora")
        self.cache = self._group("Cache", "Valkey")
        self.files = self._group("Files", "the file system")
        self._let_in(environment.cloudfront_prefix_list)
        self._tell_where_chores_run()

    def _vpc(self, environment: Environment) -> ec2.Vpc:
        subnet, kind = ec2.SubnetConfiguration, ec2.SubnetType
        vpc = ec2.Vpc(
            self,
            "Vpc",
            ip_addresses=ec2.IpAddresses.cidr(environment.network),
            max_azs=2,
            # One in each zone: the loss of a zone must not cut off the other.
            nat_gateways=2,
            subnet_configuration=[
                subnet(name="public", subnet_type=kind.PUBLIC, cidr_mask=24, map_public_ip_on_launch=False),
                subnet(name="tasks", subnet_type=kind.PRIVATE_WITH_EGRESS, cidr_mask=20),
                subnet(name="data", subnet_type=kind.PRIVATE_ISOLATED, cidr_mask=24),
            ],
        )
        # Free, and keeps documents off the NAT gateways, which are paid by the gigabyte.
        vpc.add_gateway_endpoint("S3", service=ec2.GatewayVpcEndpointAwsService.S3)
        return vpc

    def _note_flows(self) -> None:
        group = logs.LogGroup(
            self, "Flows", retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY
        )
        self.vpc.add_flow_log(
            "FlowLog",
            destination=ec2.FlowLogDestination.to_cloud_watch_logs(group),
            traffic_type=ec2.FlowLogTrafficType.REJECT,
        )

    def _group(self, name: str, whose: str, *, goes_out: bool = False) -> ec2.SecurityGroup:
        return ec2.SecurityGroup(
            self, name, vpc=self.vpc, description=f"InvoiceFlow: {whose}", allow_all_outbound=goes_out
        )

    def _let_in(self, cloudfront: str) -> None:
        tcp = ec2.Port.tcp
        # Through the VPC origin, whose interfaces CloudFront's own list covers. Nobody else reaches the balancer.
        self.balancer.add_ingress_rule(ec2.Peer.prefix_list(cloudfront), tcp(HTTPS), "CloudFront")
        self.balancer.connections.allow_to(self.web, tcp(WEB), "requests and health checks")
        for task in (self.web, self.worker, self.chores):
            self.database.connections.allow_from(task, tcp(DATABASE), "PostgreSQL over TLS")
            self.cache.connections.allow_from(task, tcp(CACHE), "Valkey over TLS")
            self.files.connections.allow_from(task, tcp(NFS), "NFS over TLS")

    def _tell_where_chores_run(self) -> None:
        """Name, as outputs, what `aws ecs run-task` asks for."""
        subnets = self.vpc.select_subnets(subnet_group_name="tasks").subnet_ids
        CfnOutput(self, "ChoreSubnets", value=",".join(subnets))
        CfnOutput(self, "ChoreGroup", value=self.chores.security_group_id)
