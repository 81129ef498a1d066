"""Private files through CloudFront: only for whoever has a link that the product signed, and that has not expired."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_ssm as ssm
from constructs import Construct

from environments import Environment
from parts.files import Bucket

# A file that somebody uploaded is shown by no browser as a page, and runs nothing.
CONTENT_POLICY: Final = "default-src 'none'; sandbox"


class PrivateFiles(Construct):
    """
    A distribution and an origin of their own: nothing in a file can act in the product's name.

    The address is the object's key, and how a browser is to show it; the public half of the key that signs comes from
    the parameter ``/invoiceflow/<environment>/files-public-key`` (README: Before the first deployment).
    """

    def __init__(self, scope: Construct, environment: Environment, files: Bucket) -> None:
        super().__init__(scope, "PrivateFiles")
        self._signers = self._key_group(environment)
        self._headers = self._safe_headers(environment)
        self.itself = cloudfront.Distribution(
            self,
            "Itself",
            comment=f"InvoiceFlow {environment.name}: private files",
            domain_names=[environment.files_domain],
            certificate=acm.Certificate.from_certificate_arn(
                self, "Certificate", environment.edge_certificate
            ),
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            default_behavior=self._signed(environment, files.itself),
        )

    def _key_group(self, environment: Environment) -> cloudfront.KeyGroup:
        name = f"/invoiceflow/{environment.name}/files-public-key"
        encoded = ssm.StringParameter.value_for_string_parameter(self, name)
        key = cloudfront.PublicKey(
            self, "Key", public_key_name=environment.called("files"), encoded_key=encoded
        )
        return cloudfront.KeyGroup(self, "Signers", key_group_name=environment.called("files"), items=[key])

    def _names_and_types(self, environment: Environment) -> cloudfront.CachePolicy:
        """Tell the bucket under which name and type a file is shown, which CloudFront's own policies drop."""
        return cloudfront.CachePolicy(
            self,
            "Cache",
            cache_policy_name=environment.called("files"),
            query_string_behavior=cloudfront.CacheQueryStringBehavior.allow_list(
                "response-content-disposition", "response-content-type"
            ),
            enable_accept_encoding_brotli=True,
            enable_accept_encoding_gzip=True,
        )

    def _signed(self, environment: Environment, bucket: s3.Bucket) -> cloudfront.BehaviorOptions:
        # By its attributes: the bucket's policy, which lets CloudFront in, is part of the stack of data.
        known = s3.Bucket.from_bucket_attributes(
            self,
            "Files",
            bucket_arn=bucket.bucket_arn,
            bucket_regional_domain_name=bucket.bucket_regional_domain_name,
        )
        return cloudfront.BehaviorOptions(
            origin=origins.S3BucketOrigin.with_origin_access_control(known),
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD,
            # CloudFront looks at the link before it looks whether it has the file.
            trusted_key_groups=[self._signers],
            cache_policy=self._names_and_types(environment),
            response_headers_policy=self._headers,
        )

    def _safe_headers(self, environment: Environment) -> cloudfront.ResponseHeadersPolicy:
        kinds = cloudfront
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            response_headers_policy_name=environment.called("files"),
            custom_headers_behavior=kinds.ResponseCustomHeadersBehavior(
                custom_headers=[
                    kinds.ResponseCustomHeader(
                        header="content-disposition", value="attachment", override=False
                    ),
                    kinds.ResponseCustomHeader(
                        header="cache-control", value="private, no-store", override=True
                    ),
                ]
            ),
            security_headers_behavior=kinds.ResponseSecurityHeadersBehavior(
                content_security_policy=kinds.ResponseHeadersContentSecurityPolicy(
                    content_security_policy=CONTENT_POLICY, override=True
                ),
                content_type_options=kinds.ResponseHeadersContentTypeOptions(override=True),
                frame_options=kinds.ResponseHeadersFrameOptions(
                    frame_option=kinds.HeadersFrameOption.DENY, override=True
                ),
                referrer_policy=kinds.ResponseHeadersReferrerPolicy(
                    referrer_policy=kinds.HeadersReferrerPolicy.NO_REFERRER, override=True
                ),
                strict_transport_security=kinds.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=Duration.days(730), include_subdomains=True, override=True
                ),
            ),
        )
