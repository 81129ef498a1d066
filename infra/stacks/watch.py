"""Who is told when something is wrong, and the page where one looks first."""

from aws_cdk import Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from environments import Environment
from parts.alarms import Alarm, Watched, all_alarms
from parts.dashboard import dashboard


class Watch(Stack):
    """Alarms, all of which send an email when they begin and when they end, and a dashboard."""

    def __init__(self, scope: Construct, environment: Environment, watched: Watched) -> None:
        super().__init__(scope, environment.called("watch"), env=environment.place)
        topic = self._topic(environment)
        made = [self._alarm(each, topic) for each in all_alarms(environment, watched)]
        dashboard(self, environment, watched, made)

    def _topic(self, environment: Environment) -> sns.Topic:
        key = kms.Key(self, "Key", description="InvoiceFlow: what alarms say", enable_key_rotation=True)
        key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsEncrypt",
                actions=["kms:Decrypt", "kms:GenerateDataKey*"],
                resources=["*"],
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                conditions={"StringEquals": {"aws:SourceAccount": self.account}},
            )
        )
        topic = sns.Topic(
            self,
            "Topic",
            display_name="InvoiceFlow: alarms",
            master_key=key,
            enforce_ssl=True,
            signature_version="2",
        )
        topic.grant_publish(iam.ServicePrincipal("cloudwatch.amazonaws.com"))
        topic.add_subscription(subscriptions.EmailSubscription(environment.alarm_email))
        return topic

    def _alarm(self, wanted: Alarm, topic: sns.Topic) -> cloudwatch.Alarm:
        made = wanted.metric.create_alarm(
            self,
            wanted.name,
            alarm_name=Stack.of(self).stack_name.removesuffix("watch") + wanted.name,
            alarm_description=wanted.says,
            threshold=wanted.limit,
            comparison_operator=wanted.when,
            evaluation_periods=wanted.periods,
            datapoints_to_alarm=wanted.periods,
            treat_missing_data=wanted.silence,
        )
        action = actions.SnsAction(topic)
        made.add_alarm_action(action)
        made.add_ok_action(action)
        return made
