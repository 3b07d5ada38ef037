"""Under which dimensions Lambda publishes what it measures of an invocation.

Source: "Types of metrics for Lambda functions" and "Viewing metrics for Lambda functions", AWS Lambda Developer Guide,
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-view.html
"""


def dimension_sets(function: str, qualifier: str, version: str = "") -> list[dict[str, str]]:
    """Return the sets, from the whole account to what was invoked: ``qualifier`` is a version, an alias or empty.

    With ``version``, the one that was executed, there is one more set where an alias led to it.
    """
    name = {"FunctionName": function}
    resource = {**name, "Resource": f"{function}:{qualifier}" if qualifier else function}
    sets = [{}, name, resource]
    if version and qualifier not in ("", version):
        sets.append({**resource, "ExecutedVersion": version})
    return sets
