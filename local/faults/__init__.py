"""Faults on demand: make calls to the local stack slow, fail or lose their answer.

Rules are JSON objects, listed at ``/_local/faults`` of the stack::

    curl -X POST   localhost:4566/_local/faults -d '[{"service": "sns", "operation": "Publish", "status": 503,
                                                      "code": "ServiceUnavailable", "count": 3}]'
    curl           localhost:4566/_local/faults          # the rules, each with its "hits"
    curl -X DELETE localhost:4566/_local/faults          # all of them; ?id=… only that one

=============  =========  =============================================================================================
member         type       meaning
=============  =========  =============================================================================================
service        string     required; the name that boto3 gives it: ``dynamodb``, ``sns``, ``personalize-runtime`` …
operation      string     only this operation: ``PutItem``; every operation when absent
resource       string     only requests that contain this text in their path or body: a table's name, a topic's ARN …
code           string     the error to answer with; no error when absent
status         integer    its HTTP status; when absent as the service's model says, else 500
message        string     its message
delay_ms       number     wait so long first, in milliseconds (longer than the client's read timeout: a timeout)
when           string     ``before`` (the default): the service does not see the request; ``after``: it does its
                          work, and the client gets the error instead of the response
probability    number     of a hit, above 0 and up to 1 (the default)
count          integer    hits until the rule is used up; without end when absent
id             string     to delete the rule by; made up when absent
=============  =========  =============================================================================================

The first rule that matches decides. Errors have the wire format of the service's protocol, so that SDKs raise what
they raise on AWS. Only calls over HTTP are affected: what the stack does inside (API Gateway calls a function, SNS
delivers to a queue) is not.
"""
