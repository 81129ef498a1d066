"""What must not be lost or read by others: database, cache, files, secrets."""

import json
import re

import pytest

from cloud import Resource, all_of, everything, statements, the
from invoiceflow.runtime.server_version import why_unsafe

BUCKETS = all_of("S3::Bucket")


@pytest.mark.parametrize("bucket", BUCKETS, ids=str)
def test_no_bucket_can_become_public(bucket: Resource) -> None:
    """Every bucket blocks public access in all four ways, and knows no access lists."""
    assert set(bucket.told["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket.told["OwnershipControls"]["Rules"] == [{"ObjectOwnership": "BucketOwnerEnforced"}]


@pytest.mark.parametrize("bucket", BUCKETS, ids=str)
def test_files_are_encrypted_versioned_and_kept(bucket: Resource) -> None:
    """Every bucket encrypts (files of tenants with our own key), keeps former versions, and survives its stack."""
    encryption = bucket.told["BucketEncryption"]["ServerSideEncryptionConfiguration"][0]
    algorithm = encryption["ServerSideEncryptionByDefault"]["SSEAlgorithm"]
    assert algorithm == ("AES256" if "AccessLogs" in bucket.name else "aws:kms")
    assert bucket.told["VersioningConfiguration"] == {"Status": "Enabled"}
    assert bucket.deleted == "Retain"


@pytest.mark.parametrize("bucket", BUCKETS, ids=str)
def test_files_travel_over_tls_alone(bucket: Resource) -> None:
    """Every bucket's policy denies whatever comes without TLS."""
    denied = [
        each
        for each in statements()
        if each.of.told.get("Bucket") == {"Ref": bucket.name}
        and each.effect == "Deny"
        and each.condition == {"Bool": {"aws:SecureTransport": "false"}}
    ]
    assert [each.actions for each in denied] == [("s3:*",)]


@pytest.mark.parametrize("bucket", BUCKETS, ids=str)
def test_buckets_are_tidied(bucket: Resource) -> None:
    """Every bucket has a life cycle, which ends half uploads after a day."""
    rules = {rule["Id"]: rule for rule in bucket.told["LifecycleConfiguration"]["Rules"]}
    assert rules["tidy"]["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 1}


def test_nothing_that_was_stored_can_be_destroyed_for_a_month() -> None:
    """The bucket of files locks every object, and keeps what was deleted for longer than that."""
    bucket = the("S3::Bucket", "FilesItself")
    locked = bucket.told["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert bucket.told["ObjectLockEnabled"] is True
    assert locked == {"Days": 30, "Mode": "GOVERNANCE"}
    rules = {rule["Id"]: rule for rule in bucket.told["LifecycleConfiguration"]["Rules"]}
    assert rules["tidy"]["NoncurrentVersionExpiration"]["NoncurrentDays"] > locked["Days"]
    assert not [rule for rule in rules.values() if "ExpirationInDays" in rule]


def test_the_database_is_encrypted_protected_and_can_go_back() -> None:
    """Aurora is encrypted with our key, cannot be deleted by mistake, and goes back to any second of five weeks."""
    told = the("RDS::DBCluster").told
    assert told["StorageEncrypted"] is True
    assert told["KmsKeyId"]
    assert told["DeletionProtection"] is True
    assert told["BackupRetentionPeriod"] == 35
    assert the("RDS::DBCluster").deleted == "Snapshot"


def test_the_database_has_a_writer_and_a_reader() -> None:
    """Two instances, neither of them public."""
    instances = all_of("RDS::DBInstance")
    assert len(instances) == 2
    assert {each.told["PubliclyAccessible"] for each in instances} == {False}


def test_the_database_speaks_tls_alone() -> None:
    """Aurora refuses connections without TLS, and logs no parameters of statements, which tenants wrote."""
    parameters = the("RDS::DBClusterParameterGroup").told["Parameters"]
    assert parameters["rds.force_ssl"] == "1"
    assert parameters["log_parameter_max_length"] == parameters["log_parameter_max_length_on_error"] == "0"


def test_the_administrators_password_is_rotated_by_rds() -> None:
    """RDS makes, keeps and changes it; no template or person knows it."""
    told = the("RDS::DBCluster").told
    assert told["ManageMasterUserPassword"] is True
    assert "MasterUserPassword" not in told


def test_the_product_accepts_that_version_of_postgresql() -> None:
    """What `invoiceflow migrate` refuses because of its known holes is not what is deployed."""
    major, minor = map(int, the("RDS::DBCluster").told["EngineVersion"].split("."))
    assert why_unsafe(major * 10_000 + minor) == ""


def test_the_cache_is_encrypted_needs_a_password_and_survives_a_zone() -> None:
    """Valkey takes TLS and a password only, encrypts what it stores, and has a replica in another zone."""
    told = the("ElastiCache::ReplicationGroup").told
    assert told["Engine"] == "valkey"
    assert told["TransitEncryptionEnabled"] is told["AtRestEncryptionEnabled"] is True
    assert told["TransitEncryptionMode"] == "required"
    assert "resolve:secretsmanager" in json.dumps(told["AuthToken"])
    assert told["MultiAZEnabled"] is told["AutomaticFailoverEnabled"] is True
    assert told["NumCacheClusters"] == 2


def test_the_shared_folder_is_encrypted_and_entered_over_tls() -> None:
    """The file system is encrypted, backed up, and its policy admits nobody by itself, nor without TLS."""
    told = the("EFS::FileSystem").told
    assert told["Encrypted"] is True
    assert told["BackupPolicy"] == {"Status": "ENABLED"}
    (statement,) = [each for each in statements() if each.of.kind == "EFS::FileSystem"]
    assert statement.effect == "Deny"
    assert statement.condition == {"Bool": {"aws:SecureTransport": "false"}}


def test_secrets_are_made_by_aws_encrypted_and_kept() -> None:
    """No secret's value stands in a template; each is encrypted with our key, and survives its stack."""
    for secret in all_of("SecretsManager::Secret"):
        assert secret.told["KmsKeyId"], secret
        assert secret.deleted == "Retain", secret
        given = json.dumps(secret.told.get("SecretString", ""))
        assert given == '""' or "{{resolve:secretsmanager:" in given, secret


def test_keys_are_rotated() -> None:
    """Every key of ours changes once a year."""
    assert {key.told["EnableKeyRotation"] for key in all_of("KMS::Key")} == {True}


def test_what_is_kept_in_queues_and_topics_is_encrypted() -> None:
    """Every queue and topic is encrypted with a key of ours."""
    assert all(queue.told["KmsMasterKeyId"] for queue in all_of("SQS::Queue"))
    assert all(topic.told["KmsMasterKeyId"] for topic in all_of("SNS::Topic"))


def test_no_log_is_kept_for_ever() -> None:
    """Every log says for how long it is kept."""
    assert all(group.told["RetentionInDays"] for group in all_of("Logs::LogGroup"))


def test_templates_name_no_account() -> None:
    """An account's number stands in certificates alone, which belong to one."""
    for resource in everything():
        text = re.sub(r"arn:aws:acm:[\w-]+:\d{12}:certificate/[\w-]+", "", json.dumps(resource.told))
        assert not re.search(r"\b\d{12}\b", text), resource
