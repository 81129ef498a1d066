"""The two services: the same image, started in two ways."""

from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs

from environments import Environment
from parts import settings, tasks
from stacks.chores import Chores
from stacks.data import Data
from stacks.mail import Mail
from stacks.network import WEB
from stacks.registry import Registry

WEB_SIZE: Final = tasks.Size(cpu=1024, memory=2048)
WORKER_SIZE: Final = tasks.Size(cpu=1024, memory=2048)
# Both end within 30 seconds by themselves (docs/timeouts.md); a worker hands back what it could not finish.
STOP_SECONDS: Final = 45


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneath:
    """What the services stand on."""

    environment: Environment
    data: Data
    mail: Mail
    registry: Registry
    chores: Chores


def log_of(stack: Stack, name: str) -> logs.LogGroup:
    """Return a log that outlives its service: a year, for questions about what happened."""
    return logs.LogGroup(
        stack,
        f"{name.capitalize()}Log",
        retention=logs.RetentionDays.ONE_YEAR,
        removal_policy=RemovalPolicy.RETAIN,
    )


def web_task(stack: Stack, beneath: Beneath, tag: str) -> ecs.FargateTaskDefinition:
    """Return the task that serves pages and the API."""
    container = tasks.Container(
        name="web",
        command=["serve", "--host", "0.0.0.0", "--port", str(WEB)],  # noqa: S104  # inside its own network namespace
        told=settings.of_product(stack, beneath.environment, beneath.data, login="if_app"),
        size=WEB_SIZE,
        log=log_of(stack, "web"),
        folder=beneath.data.folder,
        port=WEB,
        checked="--alive",
        stop_seconds=STOP_SECONDS,
    )
    held_by = tasks.roles(stack, "Web", beneath.data.key)
    _may_keep_files(held_by.run, beneath.data)
    _may_take_uploads(held_by.run, beneath.data)
    _may_send(held_by.run, beneath.mail)
    family = beneath.environment.called("web")
    return tasks.definition(
        stack, family, container, held_by=held_by, images=beneath.registry.images, tag=tag
    )


def worker_task(stack: Stack, beneath: Beneath, tag: str, log: logs.ILogGroup) -> ecs.FargateTaskDefinition:
    """Return the task that runs jobs."""
    container = tasks.Container(
        name="worker",
        command=["worker"],
        told=settings.of_product(
            stack,
            beneath.environment,
            beneath.data,
            login="if_worker",
            also=settings.of_mail_news(beneath.mail),
        ),
        size=WORKER_SIZE,
        log=log,
        folder=beneath.data.folder,
        checked="--worker",
        stop_seconds=STOP_SECONDS,
    )
    held_by = tasks.roles(stack, "Worker", beneath.data.key)
    _may_keep_files(held_by.run, beneath.data)
    _may_send(held_by.run, beneath.mail)
    _may_hear_of_mail(held_by.run, beneath.mail)
    family = beneath.environment.called("worker")
    return tasks.definition(
        stack, family, container, held_by=held_by, images=beneath.registry.images, tag=tag
    )


def service(
    stack: Stack, name: str, task: ecs.FargateTaskDefinition, beneath: Beneath, group: ec2.ISecurityGroup
) -> ecs.FargateService:
    """
    Return a service that is replaced task by task, and goes back by itself where the new ones do not come up.

    How many tasks there are is not said here: scaling decides, and a deployment must not undo it.
    """
    return ecs.FargateService(
        stack,
        f"{name.capitalize()}Service",
        service_name=beneath.environment.called(name),
        cluster=beneath.chores.cluster,
        task_definition=task,
        security_groups=[group],
        vpc_subnets=ec2.SubnetSelection(subnet_group_name="tasks"),
        assign_public_ip=False,
        platform_version=ecs.FargatePlatformVersion.VERSION1_4,
        min_healthy_percent=100,
        max_healthy_percent=200,
        circuit_breaker=ecs.DeploymentCircuitBreaker(enable=True, rollback=True),
        health_check_grace_period=Duration.seconds(90) if name == "web" else None,
        availability_zone_rebalancing=ecs.AvailabilityZoneRebalancing.ENABLED,
        propagate_tags=ecs.PropagatedTagSource.SERVICE,
        enable_ecs_managed_tags=True,
        enable_execute_command=False,
    )


def _may_keep_files(role: iam.Role, data: Data) -> None:
    """Read, write and delete; but no former version, so that whatever was deleted can be brought back."""
    bucket = data.files.itself
    objects = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
    listing = ["s3:ListBucket", "s3:ListBucketMultipartUploads"]
    role.add_to_policy(iam.PolicyStatement(actions=objects, resources=[bucket.arn_for_objects("*")]))
    role.add_to_policy(iam.PolicyStatement(actions=listing, resources=[bucket.bucket_arn]))
    role.add_to_policy(
        iam.PolicyStatement(
            actions=["kms:Decrypt", "kms:GenerateDataKey"],
            resources=[data.key.key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"s3.{data.region}.amazonaws.com"}},
        )
    )


def _may_take_uploads(role: iam.Role, data: Data) -> None:
    """Whoever signs a form needs the right to do what it lets others do."""
    objects = data.files.uploads.arn_for_objects("*")
    actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    role.add_to_policy(iam.PolicyStatement(actions=actions, resources=[objects]))


def _may_send(role: iam.Role, mail: Mail) -> None:
    configuration = f"arn:aws:ses:{mail.region}:{mail.account}:configuration-set/"
    role.add_to_policy(
        iam.PolicyStatement(
            actions=["ses:SendEmail", "ses:SendRawEmail"],
            resources=[
                mail.identity.email_identity_arn,
                f"{configuration}{mail.configuration.configuration_set_name}",
            ],
        )
    )


def _may_hear_of_mail(role: iam.Role, mail: Mail) -> None:
    role.add_to_policy(
        iam.PolicyStatement(
            actions=["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility"],
            resources=[mail.queue.queue_arn],
        )
    )
    role.add_to_policy(iam.PolicyStatement(actions=["kms:Decrypt"], resources=[mail.key.key_arn]))
