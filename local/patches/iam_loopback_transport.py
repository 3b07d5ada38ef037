"""Gap: on the loopback address every call counts as sent without TLS, so a policy that demands TLS refuses all.

AWS's endpoints are reached over TLS, and ``aws:SecureTransport`` says so; that a policy refuses plain HTTP is
proved by asking the evaluator. On this machine nothing is sent over a network.

Source: IAM user guide, "AWS global condition context keys" (aws:SecureTransport).

Needed by: module.offers_topic.aws_sns_topic.this (DenyPlainHttp), module.stream_trigger.aws_s3_bucket_policy.failures.
"""

from ministack import app


def apply() -> None:
    """Take every call for one over TLS."""
    pin = app.pin_request_origin

    def pin_secure_origin(source_ip: str, _secure: bool) -> None:
        pin(source_ip, secure_transport=True)

    app.pin_request_origin = pin_secure_origin
