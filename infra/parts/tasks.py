"""Task definitions: how a container of the one image is started on Fargate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aws_cdk import CfnParameter, Duration, Stack
from aws_cdk import aws_ecr as ecr
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs

from parts.files import USER, Folder
from parts.settings import FOLDER, Told

# The image's own health check (Dockerfile), asked only whether a task lives: were the database away, every task would
# be replaced, which helps nobody. A list, since there is no shell in the image that could take a line.
HEALTH: Final = ("/usr/bin/python3", "-P", "-m", "invoiceflow.entrypoints.cli", "health")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """``cpu`` in 1/1024 of a core, ``memory`` in MiB; Fargate knows certain pairs."""

    cpu: int
    memory: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Container:
    """
    What runs in a task.

    ``checked`` is what its health check is asked, empty where it has none. ``stop_seconds`` is how long it may take to
    end after it was asked to; then it is killed.
    """

    name: str
    command: Sequence[str]
    told: Told
    size: Size
    log: logs.ILogGroup
    folder: Folder | None = None
    port: int | None = None
    checked: str = ""
    stop_seconds: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """``start`` fetches image and secrets before anything of ours runs; ``run`` is what our code may do."""

    start: iam.Role
    run: iam.Role


def tag_parameter(stack: Stack) -> CfnParameter:
    """Return which image a deployment is of. A parameter, so that templates are the same for all of them."""
    return CfnParameter(
        stack,
        "ImageTag",
        type="String",
        description="The tag of the image: the commit that it was built from",
        allowed_pattern="[0-9A-Za-z][0-9A-Za-z._-]{0,127}",
    )


def roles(stack: Stack, name: str, key: kms.IKey, *, called: str | None = None) -> Roles:
    """Return the two roles of a task, with the right to read secrets that ``key`` encrypts and no other."""
    by = iam.ServicePrincipal(
        "ecs-tasks.amazonaws.com", conditions={"StringEquals": {"aws:SourceAccount": stack.account}}
    )
    start = iam.Role(stack, f"{name}Start", assumed_by=by, role_name=f"{called}-start" if called else None)
    start.add_to_policy(
        iam.PolicyStatement(
            actions=["kms:Decrypt"],
            resources=[key.key_arn],
            conditions={"StringEquals": {"kms:ViaService": f"secretsmanager.{stack.region}.amazonaws.com"}},
        )
    )
    return Roles(start=start, run=iam.Role(stack, f"{name}Run", assumed_by=by, role_name=called))


def definition(
    stack: Stack, family: str, container: Container, *, held_by: Roles, images: ecr.IRepository, tag: str
) -> ecs.FargateTaskDefinition:
    """Return a task of one container: read-only, without privileges, with a /tmp of its own in memory."""
    task = ecs.FargateTaskDefinition(
        stack,
        container.name.capitalize(),
        family=family,
        cpu=container.size.cpu,
        memory_limit_mib=container.size.memory,
        runtime_platform=ecs.RuntimePlatform(
            cpu_architecture=ecs.CpuArchitecture.ARM64,
            operating_system_family=ecs.OperatingSystemFamily.LINUX,
        ),
        execution_role=held_by.start,
        task_role=held_by.run,
    )
    added = task.add_container(
        container.name,
        container_name=container.name,
        image=ecs.ContainerImage.from_ecr_repository(images, tag),
        command=list(container.command),
        environment=dict(container.told.plain),
        secrets=dict(container.told.secret),
        user=f"{USER}:{USER}",
        readonly_root_filesystem=True,
        linux_parameters=_linux(stack, container.name),
        logging=ecs.LogDrivers.aws_logs(stream_prefix=container.name, log_group=container.log),
        health_check=_health(container.checked) if container.checked else None,
        port_mappings=[ecs.PortMapping(container_port=container.port)] if container.port else None,
        stop_timeout=Duration.seconds(container.stop_seconds),
    )
    if container.folder:
        _mount(task, added, container.folder)
    return task


def _linux(stack: Stack, name: str) -> ecs.LinuxParameters:
    linux = ecs.LinuxParameters(stack, f"{name.capitalize()}Linux", init_process_enabled=True)
    linux.drop_capabilities(ecs.Capability.ALL)
    linux.add_tmpfs(
        ecs.Tmpfs(
            container_path="/tmp",  # noqa: S108  # the only writable folder beside FILES_DIR, in memory
            size=128,
            mount_options=[
                ecs.TmpfsMountOption.NOSUID,
                ecs.TmpfsMountOption.NODEV,
                ecs.TmpfsMountOption.NOEXEC,
            ],
        )
    )
    return linux


def _health(asked: str) -> ecs.HealthCheck:
    return ecs.HealthCheck(
        command=["CMD", *HEALTH, asked],
        interval=Duration.seconds(15),
        timeout=Duration.seconds(5),
        start_period=Duration.seconds(60),
        retries=3,
    )


def _mount(task: ecs.FargateTaskDefinition, container: ecs.ContainerDefinition, folder: Folder) -> None:
    task.add_volume(
        name="files",
        efs_volume_configuration=ecs.EfsVolumeConfiguration(
            file_system_id=folder.system.file_system_id,
            transit_encryption="ENABLED",
            authorization_config=ecs.AuthorizationConfig(
                access_point_id=folder.entry.access_point_id, iam="ENABLED"
            ),
        ),
    )
    container.add_mount_points(ecs.MountPoint(container_path=FOLDER, source_volume="files", read_only=False))
    task.task_role.add_to_principal_policy(
        iam.PolicyStatement(
            actions=["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
            resources=[folder.system.file_system_arn],
            conditions={"StringEquals": {"elasticfilesystem:AccessPointArn": folder.entry.access_point_arn}},
        )
    )
