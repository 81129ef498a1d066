"""Email: who may send as us, and how news of each message comes back to the worker."""

from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_ses as ses
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from environments import Environment

NEWS: Final = (
    ses.EmailSendingEvent.SEND,
    ses.EmailSendingEvent.REJECT,
    ses.EmailSendingEvent.DELIVERY,
    ses.EmailSendingEvent.DELIVERY_DELAY,
    ses.EmailSendingEvent.BOUNCE,
    ses.EmailSendingEvent.COMPLAINT,
    ses.EmailSendingEvent.OPEN,
    ses.EmailSendingEvent.RENDERING_FAILURE,
)
# More tries than this and a message is looked at by a person.
TRIES: Final = 5


class Mail(Stack):
    """SES, and behind it SNS, SQS and a queue of dead letters. Messages are encrypted all the way."""

    def __init__(self, scope: Construct, environment: Environment) -> None:
        super().__init__(scope, environment.called("mail"), env=environment.place)
        self.key = self._key(environment)
        self.configuration = self._configuration(environment)
        self.identity = self._identity(environment)
        self.dead = self._queue("Dead", retention=Duration.days(14))
        self.queue = self._queue(
            "News", dead_letters=sqs.DeadLetterQueue(queue=self.dead, max_receive_count=TRIES)
        )
        self.topic = self._topic()
        self._connect(environment)

    def _key(self, environment: Environment) -> kms.Key:
        key = kms.Key(
            self,
            "Key",
            alias=f"alias/{environment.called('mail')}",
            description="InvoiceFlow: news of emails on their way",
            enable_key_rotation=True,
            removal_policy=RemovalPolicy.RETAIN,
        )
        key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="MailServicesEncrypt",
                actions=["kms:Decrypt", "kms:GenerateDataKey*"],
                resources=["*"],
                principals=[
                    iam.ServicePrincipal("ses.amazonaws.com"),
                    iam.ServicePrincipal("sns.amazonaws.com"),
                ],
                conditions={"StringEquals": {"aws:SourceAccount": self.account}},
            )
        )
        return key

    def _configuration(self, environment: Environment) -> ses.ConfigurationSet:
        return ses.ConfigurationSet(
            self,
            "Configuration",
            configuration_set_name=environment.called("mail"),
            tls_policy=ses.ConfigurationSetTlsPolicy.REQUIRE,
            reputation_metrics=True,
            sending_enabled=True,
            suppression_reasons=ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
        )

    def _identity(self, environment: Environment) -> ses.EmailIdentity:
        """Return the domain, which its owner must confirm by records in DNS (README)."""
        return ses.EmailIdentity(
            self,
            "Identity",
            identity=ses.Identity.domain(environment.mail_domain),
            configuration_set=self.configuration,
            dkim_identity=ses.DkimIdentity.easy_dkim(ses.EasyDkimSigningKeyLength.RSA_2048_BIT),
            mail_from_domain=f"mail.{environment.mail_domain}",
            # Better not sent than sent from a name that is not ours, which spam filters mark.
            mail_from_behavior_on_mx_failure=ses.MailFromBehaviorOnMxFailure.REJECT_MESSAGE,
        )

    def _queue(
        self, name: str, *, retention: Duration | None = None, dead_letters: sqs.DeadLetterQueue | None = None
    ) -> sqs.Queue:
        return sqs.Queue(
            self,
            name,
            encryption=sqs.QueueEncryption.KMS,
            encryption_master_key=self.key,
            data_key_reuse=Duration.hours(1),
            enforce_ssl=True,
            # Longer than one message takes, so that no other worker is given it meanwhile.
            visibility_timeout=Duration.seconds(60),
            receive_message_wait_time=Duration.seconds(20),
            retention_period=retention or Duration.days(4),
            dead_letter_queue=dead_letters,
        )

    def _topic(self) -> sns.Topic:
        return sns.Topic(
            self,
            "Topic",
            display_name="InvoiceFlow: news of emails",
            master_key=self.key,
            enforce_ssl=True,
            # SHA-256; version 1 is SHA-1.
            signature_version="2",
        )

    def _connect(self, environment: Environment) -> None:
        self.topic.add_subscription(
            subscriptions.SqsSubscription(self.queue, raw_message_delivery=False, dead_letter_queue=self.dead)
        )
        self.configuration.add_event_destination(
            "ToTopic",
            configuration_set_event_destination_name=environment.called("news"),
            destination=ses.EventDestination.sns_topic(self.topic),
            events=list(NEWS),
        )
