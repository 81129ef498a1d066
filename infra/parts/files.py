"""Files: the bucket of documents, logos and exports, and a folder for what no bucket may hold."""

from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_efs as efs
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_s3 as s3
from constructs import Construct

from stacks.network import Network

# Nothing that was stored can be destroyed for a month, by nobody's mistake and nobody's stolen key.
LOCKED_DAYS: Final = 30
# What was deleted or replaced can be brought back for a quarter of a year.
FORMER_DAYS: Final = 90
ACCESS_LOG_DAYS: Final = 30
# What nobody came back for is no file of anybody's.
UPLOAD_DAYS: Final = 1
BALANCER_LOGS: Final = "balancer"
# Whom the image runs as (Dockerfile).
USER: Final = "10001"


class Bucket(Construct):
    """
    One private bucket, below whose names tenants are kept apart by the product, and another for what comes in.

    Read by the product's roles, by whoever has a link that they signed, and by CloudFront for such links of its own.
    """

    def __init__(self, scope: Construct, key: kms.Key) -> None:
        super().__init__(scope, "Files")
        self._key = key
        self.access_logs = self._access_logs()
        self.itself = s3.Bucket(
            self,
            "Itself",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            versioned=True,
            object_lock_enabled=True,
            object_lock_default_retention=s3.ObjectLockRetention.governance(Duration.days(LOCKED_DAYS)),
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=[_tidied(former_days=FORMER_DAYS), _cooled()],
            server_access_logs_bucket=self.access_logs,
            server_access_logs_prefix="s3/",
            removal_policy=RemovalPolicy.RETAIN,
        )
        self.uploads = self._uploads()
        self._let_cloudfront_read()

    def _uploads(self) -> s3.Bucket:
        """Return where browsers post files that nobody has looked at. Nothing is locked there: a form has no sums."""
        return s3.Bucket(
            self,
            "Uploads",
            encryption=s3.BucketEncryption.KMS,
            encryption_key=self._key,
            bucket_key_enabled=True,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            enforce_ssl=True,
            minimum_tls_version=1.2,
            versioned=True,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            lifecycle_rules=[_tidied(former_days=1), _gone_after(UPLOAD_DAYS)],
            server_access_logs_bucket=self.access_logs,
            server_access_logs_prefix="uploads/",
            removal_policy=RemovalPolicy.RETAIN,
        )

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
            lifecycle_rules=[_tidied(former_days=1), _gone_after(ACCESS_LOG_DAYS)],
            removal_policy=RemovalPolicy.RETAIN,
        )
        _let_balancers_write(bucket)
        return bucket

    def _let_cloudfront_read(self) -> None:
        """By account and service, since naming the distribution would make the stacks circular."""
        account = Stack.of(self).account
        from_ours = {"StringLike": {"AWS:SourceArn": f"arn:aws:cloudfront::{account}:distribution/*"}}
        reader = iam.ServicePrincipal("cloudfront.amazonaws.com")
        self.itself.add_to_resource_policy(
            iam.PolicyStatement(
                sid="CloudFrontReads",
                actions=["s3:GetObject"],
                resources=[self.itself.arn_for_objects("*")],
                principals=[reader],
                conditions=from_ours,
            )
        )
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


def _tidied(*, former_days: int) -> s3.LifecycleRule:
    return s3.LifecycleRule(
        id="tidy",
        abort_incomplete_multipart_upload_after=Duration.days(1),
        noncurrent_version_expiration=Duration.days(former_days),
        expired_object_delete_marker=True,
    )


def _cooled() -> s3.LifecycleRule:
    """Let S3 find out what nobody reads; it is there as quickly as before."""
    to = s3.Transition(storage_class=s3.StorageClass.INTELLIGENT_TIERING, transition_after=Duration.days(30))
    return s3.LifecycleRule(id="cool", transitions=[to])


def _gone_after(days: int) -> s3.LifecycleRule:
    return s3.LifecycleRule(id="expire", expiration=Duration.days(days))


class Folder(Construct):
    """
    The folder FILES_DIR, shared by all tasks. The ends of the audit chains are written there.

    Nobody who administers the database can write into it, which is its point. Where no bucket is named, files too.
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
