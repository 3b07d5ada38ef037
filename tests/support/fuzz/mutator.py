"""How the search changes a request.

By bytes alone, JSON that is whole and yet wrong comes about once in tens of thousands of tries.
"""

import re
from random import Random

import atheris

from tests.support.fuzz.seeds import MEMBERS

_MEMBER_BEGINS = re.compile(rb"[{,]")
_ONE_IN = 4


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Return ``data`` changed, at most ``max_size`` bytes: now and then by one more member, else by libFuzzer."""
    random = Random(seed)
    places = [found.end() for found in _MEMBER_BEGINS.finditer(data)] if random.randrange(_ONE_IN) == 0 else []
    if not places:
        return atheris.Mutate(data, max_size)
    place = random.choice(places)
    return (data[:place] + random.choice(MEMBERS) + b"," + data[place:])[:max_size]
