"""What somebody has to be told about, and what to do then."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_elasticloadbalancingv2 as elb

from environments import Environment
from parts import backlog
from parts.firewall import Firewall
from stacks.compute import Compute
from stacks.data import Data
from stacks.mail import Mail

Silence = cloudwatch.TreatMissingData
When = cloudwatch.ComparisonOperator
FIVE: Final = Duration.minutes(5)


@dataclass(frozen=True, slots=True)
class Watched:
    """The stacks whose state is watched."""

    data: Data
    mail: Mail
    compute: Compute
    firewall: Firewall


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """
    One alarm. ``says`` goes into the email: what it means and where to look.

    It rings when the metric is beyond ``limit`` in each of ``periods`` periods of its own length.
    """

    name: str
    says: str
    metric: cloudwatch.Metric
    limit: float
    periods: int = 1
    when: cloudwatch.ComparisonOperator = When.GREATER_THAN_THRESHOLD
    silence: cloudwatch.TreatMissingData = Silence.NOT_BREACHING


def all_alarms(environment: Environment, watched: Watched) -> Iterator[Alarm]:
    """Yield every alarm, those that people notice first."""
    yield from _requests(watched)
    yield from _jobs(environment)
    yield from _tasks(environment, watched)
    yield from _database(watched)
    yield from _cache(environment)
    yield from _mail(watched)
    yield from _edge(environment, watched)


def _requests(watched: Watched) -> Iterator[Alarm]:
    balancer = watched.compute.balancer
    codes, metrics = elb.HttpCodeTarget, balancer.group.metrics
    yield Alarm(
        name="errors",
        says="The product answers with errors: the web service's log names each with its request id.",
        metric=metrics.http_code_target(codes.TARGET_5XX_COUNT, period=FIVE),
        limit=10,
    )
    yield Alarm(
        name="refused-connections",
        says="The load balancer has no task to ask: look at the web service's events.",
        metric=balancer.itself.metrics.http_code_elb(elb.HttpCodeElb.ELB_5XX_COUNT, period=FIVE),
        limit=10,
    )
    yield Alarm(
        name="slow",
        says="One request in a hundred takes more than a second: look at the database first.",
        metric=metrics.target_response_time(statistic="p99", period=FIVE),
        limit=1,
        periods=3,
    )
    yield Alarm(
        name="sick-tasks",
        says="A web task does not answer its health check.",
        metric=metrics.unhealthy_host_count(statistic="Maximum", period=FIVE),
        limit=0,
        periods=2,
    )


def _jobs(environment: Environment) -> Iterator[Alarm]:
    yield Alarm(
        name="old-jobs",
        says="A job has waited for more than five minutes: emails and documents are late. Look at the worker's log.",
        metric=backlog.metric(environment, backlog.OLDEST),
        limit=300,
    )
    yield Alarm(
        name="no-worker",
        says="No worker tells how many jobs wait: none runs, or none reaches the database.",
        metric=backlog.metric(environment, backlog.WAITING),
        limit=0,
        when=When.LESS_THAN_THRESHOLD,
        silence=Silence.BREACHING,
    )


def _tasks(environment: Environment, watched: Watched) -> Iterator[Alarm]:
    for name, service, span in (
        ("web", watched.compute.web, environment.web),
        ("worker", watched.compute.worker, environment.worker),
    ):
        yield Alarm(
            name=f"{name}-tasks",
            says=f"Fewer {name} tasks run than there should always be: look at the service's events.",
            metric=cloudwatch.Metric(
                namespace="ECS/ContainerInsights",
                metric_name="RunningTaskCount",
                dimensions_map={
                    "ClusterName": service.cluster.cluster_name,
                    "ServiceName": service.service_name,
                },
                statistic="Average",
                period=FIVE,
            ),
            limit=span.least,
            periods=2,
            when=When.LESS_THAN_THRESHOLD,
            silence=Silence.BREACHING,
        )
        yield Alarm(
            name=f"{name}-memory",
            says=f"The {name} tasks use nearly all their memory and will be killed beyond it.",
            metric=service.metric_memory_utilization(statistic="Maximum", period=FIVE),
            limit=90,
            periods=2,
        )


def _database(watched: Watched) -> Iterator[Alarm]:
    cluster = watched.data.database.cluster
    yield Alarm(
        name="database-full-size",
        says="Aurora runs at the size it may grow to: raise database_units, or find the statement.",
        metric=cluster.metric_acu_utilization(statistic="Average", period=FIVE),
        limit=90,
        periods=3,
    )
    yield Alarm(
        name="database-cpu",
        says="Aurora is busy: Performance Insights names the statement.",
        metric=cluster.metric_cpu_utilization(statistic="Average", period=FIVE),
        limit=80,
        periods=3,
    )
    yield Alarm(
        name="database-connections",
        says="More connections than the pools of all tasks together may hold: somebody else is connected.",
        metric=cluster.metric_database_connections(statistic="Maximum", period=FIVE),
        limit=600,
        periods=2,
    )
    yield Alarm(
        name="database-deadlocks",
        says="Transactions wait for each other in a circle: the database's log names both.",
        metric=cluster.metric_deadlocks(statistic="Sum", period=FIVE),
        limit=0.1,
        periods=2,
    )
    yield Alarm(
        name="reader-behind",
        says="The reader is more than a second behind the writer; it is what takes over.",
        metric=cluster.metric("AuroraReplicaLagMaximum", statistic="Maximum", period=FIVE),
        limit=1_000,
        periods=2,
    )


def _cache(environment: Environment) -> Iterator[Alarm]:
    for number in ("001", "002"):
        name = environment.called("cache")

        def of_node(metric: str, statistic: str, node: str = f"{name}-{number}") -> cloudwatch.Metric:
            return cloudwatch.Metric(
                namespace="AWS/ElastiCache",
                metric_name=metric,
                dimensions_map={"CacheClusterId": node},
                statistic=statistic,
                period=FIVE,
            )

        yield Alarm(
            name=f"cache-{number}-memory",
            says="Valkey is nearly full: what was used longest ago, sessions too, will be dropped.",
            metric=of_node("DatabaseMemoryUsagePercentage", "Maximum"),
            limit=80,
        )
        yield Alarm(
            name=f"cache-{number}-cpu",
            says="Valkey's one thread is busy: its slow log names the commands.",
            metric=of_node("EngineCPUUtilization", "Average"),
            limit=80,
            periods=2,
        )


def _mail(watched: Watched) -> Iterator[Alarm]:
    yield Alarm(
        name="dead-letters",
        says="News of an email could not be dealt with five times: read the message in the queue of dead letters.",
        metric=watched.mail.dead.metric_approximate_number_of_messages_visible(
            statistic="Maximum", period=FIVE
        ),
        limit=0,
    )
    # Amazon pauses senders at 10 % and 0.5 %.
    for name, metric, limit in (
        ("bounces", "Reputation.BounceRate", 0.05),
        ("complaints", "Reputation.ComplaintRate", 0.001),
    ):
        yield Alarm(
            name=name,
            says=f"Too many {name}: find the tenant that sends to bought or old addresses, before SES stops us.",
            metric=cloudwatch.Metric(
                namespace="AWS/SES", metric_name=metric, statistic="Average", period=Duration.hours(1)
            ),
            limit=limit,
        )


def _edge(environment: Environment, watched: Watched) -> Iterator[Alarm]:
    yield Alarm(
        name="blocked",
        says="The firewall blocks many requests: an attack, or a rule that is wrong about us. Its log tells.",
        metric=cloudwatch.Metric(
            namespace="AWS/WAFV2",
            metric_name="BlockedRequests",
            dimensions_map={"WebACL": watched.firewall.name, "Region": environment.region, "Rule": "ALL"},
            statistic="Sum",
            period=FIVE,
        ),
        limit=1_000,
    )
    yield Alarm(
        name="certificate",
        says="The load balancer's certificate ends in three weeks and was not renewed: its DNS record is gone.",
        metric=cloudwatch.Metric(
            namespace="AWS/CertificateManager",
            metric_name="DaysToExpiry",
            dimensions_map={"CertificateArn": environment.certificate},
            statistic="Minimum",
            period=Duration.days(1),
        ),
        limit=21,
        when=When.LESS_THAN_THRESHOLD,
    )
