"""Parse a query into steps and run events through them."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from local.cloudwatch.insights import commands
from local.cloudwatch.insights.functions import as_text
from local.cloudwatch.insights.records import Row, discover
from local.cloudwatch.insights.scanner import Scanner

MAX_ROWS = 10_000
DEFAULT_COLUMNS = ("@timestamp", "@message")

Step = Callable[[list[Row]], list[Row]]


class Query:
    """A query that can be run. Raises :class:`QueryError` for text that is none, or not supported."""

    def __init__(self, text: str) -> None:
        self._columns: list[str] = []
        self._aggregates = False
        self._filters: list[Step] = []
        self._steps: list[Step] = []
        scanner = Scanner(text)
        while True:
            self._read_command(scanner)
            if scanner.at_end():
                break
            scanner.require("|")

    def _read_command(self, scanner: Scanner) -> None:
        name = scanner.take("fields", "display", "filter", "parse", "stats", "sort", "limit", "dedup")
        match name:
            case "fields":
                step, columns = commands.read_fields(scanner, self._columns)
                self._columns += [column for column in columns if column not in self._columns]
            case "display":
                step, self._columns = commands.read_fields(scanner, self._columns)
            case "stats":
                step, self._columns = commands.read_stats(scanner)
                self._aggregates = True
            case "filter":
                step = commands.read_filter(scanner)
            case "parse":
                step = commands.read_parse(scanner)
            case "sort":
                step = commands.read_sort(scanner, self._columns)
            case "limit":
                step = commands.read_limit(scanner)
            case "dedup":
                step = commands.read_dedup(scanner)
            case _:
                raise scanner.fail("a command")
        first_filters = name == "filter" and len(self._filters) == len(self._steps)
        self._steps.append(step)
        if first_filters:
            self._filters.append(step)

    def run(self, events: Iterable[Mapping[str, Any]], limit: int = MAX_ROWS) -> tuple[list[list[dict[str, str]]], int]:
        """Return the rows, each a list of ``field`` and ``value``, and how many events the query matched.

        ``events``: ``@timestamp``, ``@message``, ``@ptr`` and so on, newest first.
        """
        rows = [discover(event) for event in events]
        matched = len(rows)
        for number, step in enumerate(self._steps, start=1):
            rows = step(rows)
            if number <= len(self._filters):
                matched = len(rows)
        columns = self._columns or list(DEFAULT_COLUMNS)
        if not self._aggregates:
            columns = [*columns, "@ptr"]
        return [_cells(row, columns) for row in rows[:limit]], matched


def _cells(row: Row, columns: list[str]) -> list[dict[str, str]]:
    return [{"field": name, "value": as_text(row[name])} for name in columns if row.get(name) is not None]
