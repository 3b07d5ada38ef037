"""The credentials of a wrong AWS account are refused before anything is planned."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import tftest

from tests.support.terraform.workspace import Terraform

RESPONSE = """
<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:iam::999999999999:user/somebody</Arn>
    <UserId>AIDAEXAMPLE</UserId>
    <Account>999999999999</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata><RequestId>1</RequestId></ResponseMetadata>
</GetCallerIdentityResponse>
"""


class SecurityTokenService(BaseHTTPRequestHandler):
    """Says to everybody that they belong to the account 999999999999."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(RESPONSE)))
        self.end_headers()
        self.wfile.write(RESPONSE.encode())

    def log_message(self, *arguments: object) -> None:
        """Keep quiet."""


@pytest.fixture
def security_token_service() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), SecurityTokenService) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_credentials_of_another_account_are_refused(root: Terraform, security_token_service: str) -> None:
    root.env["AWS_ENDPOINT_URL_STS"] = security_token_service
    try:
        with pytest.raises(tftest.TerraformTestError, match="AWS account ID not allowed: 999999999999"):
            root.planned("-var-file=environments/prod.tfvars")
    finally:
        del root.env["AWS_ENDPOINT_URL_STS"]
