"""What a stream's records see of a function's processes that die: nothing is lost, and only what was under way repeats.

AWS: an invocation that ends with its runtime is a function error, so its batch is sent again; an environment that died
between invocations is replaced before the next one ("Understanding the Lambda execution environment lifecycle",
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html).
"""

import os
import signal
from pathlib import Path

from local.stack import Stack
from tests.support.local.patches.polling import eventually
from tests.support.local.patches.processes import process_is_alive
from tests.support.local.patches.streamed_table import StreamedTable

PATIENCE_SECONDS = 30.0
DIES_AT_FIRST = """    if len(open(os.environ['BATCHES']).readlines()) == 1:
        os.kill(os.getpid(), 9)
"""
SAYS_WHO_IT_IS = "    open(os.environ['BATCHES'] + '.pid', 'w').write(str(os.getpid()))\n"
DIES_NOW_AND_THEN = "    import random\n    if random.random() < 0.2: os.kill(os.getpid(), 9)\n"


def test_a_batch_whose_process_was_killed_is_sent_again_whole(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path, DIES_AT_FIRST)
    table.put("a", "b", "c")
    table.map()
    table_keys = eventually(table.keys, lambda keys: len(keys) > 1, PATIENCE_SECONDS)
    assert table_keys == [["a", "b", "c"], ["a", "b", "c"]]
    assert table.settles()


def test_a_process_that_died_between_batches_costs_the_next_no_attempt(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path, SAYS_WHO_IT_IS)
    table.map(MaximumRetryAttempts=0)
    noted = tmp_path / f"{table.name}.pid"
    for number in range(5):
        table.put(f"item {number}")
        eventually(table.keys, lambda keys, number=number: len(keys) > number, PATIENCE_SECONDS)
        assert table.settles(0.1)
        process = int(noted.read_text())
        os.kill(process, signal.SIGKILL)
        eventually(lambda process=process: process_is_alive(process), lambda alive: not alive, PATIENCE_SECONDS)
    assert table.keys() == [[f"item {number}"] for number in range(5)]


def test_lanes_whose_processes_die_now_and_then_lose_nothing_and_keep_order(stack: Stack, tmp_path: Path) -> None:
    table = StreamedTable(stack, tmp_path, DIES_NOW_AND_THEN)
    table.map(ParallelizationFactor=10, BatchSize=5)
    items = [f"item {number}" for number in range(40)]
    for value in range(3):
        table.put(*items, value=value)
    written = {(item, value) for item in items for value in range(3)}

    def received() -> set[tuple[str, int]]:
        return {record for batch in table.batches() for record in batch}

    assert eventually(received, written.__eq__, PATIENCE_SECONDS) == written
    for item in items:
        values = [value for batch in table.batches() for key, value in batch if key == item]
        first_times = list(dict.fromkeys(values))
        assert first_times == sorted(first_times)
