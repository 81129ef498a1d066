"""How many tasks there are: by requests, by CPU, and by how many jobs wait for each worker."""

from typing import Final

from aws_cdk import Duration, Stack
from aws_cdk import aws_applicationautoscaling as scaling
from aws_cdk import aws_ecs as ecs
from aws_cdk import aws_elasticloadbalancingv2 as elb
from aws_cdk import aws_iam as iam
from constructs import Construct

from environments import Environment, Span
from parts import backlog

# A web task serves several times as many (bench/README.md); the rest is for the minute until help arrives.
REQUESTS_PER_MINUTE: Final = 3_000
CPU_PERCENT: Final = 60
# A worker runs eight jobs at a time, most of them in under a second: less than a minute's work.
JOBS_PER_TASK: Final = 100
OUT: Final = Duration.seconds(60)
# Down slowly: open pages reconnect, and the next wave is rarely far.
IN: Final = Duration.minutes(5)


def scale_web(service: ecs.FargateService, span: Span, group: elb.ApplicationTargetGroup) -> None:
    """Follow the busier of requests and CPU."""
    tasks = service.auto_scale_task_count(min_capacity=span.least, max_capacity=span.most)
    tasks.scale_on_request_count(
        "Requests",
        requests_per_target=REQUESTS_PER_MINUTE,
        target_group=group,
        scale_out_cooldown=OUT,
        scale_in_cooldown=IN,
    )
    tasks.scale_on_cpu_utilization(
        "Cpu", target_utilization_percent=CPU_PERCENT, scale_out_cooldown=OUT, scale_in_cooldown=IN
    )


def scale_worker(scope: Construct, service: ecs.FargateService, environment: Environment) -> None:
    """Follow the busier of CPU and backlog per task."""
    target = scaling.ScalableTarget(
        scope,
        "WorkerTasks",
        service_namespace=scaling.ServiceNamespace.ECS,
        scalable_dimension="ecs:service:DesiredCount",
        resource_id=f"service/{service.cluster.cluster_name}/{service.service_name}",
        min_capacity=environment.worker.least,
        max_capacity=environment.worker.most,
        role=iam.Role.from_role_arn(scope, "Scaler", _own_role(scope)),
    )
    target.scale_to_track_metric(
        "Cpu",
        predefined_metric=scaling.PredefinedMetric.ECS_SERVICE_AVERAGE_CPU_UTILIZATION,
        target_value=CPU_PERCENT,
        scale_out_cooldown=OUT,
        scale_in_cooldown=IN,
    )
    # The library's own policies take single metrics, not a quotient of two: this one is CloudFormation's.
    scaling.CfnScalingPolicy(
        scope,
        "Backlog",
        policy_name=environment.called("backlog-per-task"),
        policy_type="TargetTrackingScaling",
        scaling_target_id=target.scalable_target_id,
        target_tracking_scaling_policy_configuration=_backlog_per_task(service, environment),
    )


def _own_role(scope: Construct) -> str:
    """Return the role that Amazon's scaling makes for itself, as the library names it for the web service."""
    path = "aws-service-role/ecs.application-autoscaling.amazonaws.com"
    role = "AWSServiceRoleForApplicationAutoScaling_ECSService"
    return f"arn:aws:iam::{Stack.of(scope).account}:role/{path}/{role}"


def _backlog_per_task(
    service: ecs.FargateService, environment: Environment
) -> scaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty:
    kinds = scaling.CfnScalingPolicy
    dimension = kinds.TargetTrackingMetricDimensionProperty
    running = [
        dimension(name="ClusterName", value=service.cluster.cluster_name),
        dimension(name="ServiceName", value=service.service_name),
    ]
    return kinds.TargetTrackingScalingPolicyConfigurationProperty(
        target_value=JOBS_PER_TASK,
        scale_out_cooldown=OUT.to_seconds(),
        scale_in_cooldown=IN.to_seconds(),
        customized_metric_specification=kinds.CustomizedMetricSpecificationProperty(
            metrics=[
                _query("waiting", backlog.namespace(environment), backlog.WAITING, []),
                _query("running", "ECS/ContainerInsights", "RunningTaskCount", running),
                kinds.TargetTrackingMetricDataQueryProperty(
                    id="each", expression="waiting / IF(running > 0, running, 1)", return_data=True
                ),
            ]
        ),
    )


def _query(
    name: str,
    namespace: str,
    metric: str,
    dimensions: list[scaling.CfnScalingPolicy.TargetTrackingMetricDimensionProperty],
) -> scaling.CfnScalingPolicy.TargetTrackingMetricDataQueryProperty:
    kinds = scaling.CfnScalingPolicy
    return kinds.TargetTrackingMetricDataQueryProperty(
        id=name,
        return_data=False,
        metric_stat=kinds.TargetTrackingMetricStatProperty(
            stat="Average",
            metric=kinds.TargetTrackingMetricProperty(
                namespace=namespace, metric_name=metric, dimensions=dimensions or None
            ),
        ),
    )
