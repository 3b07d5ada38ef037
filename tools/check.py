"""Run every check and test: ``python -m tools.check``, or some folders of tests: ``python -m tools.check unit``.

Lanes run beside each other: the tests of the applied stack and the demo, which mostly wait, and everything else. The
last line is ``N passed, N failed``; the exit status is 0 when nothing failed.
"""

import argparse
import signal
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tools.check_runner import Result, Runner
from tools.check_steps import Step, lanes, static_steps, suites
from tools.terraform_env import TerraformNotUsable

INTERRUPTED = 130
STATIC = "static"
_FIGURE = "figure: "


def plan(names: Sequence[str]) -> list[list[Step]]:
    """Return the lanes to run: all, or the static checks, or the test folders ``names``."""
    if list(names) == [STATIC]:
        return [static_steps()]
    if names:
        return lanes(names)
    *stack, others = lanes(suites())
    return [*stack, [*static_steps(), *others]]


def check(work: list[list[Step]]) -> list[Result]:
    """Run the lanes ``work`` and return how each step ended. An interrupt ends the steps that run, then is raised."""
    runner = Runner()
    with ThreadPoolExecutor(max_workers=len(work)) as pool:
        try:
            futures = [pool.submit(runner.run_all, lane) for lane in work]
            return [result for future in futures for result in future.result()]
        except BaseException:
            runner.stop()
            raise


def report(results: list[Result], seconds: float) -> int:
    """Print what failed and the totals; return how many failed."""
    failures = [result for result in results if result.failed]
    for result in failures:
        print(f"\n──── {result.step.name}\n{result.account()}")
    print("\nSummary")
    for figure in _figures(results):
        print(f"  {figure}")
    for result in results:
        print(result.line())
    passed, failed = sum(result.passed for result in results), sum(result.failed for result in results)
    print(f"\n{len(results)} steps in {seconds:.0f} s; full output in .local/check/")
    print(f"{passed} passed, {failed} failed", flush=True)
    return failed


def _figures(results: list[Result]) -> list[str]:
    """Return what tests measured: lines that begin with ``figure: `` in their output."""
    lines = (line.strip() for result in results for line in result.output.splitlines())
    return [line.removeprefix(_FIGURE) for line in lines if line.startswith(_FIGURE)]


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m tools.check", description="Run checks and tests.")
    parser.add_argument("suites", nargs="*", help=f"'{STATIC}', or folders below tests/; default: everything")
    arguments = parser.parse_args()
    unknown = sorted({*arguments.suites} - {STATIC, *suites()})
    if unknown:
        parser.error(f"no such tests: {', '.join(unknown)}; there are: {STATIC}, {', '.join(suites())}")
    # Also where a shell started this in the background, deaf to SIGINT, as the steps would be then.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    started = time.monotonic()
    try:
        results = check(plan(arguments.suites))
    except TerraformNotUsable as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return INTERRUPTED
    return 1 if report(results, time.monotonic() - started) else 0


if __name__ == "__main__":
    sys.exit(main())
