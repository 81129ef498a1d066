"""The page where one looks first: what people feel at the top, what causes it below."""

from collections.abc import Sequence

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import Construct

from environments import Environment
from parts import backlog
from parts.alarms import Watched


def dashboard(
    scope: Construct, environment: Environment, watched: Watched, alarms: Sequence[cloudwatch.Alarm]
) -> None:
    """Make the dashboard of an environment."""
    made = cloudwatch.Dashboard(
        scope,
        "Dashboard",
        dashboard_name=environment.called("overview"),
        default_interval=Duration.hours(3),
        period_override=cloudwatch.PeriodOverride.AUTO,
    )
    made.add_widgets(cloudwatch.AlarmStatusWidget(title="Alarms", alarms=list(alarms), width=24, height=4))
    made.add_widgets(*_requests(watched))
    made.add_widgets(*_work(environment, watched))
    made.add_widgets(*_data(watched))


def _requests(watched: Watched) -> tuple[cloudwatch.IWidget, ...]:
    metrics = watched.compute.balancer.group.metrics
    codes = elb.HttpCodeTarget
    return (
        _graph("Requests", metrics.request_count()),
        _graph("Errors", *map(metrics.http_code_target, (codes.TARGET_5XX_COUNT, codes.TARGET_4XX_COUNT))),
        _graph("Seconds", *(metrics.target_response_time(statistic=s) for s in ("p50", "p95", "p99"))),
    )


def _work(environment: Environment, watched: Watched) -> tuple[cloudwatch.IWidget, ...]:
    services = (watched.compute.web, watched.compute.worker)
    return (
        _graph("Jobs that wait", backlog.metric(environment, backlog.WAITING)),
        _graph("Age of the oldest, in seconds", backlog.metric(environment, backlog.OLDEST)),
        _graph("CPU of web and worker", *(each.metric_cpu_utilization() for each in services)),
    )


def _data(watched: Watched) -> tuple[cloudwatch.IWidget, ...]:
    cluster = watched.data.database.cluster
    return (
        _graph("Size of the database", cluster.metric_acu_utilization()),
        _graph("Connections", cluster.metric_database_connections()),
        _graph("Dead letters", watched.mail.dead.metric_approximate_number_of_messages_visible()),
    )


def _graph(title: str, *metrics: cloudwatch.IMetric) -> cloudwatch.GraphWidget:
    return cloudwatch.GraphWidget(title=title, left=list(metrics), width=8, height=6)
