"""The web application firewall before the load balancer."""

from typing import Final

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_logs as logs
from aws_cdk import aws_wafv2 as waf
from constructs import Construct

from environments import Environment

# Set by CloudFront's function (parts/site.py) over whatever a client sends: all requests come from CloudFront's own
# addresses, and the beginning of X-Forwarded-For is anybody's to choose.
VIEWER: Final = "x-viewer-ip"
REQUESTS_IN_FIVE_MINUTES: Final = 3_000
# They look into bodies, where invoices hold what people write: markup, addresses, more than 8 kB. The product checks
# each body against its own type and bounds its size. And programs that call an API need not say what they are.
ONLY_COUNTED: Final = (
    "SizeRestrictions_BODY",
    "CrossSiteScripting_BODY",
    "GenericLFI_BODY",
    "GenericRFI_BODY",
    "EC2MetaDataSSRF_BODY",
    "NoUserAgent_HEADER",
)
Rule = waf.CfnWebACL.RuleProperty


class Firewall(Construct):
    """Amazon's rules for what is common and known to be bad, and a bound on how often one address may ask."""

    def __init__(self, scope: Construct, environment: Environment, balancer_arn: str) -> None:
        super().__init__(scope, "Firewall")
        self.name = environment.called("firewall")
        self.itself = waf.CfnWebACL(
            self,
            "Itself",
            name=self.name,
            scope="REGIONAL",
            default_action=waf.CfnWebACL.DefaultActionProperty(allow={}),
            visibility_config=_seen(self.name),
            rules=[
                _rate(),
                _managed("AWSManagedRulesCommonRuleSet", priority=1, counted=ONLY_COUNTED),
                _managed("AWSManagedRulesKnownBadInputsRuleSet", priority=2),
            ],
        )
        waf.CfnWebACLAssociation(self, "Before", resource_arn=balancer_arn, web_acl_arn=self.itself.attr_arn)
        self._keep_log(environment)

    def _keep_log(self, environment: Environment) -> None:
        """Of what was blocked or counted, without what would let somebody act as the person."""
        group = logs.LogGroup(
            self,
            "Log",
            # Amazon wants names of firewalls' logs to begin like this.
            log_group_name=f"aws-waf-logs-{environment.called('firewall')}",
            retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=RemovalPolicy.DESTROY,
        )
        kind = waf.CfnLoggingConfiguration
        stack = Stack.of(self)
        # Not the group's own ARN, which ends in a star.
        arn = f"arn:aws:logs:{stack.region}:{stack.account}:log-group:{group.log_group_name}"
        wanted = [{"ActionCondition": {"Action": action}} for action in ("BLOCK", "COUNT")]
        kind(
            self,
            "Logging",
            resource_arn=self.itself.attr_arn,
            log_destination_configs=[arn],
            redacted_fields=[
                kind.FieldToMatchProperty(single_header={"Name": name})
                for name in ("cookie", "authorization")
            ],
            # As CloudFormation writes it, since the library passes this one property on as it is.
            logging_filter={
                "DefaultBehavior": "DROP",
                "Filters": [{"Behavior": "KEEP", "Requirement": "MEETS_ANY", "Conditions": wanted}],
            },
        )


def _rate() -> Rule:
    kinds = waf.CfnWebACL
    counted = kinds.RateBasedStatementProperty(
        limit=REQUESTS_IN_FIVE_MINUTES,
        evaluation_window_sec=300,
        aggregate_key_type="FORWARDED_IP",
        # What is no address counts as one. Without the header the rule is silent: static files are never asked for
        # often, since CloudFront keeps them.
        forwarded_ip_config=kinds.ForwardedIPConfigurationProperty(
            header_name=VIEWER, fallback_behavior="MATCH"
        ),
    )
    answer = kinds.BlockActionProperty(custom_response=kinds.CustomResponseProperty(response_code=429))
    return Rule(
        name="rate",
        priority=0,
        action=kinds.RuleActionProperty(block=answer),
        statement=kinds.StatementProperty(rate_based_statement=counted),
        visibility_config=_seen("rate"),
    )


def _managed(name: str, *, priority: int, counted: tuple[str, ...] = ()) -> Rule:
    kinds = waf.CfnWebACL
    overrides = [
        kinds.RuleActionOverrideProperty(name=each, action_to_use=kinds.RuleActionProperty(count={}))
        for each in counted
    ]
    group = kinds.ManagedRuleGroupStatementProperty(
        vendor_name="AWS", name=name, rule_action_overrides=overrides or None
    )
    return Rule(
        name=name,
        priority=priority,
        override_action=kinds.OverrideActionProperty(none={}),
        statement=kinds.StatementProperty(managed_rule_group_statement=group),
        visibility_config=_seen(name),
    )


def _seen(name: str) -> waf.CfnWebACL.VisibilityConfigProperty:
    return waf.CfnWebACL.VisibilityConfigProperty(
        cloud_watch_metrics_enabled=True, metric_name=name, sampled_requests_enabled=False
    )
