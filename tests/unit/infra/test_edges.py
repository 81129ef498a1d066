"""What faces the world: firewall, distributions, mail; and who is told when it fails."""

import json
import re

from cloud import all_of, statements, the


def test_the_balancer_is_hard_to_lose_and_hard_to_fool() -> None:
    """It cannot be deleted by mistake, drops headers that are none, refuses ambiguous requests and keeps a log."""
    attributes = {
        each["Key"]: each["Value"]
        for each in the("ElasticLoadBalancingV2::LoadBalancer").told["LoadBalancerAttributes"]
    }
    assert attributes["deletion_protection.enabled"] == "true"
    assert attributes["routing.http.drop_invalid_header_fields.enabled"] == "true"
    assert attributes["routing.http.desync_mitigation_mode"] == "strictest"
    assert attributes["access_logs.s3.enabled"] == "true"


def test_the_balancer_speaks_modern_tls_alone() -> None:
    """One listener, HTTPS, TLS 1.2 and 1.3 with forward secrecy."""
    (listener,) = all_of("ElasticLoadBalancingV2::Listener")
    assert listener.told["Protocol"] == "HTTPS"
    assert listener.told["SslPolicy"] == "ELBSecurityPolicy-TLS13-1-2-Res-2021-06"


def test_the_firewall_has_managed_rules_and_a_rate() -> None:
    """Amazon's common rules and known bad inputs, and a bound for each viewer's address that CloudFront vouches for."""
    told = the("WAFv2::WebACL").told
    rules = {rule["Name"]: rule for rule in told["Rules"]}
    assert set(rules) == {"rate", "AWSManagedRulesCommonRuleSet", "AWSManagedRulesKnownBadInputsRuleSet"}
    rate = rules["rate"]["Statement"]["RateBasedStatement"]
    assert rate["AggregateKeyType"] == "FORWARDED_IP"
    assert rate["ForwardedIPConfig"] == {"HeaderName": "x-viewer-ip", "FallbackBehavior": "MATCH"}
    assert the("WAFv2::WebACLAssociation").told["ResourceArn"]
    function = the("CloudFront::Function").told["FunctionCode"]
    assert 'event.request.headers["x-viewer-ip"] = { value: event.viewer.ip };' in function


def test_the_firewalls_log_lets_nobody_act_as_somebody() -> None:
    """Cookies and keys are left out of it."""
    redacted = the("WAFv2::LoggingConfiguration").told["RedactedFields"]
    assert [each["SingleHeader"]["Name"] for each in redacted] == ["cookie", "authorization"]


def test_pages_are_never_kept_at_the_edge() -> None:
    """The default behaviour caches nothing and passes every method, cookie and header on."""
    default = the("CloudFront::Distribution", "Site").told["DistributionConfig"]["DefaultCacheBehavior"]
    caching_disabled, all_viewer = (
        "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        "216adef6-5c7f-47e4-b989-5492eafa07d3",
    )
    assert default["CachePolicyId"] == caching_disabled
    assert default["OriginRequestPolicyId"] == all_viewer
    assert {"POST", "PATCH", "DELETE"} < set(default["AllowedMethods"])


def test_built_files_are_kept_for_a_year() -> None:
    """What is under /static/build has its hash in its name: no query, no cookie, a year."""
    behaviours = the("CloudFront::Distribution", "Site").told["DistributionConfig"]["CacheBehaviors"]
    policies = {each["PathPattern"]: each["CachePolicyId"]["Ref"] for each in behaviours}
    assert list(policies) == ["/static/build/*", "/static/*"]
    kept = the("CloudFront::CachePolicy", policies["/static/build/*"]).told["CachePolicyConfig"]
    assert kept["DefaultTTL"] == kept["MaxTTL"] == 365 * 24 * 3600
    parameters = kept["ParametersInCacheKeyAndForwardedToOrigin"]
    assert parameters["QueryStringsConfig"] == {"QueryStringBehavior": "none"}


def test_the_edge_does_not_fight_the_products_own_headers() -> None:
    """The site's policy overrides nothing, and has no content security policy, which differs from page to page."""
    headers = the("CloudFront::ResponseHeadersPolicy", "Site").told["ResponseHeadersPolicyConfig"]
    parts = headers["SecurityHeadersConfig"]
    assert "ContentSecurityPolicy" not in parts
    assert {part["Override"] for part in parts.values()} == {False}


def test_private_files_need_a_signed_link() -> None:
    """The files' distribution has one behaviour, which trusts our key group alone, and reads the bucket by OAC."""
    told = the("CloudFront::Distribution", "PrivateFiles").told["DistributionConfig"]
    assert "CacheBehaviors" not in told
    assert told["DefaultCacheBehavior"]["TrustedKeyGroups"] == [{"Ref": the("CloudFront::KeyGroup").name}]
    assert all(origin["OriginAccessControlId"] for origin in told["Origins"])
    control = the("CloudFront::OriginAccessControl").told["OriginAccessControlConfig"]
    assert control["SigningBehavior"] == "always"


