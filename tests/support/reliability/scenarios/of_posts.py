"""What happens between clients and the interest table."""

from collections.abc import Iterator

from tests.support.reliability.faults import Fault
from tests.support.reliability.scenarios.steps import SHOES_IN_TOWN, TEA_IN_TOWN, TEA_IN_VILLE, ask
from tests.support.reliability.world import World

KEY, OTHER_KEY = "canary-key-1", "canary-key-2"


def a_client_repeats_its_key(world: World) -> Iterator[None]:
    ask(world, key=KEY)
    ask(world, key=KEY)
    yield


def a_client_sends_its_key_with_another_body(world: World) -> Iterator[None]:
    for context in (TEA_IN_TOWN, TEA_IN_VILLE, SHOES_IN_TOWN, TEA_IN_TOWN):
        ask(world, context=context, key=KEY)
        yield


def two_clients_choose_the_same_key(world: World) -> Iterator[None]:
    ask(world, key=KEY)
    ask(world, key=KEY, caller="app")
    yield


def a_client_sends_the_same_body_with_two_keys(world: World) -> Iterator[None]:
    ask(world, key=KEY)
    ask(world, key=OTHER_KEY)
    yield


def the_interest_table_refuses_and_the_client_repeats(world: World) -> Iterator[None]:
    for kind in ("error", "throttled", "denied", "timeout"):
        with world.faults.meanwhile([Fault(kind, "interests.put_item")]):
            ask(world, key=KEY)
        yield
    ask(world, key=KEY)
    yield


def a_response_is_lost_and_the_client_repeats(world: World) -> Iterator[None]:
    for number, kind in enumerate(("lost", "killed", "killed after", "again")):
        with world.faults.meanwhile([Fault(kind, "interests.put_item")]):
            ask(world, key=f"{KEY}-{number}")
        yield
        ask(world, key=f"{KEY}-{number}")
        yield
