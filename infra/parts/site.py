"""The product through CloudFront: pages untouched, the browser's code kept at the edge for ever."""

from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_elasticloadbalancingv2 as elb
from constructs import Construct

from environments import Environment
from parts.firewall import VIEWER

# CloudFront's small JavaScript. It knows the viewer's address; what a client sent under this name is replaced.
TELL_VIEWER: Final = f"""\
function handler(event) {{
  event.request.headers["{VIEWER}"] = {{ value: event.viewer.ip }};
  return event.request;
}}
"""


class Site(Construct):
    """The only way in. Its origin is the load balancer inside the VPC."""

    def __init__(
        self, scope: Construct, environment: Environment, balancer: elb.IApplicationLoadBalancer
    ) -> None:
        super().__init__(scope, "Site")
        self._origin = self._balancer_as_origin(environment, balancer)
        self._headers = self._security_headers(environment)
        self._viewer = self._tell_viewer(environment)
        self.itself = cloudfront.Distribution(
            self,
            "Itself",
            comment=f"InvoiceFlow {environment.name}",
            domain_names=[environment.domain],
            certificate=acm.Certificate.from_certificate_arn(
                self, "Certificate", environment.edge_certificate
            ),
            minimum_protocol_version=cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
            http_version=cloudfront.HttpVersion.HTTP2_AND_3,
            price_class=cloudfront.PriceClass.PRICE_CLASS_100,
            default_behavior=self._pages(),
            additional_behaviors={
                "/static/build/*": self._kept(self._build_policy(environment)),
                "/static/*": self._kept(self._static_policy(environment)),
            },
        )

    def _balancer_as_origin(
        self, environment: Environment, balancer: elb.IApplicationLoadBalancer
    ) -> cloudfront.IOrigin:
        return origins.VpcOrigin.with_application_load_balancer(
            balancer,
            # The name that the balancer's certificate is for.
            domain_name=environment.domain,
            protocol_policy=cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
            origin_ssl_protocols=[cloudfront.OriginSslPolicy.TLS_V1_2],
            vpc_origin_name=environment.called("balancer"),
            # Between two words of an open page's stream lie 15 seconds.
            read_timeout=Duration.seconds(60),
            keepalive_timeout=Duration.seconds(30),
        )

    def _security_headers(self, environment: Environment) -> cloudfront.ResponseHeadersPolicy:
        """
        For answers that the product did not write, such as CloudFront's own errors. It overrides nothing.

        No content security policy: the product's own differs from page to page.
        """
        kinds = cloudfront
        return cloudfront.ResponseHeadersPolicy(
            self,
            "Headers",
            response_headers_policy_name=environment.called("site"),
            security_headers_behavior=kinds.ResponseSecurityHeadersBehavior(
                strict_transport_security=kinds.ResponseHeadersStrictTransportSecurity(
                    access_control_max_age=Duration.days(730), include_subdomains=True, override=False
                ),
                content_type_options=kinds.ResponseHeadersContentTypeOptions(override=False),
                frame_options=kinds.ResponseHeadersFrameOptions(
                    frame_option=kinds.HeadersFrameOption.DENY, override=False
                ),
                referrer_policy=kinds.ResponseHeadersReferrerPolicy(
                    referrer_policy=kinds.HeadersReferrerPolicy.STRICT_ORIGIN_WHEN_CROSS_ORIGIN,
                    override=False,
                ),
            ),
        )

    def _tell_viewer(self, environment: Environment) -> cloudfront.FunctionAssociation:
        function = cloudfront.Function(
            self,
            "TellViewer",
            function_name=environment.called("tell-viewer"),
            comment="Tells the firewall who asks",
            runtime=cloudfront.FunctionRuntime.JS_2_0,
            code=cloudfront.FunctionCode.from_inline(TELL_VIEWER),
        )
        return cloudfront.FunctionAssociation(
            function=function, event_type=cloudfront.FunctionEventType.VIEWER_REQUEST
        )

    def _pages(self) -> cloudfront.BehaviorOptions:
        """Never kept: pages, the API and webhooks go through with every header, cookie and method."""
        return cloudfront.BehaviorOptions(
            origin=self._origin,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_ALL,
            cache_policy=cloudfront.CachePolicy.CACHING_DISABLED,
            origin_request_policy=cloudfront.OriginRequestPolicy.ALL_VIEWER,
            response_headers_policy=self._headers,
            function_associations=[self._viewer],
            compress=False,
        )

    def _kept(self, policy: cloudfront.CachePolicy) -> cloudfront.BehaviorOptions:
        return cloudfront.BehaviorOptions(
            origin=self._origin,
            viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
            allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD,
            cache_policy=policy,
            response_headers_policy=self._headers,
            function_associations=[self._viewer],
            compress=True,
        )

    def _build_policy(self, environment: Environment) -> cloudfront.CachePolicy:
        """Keep for ever: the hash is in the file's name, so nothing else can be under it."""
        return cloudfront.CachePolicy(
            self,
            "Build",
            cache_policy_name=environment.called("build"),
            min_ttl=Duration.days(1),
            default_ttl=Duration.days(365),
            max_ttl=Duration.days(365),
            enable_accept_encoding_gzip=True,
            enable_accept_encoding_brotli=True,
        )

    def _static_policy(self, environment: Environment) -> cloudfront.CachePolicy:
        """Keep for as long as the product says, by the hash in the query, ``?v=``."""
        return cloudfront.CachePolicy(
            self,
            "Static",
            cache_policy_name=environment.called("static"),
            min_ttl=Duration.seconds(0),
            default_ttl=Duration.hours(1),
            max_ttl=Duration.days(365),
            query_string_behavior=cloudfront.CacheQueryStringBehavior.allow_list("v"),
            enable_accept_encoding_gzip=True,
            enable_accept_encoding_brotli=True,
        )
