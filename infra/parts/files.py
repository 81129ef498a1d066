"""Files: buckets for documents, exports and attachments, and the file system for what is not in them yet."""

from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_efs as efs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from environments import Environment
from stacks.network import Network

# Eight years from the end of the year of issue (§ 14b UStG), so up to nine.
KEPT_DAYS: Final = 9 * 366
EXPORT_DAYS: Final = 7
BALANCER_LOGS: Final = "balancer"
# Whom the image runs as (Dockerfile).
USER: Final = "10001"


class Buckets(Construct):
    """Three private buckets, read by the product's roles, and by CloudFront for whoever has a signed link."""

    def __init__(self, scope: Construct, environment: Environment, key: kms.Key) -> None:
        super().__init__(scope, "Buckets")
        self._key = key
        self.access_logs = self._access_logs()
        # Content-addressed and never changed: what was issued cannot be deleted or overwritten, not even by us.
        self.documents = self._bucket(
            "Documents",
            object_lock_enabled=True,
            object_lock_default_retention=s3.ObjectLockRetention.governance(Duration.days(KEPT_DAYS)),
            lifecycle_rules=[_tidied(), _cooled()],
        )
        self.exports = self._bucket(
            "Exports", lifecycle_rules=[_tidied(noncurrent_days=1), _gone_after(EXPORT_DAYS)]
        )
        self.attachments = self._bucket(
            "Attachments", lifecycle_rules=[_tidied(noncurrent_days=90)], cors=[_uploads_of(environment)]
        )
        self._let_cloudfront_read()

    @property
    def all(self) -> tuple[s3.Bucket, ...]:
        """Every bucket that holds files of tenants."""
        return (self.documents, self.exports, self.attachments)

    def _access_logs(self) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            "AccessLogs",
            # Load balancers can write to buckets with S3's own keys only.
            encryption=s3.BucketEncryption.S3_MANAGED,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            versioned=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=[_tidied(noncurrent_days=1), _gone_after(30)],
            removal_policy=RemovalPolicy.RETAIN,
        )
        _let_balancers_write(bucket)
        return bucket

    def _bucket(self, name: str, **options: object) -> s3.Bucket:
        return s3.Bucket(
            self,
            name,
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self._key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            versioned=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            server_access_logs_bucket=self.access_logs,
            server_access_logs_prefix=f"s3/{name.lower()}/",
            removal_policy=RemovalPolicy.RETAIN,
            **options,  # type: ignore[arg-type]  # the options of Bucket, whose types jsii checks
        )

    def _let_cloudfront_read(self) -> None:
        """By account and service, since naming the distribution would make the stacks circular."""
        account = Stack.of(self).account
        from_ours = {"StringLike": {"AWS:SourceArn": f"arn:aws:cloudfront::{account}:distribution/*"}}
        reader = iam.ServicePrincipal("cloudfront.amazonaws.com")
        for bucket in self.all:
            statement = iam.PolicyStatement(
                sid="CloudFrontReads",
                actions=["s3:GetObject"],
                resources=[bucket.arn_for_objects("*")],
                principals=[reader],
                conditions=from_ours,
            )
            bucket.add_to_resource_policy(statement)
        self._key.add_to_resource_policy(
            iam.PolicyStatement(
                sid="CloudFrontDecrypts",
                actions=["kms:Decrypt"],
                resources=["*"],
                principals=[reader],
                conditions=from_ours,
            )
        )


def _only_over_tls() -> iam.PolicyDocument:
    """
    Return a policy that admits nobody by itself: roles need the right, and TLS.

    The library's own lets everybody write who reaches the network.
    """
    without_tls = iam.PolicyStatement(
        sid="OnlyOverTls",
        effect=iam.Effect.DENY,
        actions=["elasticfilesystem:*"],
        resources=["*"],
        principals=[iam.AnyPrincipal()],
        conditions={"Bool": {"aws:SecureTransport": "false"}},
    )
    return iam.PolicyDocument(statements=[without_tls])


def _let_balancers_write(bucket: s3.Bucket) -> None:
    account = Stack.of(bucket).account
    bucket.add_to_resource_policy(
        iam.PolicyStatement(
            sid="BalancersWriteLogs",
            actions=["s3:PutObject"],
            resources=[bucket.arn_for_objects(f"{BALANCER_LOGS}/AWSLogs/{account}/*")],
            principals=[iam.ServicePrincipal("logdelivery.elasticloadbalancing.amazonaws.com")],
            conditions={"StringEquals": {"aws:SourceAccount": account}},
        )
    )


def _tidied(*, noncurrent_days: int | None = None) -> s3.LifecycleRule:
    expiry = None if noncurrent_days is None else Duration.days(noncurrent_days)
    return s3.LifecycleRule(
        id="tidy",
        abort_incomplete_multipart_upload_after=Duration.days(1),
        noncurrent_version_expiration=expiry,
    )


def _cooled() -> s3.LifecycleRule:
    """Still there within milliseconds, at a quarter of the price; documents are rarely read after a few months."""
    to = s3.Transition(
        storage_class=s3.StorageClass.GLACIER_INSTANT_RETRIEVAL, transition_after=Duration.days(180)
    )
    return s3.LifecycleRule(id="cool", transitions=[to])


def _gone_after(days: int) -> s3.LifecycleRule:
    return s3.LifecycleRule(id="expire", expiration=Duration.days(days))


def _uploads_of(environment: Environment) -> s3.CorsRule:
    return s3.CorsRule(
        allowed_methods=[s3.HttpMethods.POST],
        allowed_origins=[environment.base_url],
        allowed_headers=["content-type"],
        max_age=3600,
    )


class Folder(Construct):
    """
    The folder FILES_DIR, shared by all tasks: files that no bucket holds, and the ends of the audit chains.

    The latter because nobody who administers the database may be able to write them.
    """

    def __init__(self, scope: Construct, network: Network, key: kms.IKey) -> None:
        super().__init__(scope, "Folder")
        self.system = efs.FileSystem(
            self,
            "System",
            vpc=network.vpc,
            vpc_subnets=ec2.SubnetSelection(subnet_group_name="data"),
            security_group=network.files,
            encrypted=True,
            kms_key=key,
            enable_automatic_backups=True,
            throughput_mode=efs.ThroughputMode.ELASTIC,
            lifecycle_policy=efs.LifecyclePolicy.AFTER_90_DAYS,
            file_system_policy=_only_over_tls(),
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.entry = self.system.add_access_point(
            "Entry",
            path="/files",
            create_acl=efs.Acl(owner_uid=USER, owner_gid=USER, permissions="750"),
            posix_user=efs.PosixUser(uid=USER, gid=USER),
        )
