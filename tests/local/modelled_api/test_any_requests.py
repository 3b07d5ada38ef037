"""Every emulated operation answers every request that its model allows, and near ones, in shapes of the model."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from local.modelled_api import ModelledApi, violations
from local.personalize.campaigns import DEFAULT_CAMPAIGN, Campaigns
from local.personalize.service import PersonalizeService
from local.xray.policies import ResourcePolicies
from local.xray.sampling import SamplingRules
from local.xray.service import make_api
from local.xray.store import Account
from tests.support.local.modelled_api.in_process import send
from tests.support.local.xray.documents import arn

PERSONALIZE = PersonalizeService(Campaigns([DEFAULT_CAMPAIGN]))
APIS = [
    make_api(Account(), arn, SamplingRules(arn), ResourcePolicies()),
    PERSONALIZE.control,
    PERSONALIZE.runtime,
    PERSONALIZE.events,
]
KNOWN_TEXT = [DEFAULT_CAMPAIGN, "1-65e00000-0123456789abcdef01234567", "Default", "fault", "{}", "one", ""]
JUNK = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.just([]), st.just({}))


def requests(shape: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for values of a shape, with junk in the place of some."""
    if shape.type_name == "structure":
        required = {name: requests(shape.members[name]) for name in shape.required_members}
        optional = {name: st.one_of(requests(member), JUNK) for name, member in shape.members.items()}
        return st.fixed_dictionaries(required, optional={n: m for n, m in optional.items() if n not in required})
    if shape.type_name == "list":
        return st.lists(requests(shape.member), max_size=3)
    if shape.type_name == "map":
        return st.dictionaries(requests(shape.key), requests(shape.value), max_size=2)
    lowest, highest = shape.metadata.get("min", 0), shape.metadata.get("max", 600)
    simple: dict[str, st.SearchStrategy[Any]] = {
        "string": st.sampled_from(shape.metadata.get("enum") or KNOWN_TEXT),
        "boolean": st.booleans(),
        "integer": st.integers(lowest, 600),
    }
    return simple.get(shape.type_name, st.floats(0, max(1, highest)))


def emulated_operations() -> list[Any]:
    return [pytest.param(api, name, id=name) for api in APIS for name in sorted(api.emulated)]


@pytest.mark.parametrize(("api", "name"), emulated_operations())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_an_operation_responds_whatever_it_is_asked(api: ModelledApi, name: str, data: st.DataObject) -> None:
    model = api.model.operation_model(name)
    request = data.draw(requests(model.input_shape))
    target = {"x-amz-target": f"{api.model.metadata.get('targetPrefix')}.{name}"}
    status, error, response = send(api, model.http["requestUri"], json.dumps(request).encode(), target)
    if status == 200:
        found = violations(model.output_shape, response, closed=True) if model.output_shape else []
        assert [sentence for sentence in found if "'SamplingRule" not in sentence] == []
    else:
        assert error in {shape.name for shape in api.model.error_shapes}
