"""How long is waited for what comes late, on the local stack and on AWS."""

from dataclasses import dataclass

from botocore.config import Config


@dataclass(frozen=True)
class Patience:
    """Seconds until it is given up that something comes, seconds between two looks, and attempts of a refused call."""

    change: float
    offer: float
    trace: float
    between_looks: float
    attempts: int | None

    @property
    def config(self) -> Config:
        """The retries of a boto3 client; without ``attempts`` those that boto3 has by itself."""
        if self.attempts is None:
            return Config()
        return Config(retries={"mode": "standard", "total_max_attempts": self.attempts})


ON_THE_STACK = Patience(change=90, offer=60, trace=30, between_looks=0.1, attempts=None)

# On AWS a changed key or plan is known everywhere after minutes, and X-Ray shows segments when it has indexed them. An
# account may change one usage plan in 20 s and delete one API in 30 s: a call waits up to 20 s between the last of its
# attempts. Source: "Amazon API Gateway quotas", https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
ON_AWS = Patience(change=300, offer=60, trace=180, between_looks=2, attempts=15)
