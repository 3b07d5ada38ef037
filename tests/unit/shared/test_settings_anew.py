"""The rules of the environment, which are made when a process begins."""

import importlib.util
from types import ModuleType

import pytest

from shared import settings
from tests.unit.shared.test_settings import INGEST, RECOMMENDER, WRONG


@pytest.fixture
def anew() -> ModuleType:
    """The module as a process that begins makes it."""
    spec = importlib.util.spec_from_file_location(settings.__name__, settings.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_what_is_right_is_read(anew: ModuleType) -> None:
    for name, environment in (("IngestSettings", INGEST), ("RecommenderSettings", RECOMMENDER)):
        read = getattr(anew, name).from_environment(environment)
        assert vars(read) == vars(getattr(settings, name).from_environment(environment))


def test_what_is_wrong_is_refused(anew: ModuleType) -> None:
    for name, values in WRONG.items():
        kind, environment = ("IngestSettings", INGEST) if name in INGEST else ("RecommenderSettings", RECOMMENDER)
        for value in values:
            with pytest.raises(anew.SettingsError, match=name):
                getattr(anew, kind).from_environment({**environment, name: value})


@pytest.mark.parametrize(
    ("name", "smallest", "largest"),
    [
        ("LAST_GOOD_MAX_AGE_HOURS", 1, 720),
        ("OFFERS_PER_CUSTOMER_PER_DAY", 0, 1000),
        ("OFFERS_PER_EVENT", 1, 25),
        ("OFFER_VALIDITY_HOURS", 1, 8760),
    ],
)
def test_a_number_is_one_from_the_smallest_to_the_largest(
    anew: ModuleType, name: str, smallest: int, largest: int
) -> None:
    for number in (smallest, largest):
        read = anew.RecommenderSettings.from_environment({**RECOMMENDER, name: str(number)})
        assert getattr(read, name.lower()) == number
    for number in (smallest - 1, largest + 1):
        with pytest.raises(anew.SettingsError) as error:
            anew.RecommenderSettings.from_environment({**RECOMMENDER, name: str(number)})
        rule = f"a whole number from {smallest} to {largest}"
        assert str(error.value) == f"Set the environment variable {name}: it must be {rule}."


def test_whoever_set_a_wrong_share_learns_which_would_be_right(anew: ModuleType) -> None:
    with pytest.raises(anew.SettingsError, match=r"it must be a share from 0 to 1, such as 0\.01\.$"):
        anew.IngestSettings.from_environment({**INGEST, "POWERTOOLS_LOGGER_SAMPLE_RATE": "1.5"})
