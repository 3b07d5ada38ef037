"""The recommender's execution environments, and what each invocation did as far as others can see."""

from collections.abc import Mapping
from typing import Any

from recommender.adapters.stream_batch import handle
from recommender.domain.batch import OfferMaker
from tests.support.reliability.clients import Personalize
from tests.support.reliability.data import CatalogueItem, recommended
from tests.support.reliability.expressions import Item
from tests.support.reliability.faults import Faults
from tests.support.reliability.functions import RECOMMENDER_SECONDS, Surroundings
from tests.support.reliability.history import Invocation
from tests.support.reliability.invoking import Lambda

CAMPAIGNS = ("active", "absent", "creating", "silent")


class Environments:
    """Starts an environment where there is none, and again after one was killed."""

    def __init__(self, surroundings: Surroundings, faults: Faults, lambda_: Lambda) -> None:
        self._surroundings = surroundings
        self._faults = faults
        self._lambda = lambda_
        self._started: dict[int, tuple[OfferMaker, Personalize]] = {}
        self.campaign = "active"
        self.items: list[CatalogueItem] = []
        self.invocations: list[Invocation] = []

    def restart(self) -> None:
        """Deploy the function again."""
        self._started.clear()

    def run(self, number: int, records: list[dict[str, Any]], *, by_hand: bool = False) -> Invocation:
        """Run the function once in environment ``number``, as the stream does or ``by_hand``."""
        maker, personalize = self._environment(number)
        clock, topic = self._surroundings.clock, self._surroundings.topic
        before, messages, earlier, began = self._decided(), len(topic.bodies), len(personalize.asks), clock.seconds
        kept = len(self._surroundings.bucket.kept)
        run = self._lambda.run(lambda context: handle(maker, records, context, by_hand=by_hand), RECOMMENDER_SECONDS)
        if run.killed:
            self._started.pop(number)
        after = self._decided()
        invocation = Invocation(
            records=records,
            by_hand=by_hand,
            run=run,
            items=self.items,
            began=began,
            ended=clock.seconds,
            published=topic.bodies[messages:],
            set_aside=set(self._surroundings.bucket.kept[kept:]),
            published_before={event_id for event_id, item in before.items() if "published_at" in item},
            recorded=_new(before, after, "offer"),
            withheld=_new(before, after, "withheld"),
            asks=list(personalize.asks),
            earlier=earlier,
        )
        self.invocations.append(invocation)
        return invocation

    def _environment(self, number: int) -> tuple[OfferMaker, Personalize]:
        if number not in self._started:
            personalize = Personalize(self._faults, self._recommend)
            maker = self._surroundings.offer_maker(None if self.campaign == "absent" else personalize)
            self._started[number] = (maker, personalize)
        return self._started[number]

    def _recommend(self, customer_id: str, context: Mapping[str, str]) -> tuple[str, ...] | str:
        if self.campaign == "creating":
            return "ResourceNotFoundException"
        return () if self.campaign == "silent" else recommended(customer_id, context)

    def _decided(self) -> dict[str, Item]:
        return {item["event_id"]["S"]: item for item in self._surroundings.dynamodb.items("offers")}


def _new(before: dict[str, Item], after: dict[str, Item], attribute: str) -> dict[str, str]:
    """Return ``attribute`` of the decisions that have it now and had none or another before, by event."""
    return {
        event_id: item[attribute]["S"]
        for event_id, item in after.items()
        if attribute in item and item[attribute] != before.get(event_id, {}).get(attribute)
    }
