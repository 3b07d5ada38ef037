"""What a storefront may say of a customer."""

import json
from typing import Any

import pytest

from ingest.domain import interest_request
from ingest.domain.model import RefusedError
from tests.support.fakes.events import SAMPLE
from tests.support.unit.ids import shown


def read(**changes: Any) -> interest_request.InterestRequest:
    return interest_request.read(json.dumps({**SAMPLE, **changes}).encode())


def detail_of(body: bytes) -> str | None:
    with pytest.raises(RefusedError) as refusal:
        interest_request.read(body)
    assert refusal.value.slug == "invalid-request"
    return refusal.value.detail


def test_values_are_kept_as_sent() -> None:
    assert read(interest="  Caf\u0065\u0301 ").interest == "  Caf\u0065\u0301 "


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "x" * 64,
        "😀" * 64,
        "有機食品",
        "ليمون",
        "=1+1",
        "${jndi:ldap://x}",
        "<script>",
        "a\u00a0b",
        "e\u0301",
        "\U0001f9c3",
        "می\u200cخواهم",
        "ශ්\u200dරී",
        "👨\u200d👩",
    ],
)
def test_text_of_any_script_is_data(text: str) -> None:
    assert read(interest=text, location=text).location == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\u00a0\u2003",
        "x" * 65,
        "a\x00b",
        "a\nb",
        "a\tb",
        "\x1b[31m",
        "a\x7f",
        "a\x85b",
        "\u202egnp",
        "zero\u200bwidth",
        "soft\u00adhyphen",
        "\u200c\u200d",
        "\u3164",
        "\u2800",
        "\ufe0f",
        "\U000e0100",
        "\ufdfa" * 15,
        "\ufeffmark",
        "a\u2028b",
        "a\u2029b",
        "\ue000",
        "\U000f0000",
        "\U0010ffff",
        "\U0001fffe",
        "\ufdd0",
        "\uffff",
        "\U000e0041",
        "\U000110bd",
        "\ud800",
        "\udfff a",
    ],
    ids=shown,
)
@pytest.mark.parametrize("member", ["interest", "location"])
def test_text_that_is_blank_long_or_invisible_is_refused(member: str, text: str) -> None:
    detail = detail_of(json.dumps({**SAMPLE, member: text}).encode())
    assert detail is not None
    assert detail.startswith(f"{member}: ")


@pytest.mark.parametrize("member", ["customer_id", "interest", "location"])
@pytest.mark.parametrize("value", [None, 1, 1.5, True, [], {}, ["x"]])
def test_a_value_that_is_no_text_is_refused(member: str, value: object) -> None:
    assert (detail_of(json.dumps({**SAMPLE, member: value}).encode()) or "").startswith(f"{member}: ")


@pytest.mark.parametrize(
    "customer_id",
    [
        "",
        "c" * 65,
        "someone@example.com",
        "a b",
        "a.b",
        "../etc",
        "arn:aws:iam::1",
        "1;DROP",
        "сustomer",
        "１２３",
        "١٢٣",
        "12345\n",
        "12345\r\n",
        "\n12345",
        "12345\u2028",
        "é",
    ],
    ids=shown,
)
def test_a_customer_id_that_is_not_opaque_ascii_is_refused(customer_id: str) -> None:
    assert (detail_of(json.dumps({**SAMPLE, "customer_id": customer_id}).encode()) or "").startswith("customer_id: ")


@pytest.mark.parametrize(
    ("document", "detail"),
    [
        ({"customer_id": "1", "interest": "x"}, "location is required."),
        ({"customer_id": "1"}, "interest and location are required."),
        (
            {**SAMPLE, "canary": 1},
            "Only these members are allowed: customer_id, interest, location.",
        ),
        ([SAMPLE], None),
        ("text", None),
        (None, None),
    ],
)
def test_a_refusal_says_which_rule_is_broken(document: object, detail: str | None) -> None:
    assert detail_of(json.dumps(document).encode()) == detail