def test_a_private_file_runs_nothing_in_a_browser() -> None:
    """It is sandboxed, downloaded, not guessed at, and on an origin of its own."""
    told = the("CloudFront::ResponseHeadersPolicy", "PrivateFiles").told["ResponseHeadersPolicyConfig"]
    security = told["SecurityHeadersConfig"]
    assert security["ContentSecurityPolicy"] == {
        "ContentSecurityPolicy": "default-src 'none'; sandbox",
        "Override": True,
    }
    assert security["ContentTypeOptions"] == {"Override": True}
    custom = {each["Header"]: each["Value"] for each in told["CustomHeadersConfig"]["Items"]}
    assert custom["content-disposition"] == "attachment"
    site, files = (
        the("CloudFront::Distribution", part).told["DistributionConfig"]["Aliases"]
        for part in ("Site", "PrivateFiles")
    )
    assert files == [f"files.{site[0]}"]


def test_cloudfront_reads_buckets_for_our_own_distributions() -> None:
    """Bucket and key let CloudFront in for distributions of this account alone."""
    reading = [each for each in statements() if "cloudfront.amazonaws.com" in each.principal]
    assert {action for each in reading for action in each.actions} == {"s3:GetObject", "kms:Decrypt"}
    assert all("AWS::AccountId" in json.dumps(each.condition) for each in reading)


def test_browsers_come_over_https_alone() -> None:
    """Each distribution asks for TLS 1.2 at least, and serves nothing over plain HTTP."""
    for each in all_of("CloudFront::Distribution"):
        told = each.told["DistributionConfig"]
        assert told["ViewerCertificate"]["MinimumProtocolVersion"] == "TLSv1.2_2021"
        behaviours = [told["DefaultCacheBehavior"], *told.get("CacheBehaviors", [])]
        assert {each["ViewerProtocolPolicy"] for each in behaviours} <= {"https-only", "redirect-to-https"}


def test_mail_proves_whose_it_is() -> None:
    """DKIM, a MAIL FROM of our own, TLS on the way, and a name in no report is sent to again after it bounced."""
    identity = the("SES::EmailIdentity").told
    assert identity["DkimSigningAttributes"] == {"NextSigningKeyLength": "RSA_2048_BIT"}
    assert identity["MailFromAttributes"] == {
        "BehaviorOnMxFailure": "REJECT_MESSAGE",
        "MailFromDomain": "mail.example.com",
    }
    configuration = the("SES::ConfigurationSet").told
    assert configuration["DeliveryOptions"]["TlsPolicy"] == "REQUIRE"
    assert set(configuration["SuppressionOptions"]["SuppressedReasons"]) == {"BOUNCE", "COMPLAINT"}
    assert configuration["ReputationOptions"] == {"ReputationMetricsEnabled": True}


def test_news_of_mail_is_signed_by_sha256() -> None:
    """Version 1 is SHA-1: every topic signs by version 2."""
    assert {topic.told["SignatureVersion"] for topic in all_of("SNS::Topic")} == {"2"}


def test_news_of_mail_reach_the_worker_or_a_person() -> None:
    """SES tells the topic of bounces and complaints, the topic the queue, and what fails five times is set aside."""
    destination = the("SES::ConfigurationSetEventDestination").told["EventDestination"]
    assert {"bounce", "complaint", "delivery", "reject"} <= {
        each.lower() for each in destination["MatchingEventTypes"]
    }
    queue = next(each for each in all_of("SQS::Queue") if "RedrivePolicy" in each.told)
    assert queue.told["RedrivePolicy"]["maxReceiveCount"] == 5
    subscription = next(each for each in all_of("SNS::Subscription") if each.told["Protocol"] == "sqs")
    assert subscription.told["Endpoint"] == {"Fn::GetAtt": [queue.name, "Arn"]}
    assert subscription.told["RedrivePolicy"]


def test_somebody_is_told() -> None:
    """Every alarm says what it means, and tells the topic when it begins and when it ends."""
    for alarm in all_of("CloudWatch::Alarm"):
        assert re.search(r"\.$", alarm.told["AlarmDescription"]), alarm
        assert len(alarm.told["AlarmActions"]) == len(alarm.told["OKActions"]) == 1, alarm
    assert [each.told["Protocol"] for each in all_of("SNS::Subscription")].count("email") == 1


def test_what_people_notice_has_an_alarm() -> None:
    """Errors, slowness, late jobs, missing tasks, a full database, lost replicas, dead letters, a bad reputation."""
    names = {
        each.told["AlarmName"].removeprefix("invoiceflow-production-") for each in all_of("CloudWatch::Alarm")
    }
    assert names >= {
        *("errors", "refused-connections", "slow", "sick-tasks", "old-jobs", "no-worker"),
        *("web-tasks", "worker-tasks", "web-memory", "worker-memory"),
        *(
            "database-full-size",
            "database-cpu",
            "database-connections",
            "database-deadlocks",
            "reader-behind",
        ),
        *(
            "cache-001-memory",
            "cache-002-memory",
            "dead-letters",
            "bounces",
            "complaints",
            "blocked",
            "certificate",
        ),
    }


def test_silence_of_the_workers_is_an_alarm() -> None:
    """Where no worker tells anything, the alarm rings: silence is not health."""
    alarm = the("CloudWatch::Alarm", "noworker").told
    assert alarm["TreatMissingData"] == "breaching"


def test_there_is_a_dashboard() -> None:
    """One page shows alarms, requests, jobs and the database."""
    body = json.dumps(the("CloudWatch::Dashboard").told["DashboardBody"])
    assert all(word in body for word in ("Alarms", "Requests", "Jobs that wait", "Size of the database"))
