"""What a deployment itself needs: where images lie, and the role that GitHub's workflows take."""

from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_iam as iam
from constructs import Construct

from environments import Environment

ISSUER: Final = "token.actions.githubusercontent.com"
KEPT_IMAGES: Final = 50
CHORES: Final = ("migrate", "logins")


class Registry(Stack):
    """The first stack to be deployed, by a person; all others can be deployed by the role that it makes."""

    def __init__(self, scope: Construct, environment: Environment) -> None:
        super().__init__(scope, environment.called("registry"), env=environment.place)
        self.images = ecr.Repository(
            self,
            "Images",
            repository_name=environment.called("image"),
            # What a tag named yesterday it names today: a task that is replaced at night runs what was tested.
            image_tag_mutability=ecr.TagMutability.IMMUTABLE,
            image_scan_on_push=True,
            encryption=ecr.RepositoryEncryption.KMS,
            lifecycle_rules=[
                ecr.LifecycleRule(
                    description="untagged", tag_status=ecr.TagStatus.UNTAGGED, max_image_age=Duration.days(7)
                ),
                ecr.LifecycleRule(description="the newest", max_image_count=KEPT_IMAGES),
            ],
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.role = self._role(environment)
        self._allow_pushing()
        self._allow_deploying()
        self._allow_chores(environment)

    def _role(self, environment: Environment) -> iam.Role:
        provider = iam.OidcProviderNative(
            self, "GitHub", url=f"https://{ISSUER}", client_ids=["sts.amazonaws.com"]
        )
        # Only a job that runs in this repository's environment of this name, whose reviewers GitHub asks first.
        claims = {
            f"{ISSUER}:aud": "sts.amazonaws.com",
            f"{ISSUER}:sub": f"repo:{environment.repository}:environment:{environment.name}",
        }
        return iam.Role(
            self,
            "Deployer",
            role_name=environment.called("deployer"),
            description="InvoiceFlow: deploys from GitHub",
            assumed_by=iam.WebIdentityPrincipal(
                provider.oidc_provider_arn, conditions={"StringEquals": claims}
            ),
            max_session_duration=Duration.hours(1),
        )

    def _allow_pushing(self) -> None:
        self.images.grant_pull_push(self.role)
        # What its scan found decides whether there is a deployment.
        self.images.grant(self.role, "ecr:DescribeImages", "ecr:DescribeImageScanFindings")

    def _allow_deploying(self) -> None:
        """Through the roles of CDK's bootstrap, which CloudFormation works with; none of their rights are its own."""
        self._allow(
            "sts:AssumeRole",
            f"arn:aws:iam::{self.account}:role/cdk-hnb659fds-*-role-{self.account}-{self.region}",
        )

    def _allow_chores(self, environment: Environment) -> None:
        """Run the tasks that run once, and see how they ended."""
        prefix = f"{self.region}:{self.account}"
        for chore in CHORES:
            family = f"arn:aws:ecs:{prefix}:task-definition/{environment.called(chore)}:*"
            self._allow("ecs:RunTask", family)
            for role in (chore, f"{chore}-start"):
                self._allow("iam:PassRole", f"arn:aws:iam::{self.account}:role/{environment.called(role)}")
        self._allow("ecs:DescribeTasks", f"arn:aws:ecs:{prefix}:task/{environment.called('cluster')}/*")
        stacks = f"arn:aws:cloudformation:{prefix}:stack/{environment.called('network')}/*"
        self._allow("cloudformation:DescribeStacks", stacks)

    def _allow(self, action: str, resource: str) -> None:
        self.role.add_to_policy(iam.PolicyStatement(actions=[action], resources=[resource]))
