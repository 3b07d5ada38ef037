"""CloudWatch Logs Insights: queries over log events.

Of the query language there are ``fields``, ``display``, ``filter``, ``parse``, ``stats``, ``sort``, ``limit`` and
``dedup``, and the common functions; anything else is refused, never passed over.

Source: "CloudWatch Logs Insights language query syntax", Amazon CloudWatch Logs User Guide,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
"""

from local.cloudwatch.insights.query import MAX_ROWS, Query
from local.cloudwatch.insights.scanner import QueryError

__all__ = ["MAX_ROWS", "Query", "QueryError"]
