"""What PutMetricAlarm and PutCompositeAlarm refuse, beyond what the service's model says of single members.

Sources: PutMetricAlarm and PutCompositeAlarm, Amazon CloudWatch API Reference,
https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html, and "CloudWatch service
quotas", Amazon CloudWatch User Guide. Where AWS's words are not known, they are our own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

HOUR, DAY, WEEK = 3_600, 86_400, 604_800
SHORT_PERIODS = (10, 20, 30)
MAX_METRICS = 10
MAX_CHILDREN = 100
TREATMENTS = ("breaching", "notBreaching", "ignore", "missing")
LOW_SAMPLE_TREATMENTS = ("evaluate", "ignore")
ID = re.compile(r"[a-z]\w*", re.ASCII)


def complaints(alarm: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a request to put a metric alarm."""
    if any(alarm.get(member) is None for member in ("EvaluationPeriods", "ComparisonOperator")):
        yield "An alarm needs EvaluationPeriods and ComparisonOperator"
        return
    queries = alarm.get("Metrics")
    if queries:
        yield from _of_math(alarm, queries)
    else:
        yield from _of_metric(alarm)
    if alarm.get("DatapointsToAlarm", 1) > alarm["EvaluationPeriods"]:
        yield "DatapointsToAlarm must be less than or equal to EvaluationPeriods"
    for period in _periods(alarm):
        if period not in SHORT_PERIODS and period % 60:
            yield "Period must be 10, 20, 30 or a multiple of 60"
        yield from _of_range(period, period * alarm["EvaluationPeriods"])
    if alarm.get("TreatMissingData", "missing") not in TREATMENTS:
        yield f"TreatMissingData must be one of {', '.join(TREATMENTS)}"
    if alarm.get("EvaluateLowSampleCountPercentile", "evaluate") not in LOW_SAMPLE_TREATMENTS:
        yield f"EvaluateLowSampleCountPercentile must be one of {', '.join(LOW_SAMPLE_TREATMENTS)}"


def _of_metric(alarm: Mapping[str, Any]) -> Iterator[str]:
    if any(alarm.get(member) is None for member in ("Namespace", "MetricName", "Period")):
        yield "An alarm without Metrics needs Namespace, MetricName and Period"
    if bool(alarm.get("Statistic")) == bool(alarm.get("ExtendedStatistic")):
        yield "Exactly one of Statistic and ExtendedStatistic must be specified"


def _of_math(alarm: Mapping[str, Any], queries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    if any(alarm.get(member) for member in ("Namespace", "MetricName", "Statistic", "ExtendedStatistic", "Period")):
        yield "The parameters for a metric and Metrics must not be specified together"
    identifiers = [query["Id"] for query in queries]
    if len(set(identifiers)) < len(identifiers):
        yield "The ids of Metrics must be unique"
    expressions = [query.get("Expression", "") for query in queries]
    # ids begin with a lower-case letter, and nothing else of an expression does but text in quotes
    named = set(re.findall(r"\b[a-z]\w*", re.sub(r"'[^']*'|\"[^\"]*\"", "", " ".join(expressions)), re.ASCII))
    if named - set(identifiers):
        yield f"An expression refers to {', '.join(sorted(named - set(identifiers)))}, which Metrics do not have"
    if any(not ID.fullmatch(identifier) for identifier in identifiers):
        yield "The ids of Metrics must begin with a lower-case letter, and have letters, digits and _ alone"
    # of a band, both the metric and the band are returned
    wanted = 2 if alarm.get("ThresholdMetricId") else 1
    if sum(query.get("ReturnData", True) for query in queries) != wanted:
        yield f"Exactly {wanted} of Metrics must return data"
    if sum("MetricStat" in query for query in queries) > MAX_METRICS:
        yield f"An alarm on an expression can have at most {MAX_METRICS} metrics"
    if len(set(_periods(alarm))) > 1:
        yield "All metrics of an alarm must have the same period"
    if any(re.search(r"\bSEARCH\s*\(", expression) for expression in expressions):
        yield "SEARCH is not supported in alarms"


def _periods(alarm: Mapping[str, Any]) -> list[int]:
    found = [query["MetricStat"]["Period"] for query in alarm.get("Metrics") or [] if "MetricStat" in query]
    return sorted({int(period) for period in (*found, alarm.get("Period")) if period})


def _of_range(period: int, seconds: int) -> Iterator[str]:
    if period < HOUR and seconds > DAY:
        yield f"Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= {DAY})"
    if period >= HOUR and seconds > WEEK:
        yield (
            f"Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= {WEEK}) for "
            f"alarms using period >= {HOUR}"
        )


def composite_complaints(alarm: Mapping[str, Any], children: int) -> Iterator[str]:
    """Yield what is wrong with a request to put a composite alarm whose rule names so many alarms."""
    if children > MAX_CHILDREN:
        yield f"An alarm rule can have at most {MAX_CHILDREN} children"
    periods = [alarm.get(f"ActionsSuppressor{which}Period") for which in ("Wait", "Extension")]
    if alarm.get("ActionsSuppressor"):
        if None in periods:
            yield "ActionsSuppressor needs ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod"
        elif min(period for period in periods if period is not None) < 0:
            yield "ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod must not be negative"
    elif periods != [None, None]:
        yield "ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod need an ActionsSuppressor"
