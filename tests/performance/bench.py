"""``make bench``: measure the functions beside their baselines, then the local stack; print tables, write JSON.

Gates nothing. How it is measured, and the last figures: docs/performance.md.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.support.performance import charts, document, payloads
from tests.support.performance.certificates import make_certificates
from tests.support.performance.counts import count, flat
from tests.support.performance.earlier import NoBuildError, earlier_build
from tests.support.performance.figures import figures
from tests.support.performance.functions import OF_BATCHES, measure
from tests.support.performance.measuring import FULL, QUICK
from tests.support.performance.packages import own_build, unpack
from tests.support.performance.processes import bench
from tests.support.performance.running_stack import lines, measure_stack
from tests.support.performance.stub_aws import stub_aws
from tests.support.performance.tables import cells, text
from tools.paths import STATE_DIRECTORY

RESULT = STATE_DIRECTORY / "bench.json"


def parser() -> argparse.ArgumentParser:
    """Return the parser of what stands in ``ARGS``."""
    made = argparse.ArgumentParser(prog="make bench", description="Measure beside baselines, in the same run.")
    made.add_argument("--quick", action="store_true", help="few rounds, and the functions alone: a minute or two")
    made.add_argument("--functions", action="store_true", help="the functions alone, without the local stack")
    made.add_argument("--build", metavar="FOLDER", help="measure these packages, not this checkout's")
    made.add_argument("--against", metavar="BUILD", help="measure an earlier build, too: a folder or a commit")
    made.add_argument("--counts", action="store_true", help="only count what is the same in every run")
    made.add_argument("--record", action="store_true", help="write figures, history and charts of docs/performance.md")
    return made


def main() -> int:
    """Measure from the command line."""
    options = parser().parse_args()
    if options.record and (options.quick or options.build or options.against):
        parser().error("--record is of this checkout, with all rounds, beside no other build")
    try:
        built = earlier_build(options.build, progress) if options.build else own_build()
        before = earlier_build(options.against, progress) if options.against else None
    except NoBuildError as problem:
        print(problem, file=sys.stderr)
        return 1
    if options.counts:
        print_counts(built, before)
        return 0
    samples = measure(built, before, QUICK if options.quick else FULL, progress)
    complete = samples.keys() >= OF_BATCHES
    record = document.record_of(figures(samples), json.loads((built / "manifest.json").read_text()))
    print(text(cells(record["rows"])), flush=True)
    result = {"functions": {**record, "samples": samples}}
    if options.record and complete:
        document.keep(record)
        charts.draw(charts.PICTURES, record, document.history(document.HISTORY))
    write(result)
    if not (options.quick or options.functions):
        rows = measure_stack(progress)
        print(f"\n{text(lines(rows))}")
        write({**result, "stack": [asdict(row) for row in rows]})
    if not complete:
        print("bench: batches are missing, and nothing was recorded", file=sys.stderr)
    return 0 if complete else 1


def write(result: Mapping[str, Any]) -> None:
    """Write all that was measured so far."""
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=2) + "\n")


def print_counts(built: Path, before: Path | None) -> None:
    """Print the counts of a build, beside those of an earlier one."""
    counted: list[dict[str, int]] = []
    for packages in filter(None, (built, before)):
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary)
            certificates = make_certificates(folder)
            unpacked = unpack(packages, folder / "packages", certificates.authority)
            with stub_aws(certificates) as stub, bench(stub, folder, payloads.events()) as on:
                every = [(name, flat(count(on, package))) for name, package in unpacked.items()]
        counted.append({f"{function}, {name}": value for function, counts in every for name, value in counts.items()})
    headings = ("what", "ours", "earlier build")[: 1 + len(counted)]
    names = dict.fromkeys(name for each in counted for name in each)
    print(text([headings, *((name, *(f"{each.get(name, 0):,}" for each in counted)) for name in names)]))


def progress(what: str) -> None:
    """Say on standard error what is done."""
    print(f"bench: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
