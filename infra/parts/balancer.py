"""The load balancer: inside the VPC, reached by CloudFront alone."""

from aws_cdk import Duration
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from environments import Environment
from parts.files import BALANCER_LOGS
from stacks.network import HTTPS, WEB, Network


class Balancer(Construct):
    """HTTPS in, to whichever web task is ready and least busy."""

    def __init__(
        self, scope: Construct, environment: Environment, network: Network, access_logs: s3.Bucket
    ) -> None:
        super().__init__(scope, "Balancer")
        self.itself = elb.ApplicationLoadBalancer(
            self,
            "Itself",
            vpc=network.vpc,
            internet_facing=False,
            vpc_subnets=ec2.SubnetSelection(subnet_group_name="tasks"),
            security_group=network.balancer,
            deletion_protection=True,
            drop_invalid_header_fields=True,
            desync_mitigation_mode=elb.DesyncMitigationMode.STRICTEST,
            http2_enabled=True,
            # Open pages hear something every 15 seconds.
            idle_timeout=Duration.seconds(60),
        )
        self._keep_log(access_logs)
        self.group = self._group(network)
        self.itself.add_listener(
            "Https",
            port=HTTPS,
            protocol=elb.ApplicationProtocol.HTTPS,
            certificates=[elb.ListenerCertificate.from_arn(environment.certificate)],
            ssl_policy=elb.SslPolicy.TLS13_RES,
            default_target_groups=[self.group],
            # The network's own rule: from CloudFront, not from everywhere.
            open=False,
        )

    def _group(self, network: Network) -> elb.ApplicationTargetGroup:
        return elb.ApplicationTargetGroup(
            self,
            "Group",
            vpc=network.vpc,
            port=WEB,
            protocol=elb.ApplicationProtocol.HTTP,
            target_type=elb.TargetType.IP,
            load_balancing_algorithm_type=elb.TargetGroupLoadBalancingAlgorithmType.LEAST_OUTSTANDING_REQUESTS,
            # As long as a request may take; streams end by themselves when a task stops.
            deregistration_delay=Duration.seconds(30),
            health_check=elb.HealthCheck(
                # Whether it lives, as the container's own check.
                path="/healthz",
                healthy_http_codes="200",
                interval=Duration.seconds(10),
                timeout=Duration.seconds(5),
                healthy_threshold_count=2,
                unhealthy_threshold_count=3,
            ),
        )

    def _keep_log(self, bucket: s3.Bucket) -> None:
        """By attributes, since the library's own method wants to know the account of every region's balancers."""
        self.itself.set_attribute("access_logs.s3.enabled", "true")
        self.itself.set_attribute("access_logs.s3.bucket", bucket.bucket_name)
        self.itself.set_attribute("access_logs.s3.prefix", BALANCER_LOGS)
