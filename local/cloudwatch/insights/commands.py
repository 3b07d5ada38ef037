"""The commands of a query: each is read from the text and becomes a function from rows to rows."""

import re
from collections.abc import Callable
from typing import Any

from local.cloudwatch.insights.expressions import parse_expression
from local.cloudwatch.insights.functions import as_number, as_text
from local.cloudwatch.insights.operations import Expression
from local.cloudwatch.insights.records import Row
from local.cloudwatch.insights.scanner import Scanner

Step = Callable[[list[Row]], list[Row]]


def _named(scanner: Scanner, columns: list[str]) -> tuple[str, Expression]:
    """Read ``expression [as name]``; without a name, the text is the name. A column of that text is meant first."""
    start = scanner.position
    column = scanner.take(*sorted(columns, key=len, reverse=True)) if columns else None
    expression: Expression = (lambda row: row.get(column)) if column else parse_expression(scanner)
    text = scanner.since(start).strip("`")
    if not scanner.take("as"):
        return text, expression
    name = scanner.word()
    if name is None:
        raise scanner.fail("a name")
    return name, expression


def read_fields(scanner: Scanner, columns: list[str]) -> tuple[Step, list[str]]:
    """``fields`` and ``display``: compute fields; the second value names them."""
    items = [_named(scanner, columns)]
    while scanner.take(","):
        items.append(_named(scanner, columns))

    def add(rows: list[Row]) -> list[Row]:
        for row in rows:
            row.update({name: expression(row) for name, expression in items})
        return rows

    return add, [name for name, _expression in items]


def read_filter(scanner: Scanner) -> Step:
    """``filter``: keep rows for which the expression is true."""
    condition = parse_expression(scanner)
    return lambda rows: [row for row in rows if condition(row)]


def read_limit(scanner: Scanner) -> Step:
    """``limit``: keep the first rows."""
    number = scanner.number()
    if number is None:
        raise scanner.fail("a number")
    return lambda rows: rows[: int(number)]


def read_dedup(scanner: Scanner) -> Step:
    """``dedup``: keep the first row of those with the same values."""
    items = [parse_expression(scanner)]
    while scanner.take(","):
        items.append(parse_expression(scanner))

    def first_ones(rows: list[Row]) -> list[Row]:
        seen: dict[tuple[str, ...], Row] = {}
        for row in rows:
            seen.setdefault(tuple(as_text(item(row)) for item in items), row)
        return list(seen.values())

    return first_ones


def read_sort(scanner: Scanner, columns: list[str]) -> Step:
    """``sort``: by one or more expressions, each ascending unless ``desc``; missing values come last."""
    orders: list[tuple[Expression, bool]] = []
    while True:
        _name, expression = _named(scanner, columns)
        orders.append((expression, scanner.take("asc", "desc") == "desc"))
        if not scanner.take(","):
            break

    def sort(rows: list[Row]) -> list[Row]:
        for expression, descending in reversed(orders):
            present = [row for row in rows if expression(row) is not None]
            missing = [row for row in rows if expression(row) is None]
            present.sort(key=lambda row: _order(expression(row)), reverse=descending)
            rows = present + missing
        return rows

    return sort


def _order(value: Any) -> tuple[bool, float, str]:
    number = as_number(value)
    return (number is None, number or 0.0, "" if number is not None else as_text(value))


def read_parse(scanner: Scanner) -> Step:
    """``parse``: fields from a text, by a pattern with ``*`` or by a regular expression."""
    pattern = _parse_pattern(scanner)
    field: Expression = lambda row: row.get("@message")  # noqa: E731
    if pattern is None:
        field = parse_expression(scanner)
        pattern = _parse_pattern(scanner)
    if pattern is None:
        raise scanner.fail("a pattern")
    names = list(pattern.groupindex)
    if scanner.take("as"):
        names = [scanner.word() or ""]
        while scanner.take(","):
            names.append(scanner.word() or "")
    if not names or not all(names) or len(names) != pattern.groups:
        raise scanner.fail("as many names as the pattern has parts, before what is")

    def extract(rows: list[Row]) -> list[Row]:
        for row in rows:
            if found := pattern.search(as_text(field(row))):
                row.update(zip(names, found.groups(), strict=True))
        return rows

    return extract


def _parse_pattern(scanner: Scanner) -> re.Pattern[str] | None:
    glob = scanner.string()
    if glob is None:
        return scanner.regular_expression()
    parts = "(.*?)".join(re.escape(part) for part in glob.split("*"))
    return re.compile(parts + ("$" if glob.endswith("*") else ""), re.DOTALL)


def read_stats(scanner: Scanner) -> tuple[Step, list[str]]:
    """``stats``: one row per group; the second value names its columns, the aggregated values first."""
    met: list[Any] = []
    scanner.aggregations = met
    results = [_named(scanner, [])]
    while scanner.take(","):
        results.append(_named(scanner, []))
    scanner.aggregations = None
    groups: list[tuple[str, Expression]] = []
    if scanner.take("by"):
        groups.append(_named(scanner, []))
        while scanner.take(","):
            groups.append(_named(scanner, []))

    def aggregate(rows: list[Row]) -> list[Row]:
        members: dict[tuple[Any, ...], list[Row]] = {} if groups else {(): []}
        for row in rows:
            members.setdefault(tuple(expression(row) for _name, expression in groups), []).append(row)
        return [_summary(values, grouped) for values, grouped in members.items()]

    def _summary(values: tuple[Any, ...], rows: list[Row]) -> Row:
        names = (name for name, _expression in groups)
        summary: Row = dict(zip(names, values, strict=True))
        for key, argument, function in met:
            found = (argument(row) for row in rows)
            summary[key] = function([value for value in found if value is not None])
        return summary | {name: expression(summary) for name, expression in results}

    return aggregate, [name for name, _expression in (*groups, *results)]
