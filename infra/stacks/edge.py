"""What faces the world: firewall, the product's own address, and that of private files."""

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from environments import Environment
from parts.firewall import Firewall
from parts.private_files import PrivateFiles
from parts.site import Site
from stacks.compute import Compute
from stacks.data import Data


class Edge(Stack):
    """Two distributions; the outputs are what DNS has to point to."""

    def __init__(self, scope: Construct, environment: Environment, data: Data, compute: Compute) -> None:
        super().__init__(scope, environment.called("edge"), env=environment.place)
        balancer = compute.balancer.itself
        self.firewall = Firewall(self, environment, balancer.load_balancer_arn)
        site = Site(self, environment, balancer)
        files = PrivateFiles(self, environment, data.files)
        CfnOutput(
            self, "SiteTarget", value=site.itself.distribution_domain_name, description=environment.domain
        )
        CfnOutput(
            self,
            "FilesTarget",
            value=files.itself.distribution_domain_name,
            description=environment.files_domain,
        )
