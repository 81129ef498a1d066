"""What runs: how tasks are started, replaced, and how many there are."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from cloud import Resource, all_of, the
from invoiceflow.entrypoints.cli import COMMANDS

ROOT = Path(__file__).parents[3]
TASKS = all_of("ECS::TaskDefinition")
# What the drivers of PostgreSQL read by themselves, and what only the task that makes logins is told.
OF_DRIVERS = {"PGPASSWORD", "PGSSLMODE", "PGSSLROOTCERT"}


def container(task: Resource) -> dict[str, Any]:
    """Return the only container of a task."""
    (only,) = task.told["ContainerDefinitions"]
    return dict(only)


@pytest.mark.parametrize("task", TASKS, ids=str)
def test_tasks_have_no_more_than_they_need(task: Resource) -> None:
    """Each runs on ARM, as nobody, with a read-only root, no capability, and a /tmp that holds no programs."""
    told = container(task)
    assert task.told["RuntimePlatform"]["CpuArchitecture"] == "ARM64"
    assert task.told["RequiresCompatibilities"] == ["FARGATE"]
    assert told["User"] == "10001:10001"
    assert told["ReadonlyRootFilesystem"] is True
    assert told["LinuxParameters"]["Capabilities"] == {"Drop": ["ALL"]}
    assert [tmp["ContainerPath"] for tmp in told["LinuxParameters"]["Tmpfs"]] == ["/tmp"]  # noqa: S108
    assert "noexec" in told["LinuxParameters"]["Tmpfs"][0]["MountOptions"]


@pytest.mark.parametrize("task", TASKS, ids=str)
def test_nothing_secret_is_told_plainly(task: Resource) -> None:
    """Passwords, keys and addresses with passwords come from Secrets Manager; addresses have no password in them."""
    told = container(task)
    plain = {each["Name"]: json.dumps(each["Value"]) for each in told["Environment"]}
    assert not [name for name in plain if re.search("SECRET|PASSWORD|TOKEN|REDIS_URL", name)]
    assert not [name for name, value in plain.items() if re.search(r"://[^@/]*:[^@/]+@", value)]
    assert "PGPASSWORD" in {each["Name"] for each in told["Secrets"]}


@pytest.mark.parametrize("task", TASKS, ids=str)
def test_the_database_must_prove_who_it_is(task: Resource) -> None:
    """Each task checks the server's certificate and its name."""
    plain = {each["Name"]: each["Value"] for each in container(task)["Environment"]}
    assert plain["PGSSLMODE"] == "verify-full"
    assert plain["PGSSLROOTCERT"]


def test_tasks_are_told_settings_that_exist() -> None:
    """Each name that web, worker and migration are told is in the README's table of settings."""
    section = (ROOT / "README.md").read_text().split("\n## Settings\n")[1].split("\n## ")[0]
    known = set(re.findall(r"`([A-Z_]+)`", section))
    for task in TASKS:
        told = container(task)
        names = {each["Name"] for each in (*told["Environment"], *told["Secrets"])}
        assert names - known - OF_DRIVERS == set(), task


def test_what_is_started_exists() -> None:
    """Each task starts a command of the product, and the health check is one, too."""
    started = [tuple(container(task)["Command"]) for task in TASKS]
    commands = {command.words for command in COMMANDS}
    assert {words[0] for words in started} == {"serve", "worker", "migrate", "logins"}
    assert {words[0] for words in started} <= commands
    check = container(the("ECS::TaskDefinition", "Web"))["HealthCheck"]["Command"]
    assert check[check.index("invoiceflow.entrypoints.cli") + 1] in commands


def test_the_services_are_asked_whether_they_are_healthy() -> None:
    """By a list, since no shell is in the image, and by the load balancer, which asks whether it lives."""
    web = container(the("ECS::TaskDefinition", "Web"))["HealthCheck"]["Command"]
    worker = container(the("ECS::TaskDefinition", "Worker"))["HealthCheck"]["Command"]
    assert (web[0], web[-1], worker[0], worker[-1]) == ("CMD", "--alive", "CMD", "--worker")
    assert the("ElasticLoadBalancingV2::TargetGroup").told["HealthCheckPath"] == "/healthz"


def test_a_bad_version_goes_back_by_itself() -> None:
    """Services are replaced task by task, never below what runs, and return to the former version on failure."""
    for service in all_of("ECS::Service"):
        how = service.told["DeploymentConfiguration"]
        assert how["DeploymentCircuitBreaker"] == {"Enable": True, "Rollback": True}, service
        assert how["MinimumHealthyPercent"] == 100, service


def test_a_deployment_does_not_change_how_many_tasks_there_are() -> None:
    """No service says how many tasks it wants: scaling does."""
    assert not [service for service in all_of("ECS::Service") if "DesiredCount" in service.told]


def test_nobody_enters_a_container() -> None:
    """Services have no public address, and no way in for commands."""
    for service in all_of("ECS::Service"):
        network = service.told["NetworkConfiguration"]["AwsvpcConfiguration"]
        assert network["AssignPublicIp"] == "DISABLED"
        assert service.told["EnableExecuteCommand"] is False


def policies() -> dict[str, dict[str, Any]]:
    """Return what each scaling policy tracks, by the service and the metric."""
    found = {}
    for policy in all_of("ApplicationAutoScaling::ScalingPolicy"):
        assert policy.told["PolicyType"] == "TargetTrackingScaling"
        tracked = policy.told["TargetTrackingScalingPolicyConfiguration"]
        metric = tracked.get("PredefinedMetricSpecification", {}).get("PredefinedMetricType", "backlog")
        service = "web" if "Web" in json.dumps(policy.told["ScalingTargetId"]) else "worker"
        found[f"{service} {metric}"] = tracked
    return found


def test_services_follow_what_is_asked_of_them() -> None:
    """The web follows requests and CPU, the worker CPU and its backlog."""
    assert set(policies()) == {
        "web ALBRequestCountPerTarget",
        "web ECSServiceAverageCPUUtilization",
        "worker ECSServiceAverageCPUUtilization",
        "worker backlog",
    }


def test_the_worker_follows_how_many_jobs_wait_for_each_task() -> None:
    """The metric that is tracked is the quotient of waiting jobs and running tasks, and nothing else."""
    metrics = policies()["worker backlog"]["CustomizedMetricSpecification"]["Metrics"]
    queries = {each["Id"]: each for each in metrics}
    assert [each["Id"] for each in metrics if each["ReturnData"]] == ["each"]
    assert queries["each"]["Expression"] == "waiting / IF(running > 0, running, 1)"
    assert queries["waiting"]["MetricStat"]["Metric"]["MetricName"] == "JobsWaiting"
    assert queries["running"]["MetricStat"]["Metric"]["MetricName"] == "RunningTaskCount"


def test_there_is_always_more_than_one() -> None:
    """Two tasks of each service at least, in two zones."""
    for target in all_of("ApplicationAutoScaling::ScalableTarget"):
        assert target.told["MinCapacity"] >= 2
        assert target.told["MaxCapacity"] > target.told["MinCapacity"]
    zones = {json.dumps(subnet.told["AvailabilityZone"]) for subnet in all_of("EC2::Subnet")}
    assert len(zones) == 2
