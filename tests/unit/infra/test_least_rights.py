"""Who may do what: on AWS, and from where on the network."""

from cloud import Statement, all_of, statements, the

CAREFUL = ("s3:", "ses:", "kms:", "secretsmanager:", "sqs:", "elasticfilesystem:", "ssm:", "sts:", "iam:")


def of_roles() -> list[Statement]:
    """Return what roles may do; policies of resources are about themselves."""
    return [each for each in statements() if each.of.kind == "IAM::Policy"]


def test_no_role_may_do_everything_with_anything() -> None:
    """No action has a star, and no action on files, mail, keys or secrets is allowed on every resource."""
    for each in of_roles():
        assert not [action for action in each.actions if "*" in action], each.of
        if any(action.startswith(CAREFUL) for action in each.actions):
            assert "*" not in each.resources, each.of


def test_only_logging_in_to_the_registry_has_no_resource() -> None:
    """`ecr:GetAuthorizationToken` knows none; it is the only action that is allowed on a star."""
    anywhere = {action for each in of_roles() if "*" in each.resources for action in each.actions}
    assert anywhere == {"ecr:GetAuthorizationToken"}


def test_nobody_destroys_what_was_deleted() -> None:
    """Files can be deleted, as tenants ask for it; former versions and their lock are out of everybody's reach."""
    allowed = {action for each in of_roles() for action in each.actions}
    assert "s3:DeleteObject" in allowed
    assert not allowed & {"s3:DeleteObjectVersion", "s3:BypassGovernanceRetention", "s3:PutObjectRetention"}


def test_each_task_reads_its_own_login_alone() -> None:
    """A task fetches the password of its own login; the administrator's is fetched by the task that makes logins."""
    read = {
        each.of.name.split("StartDefaultPolicy")[0]: " ".join(each.resources)
        for each in of_roles()
        if "secretsmanager:GetSecretValue" in each.actions
    }
    logins = ("Loginifmigrator", "Loginifapp", "Loginifworker", "MasterUserSecret")
    assert {task: {login for login in logins if login in arns} for task, arns in read.items()} == {
        "Web": {"Loginifapp"},
        "Worker": {"Loginifworker"},
        "Migrate": {"Loginifmigrator"},
        "Logins": set(logins),
    }


def test_only_the_worker_hears_of_mail() -> None:
    """Messages of the queue are received by the worker's role, and by no other."""
    assert {each.of.name[:9] for each in of_roles() if "sqs:ReceiveMessage" in each.actions} == {"WorkerRun"}


def test_the_world_reaches_no_task() -> None:
    """From outside only CloudFront's list comes in, on 443, to a load balancer that has no public address."""
    assert the("ElasticLoadBalancingV2::LoadBalancer").told["Scheme"] == "internal"
    rules = [rule.told for rule in all_of("EC2::SecurityGroupIngress")]
    assert not [group for group in all_of("EC2::SecurityGroup") if "SecurityGroupIngress" in group.told]
    assert [rule["FromPort"] for rule in rules if "SourceSecurityGroupId" not in rule] == [443]
    assert [rule["SourcePrefixListId"] for rule in rules if rule["FromPort"] == 443] == ["pl-a3a144ca"]
    assert {each.told["MapPublicIpOnLaunch"] for each in all_of("EC2::Subnet")} == {False}


def test_database_and_cache_are_reached_by_tasks_alone() -> None:
    """PostgreSQL, Valkey and the file system each let three groups in, on their own port."""
    ports = sorted(each.told["FromPort"] for each in all_of("EC2::SecurityGroupIngress"))
    assert ports == [443, *[2049] * 3, *[5432] * 3, *[6379] * 3, 8000]


def test_the_deployer_is_one_environment_of_one_repository() -> None:
    """GitHub's token is taken from jobs of that environment alone, compared without a star."""
    role = the("IAM::Role", "Deployer")
    (statement,) = role.told["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Action"] == "sts:AssumeRoleWithWebIdentity"
    claims = statement["Condition"]["StringEquals"]
    assert claims["token.actions.githubusercontent.com:sub"] == (
        "repo:example/invoiceflow:environment:production"
    )
    assert claims["token.actions.githubusercontent.com:aud"] == "sts.amazonaws.com"


def test_the_deployer_reads_what_the_scan_found() -> None:
    """Without that right no deployment would get past the scan."""
    allowed = {action for each in of_roles() if "Deployer" in each.of.name for action in each.actions}
    assert {"ecr:PutImage", "ecr:DescribeImageScanFindings", "ecs:RunTask", "iam:PassRole"} <= allowed


def test_images_are_never_renamed_and_always_scanned() -> None:
    """A tag names one image for ever, and each is scanned when it arrives."""
    told = the("ECR::Repository").told
    assert told["ImageTagMutability"] == "IMMUTABLE"
    assert told["ImageScanningConfiguration"] == {"ScanOnPush": True}
