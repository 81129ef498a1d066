"""
How many jobs wait, as a metric.

Each worker logs it every half minute (src/invoiceflow/entrypoints/backlog.py); CloudWatch reads it out of the log. So
the product needs neither Amazon's library nor a right to publish metrics, and any other collector can do the same.
"""

from typing import Final

from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_logs as logs
from constructs import Construct

from environments import Environment

WAITING: Final = "JobsWaiting"
OLDEST: Final = "OldestJobSeconds"
# The metric's name and the field of the log's line that holds it.
FIELDS: Final = {WAITING: "waiting", OLDEST: "oldest_seconds"}
EVENT: Final = "queue.measured"


def namespace(environment: Environment) -> str:
    """Return where the metrics of one environment stand."""
    return f"InvoiceFlow/{environment.name}"


def read_from(scope: Construct, log: logs.ILogGroup, environment: Environment) -> None:
    """Make metrics of the lines in which workers tell how many jobs wait."""
    for metric, field in FIELDS.items():
        logs.MetricFilter(
            scope,
            metric,
            log_group=log,
            filter_pattern=logs.FilterPattern.string_value("$.event", "=", EVENT),
            metric_namespace=namespace(environment),
            metric_name=metric,
            metric_value=f"$.{field}",
        )


def metric(environment: Environment, name: str) -> cloudwatch.Metric:
    """Return one of the metrics; every worker tells the same, so the highest is the truth at that minute."""
    return cloudwatch.Metric(
        namespace=namespace(environment), metric_name=name, statistic=cloudwatch.Stats.MAXIMUM
    )
