"""The key that a plan names for a name which can match nothing is the one that the functions form."""

import json
import re

import pytest

from shared.normalisation import earlier_key, normalised_key
from tests.support.terraform.workspace import Terraform
from tests.terraform.test_validations import SETS, SOURCES, checked_files, plan_errors
from tests.unit.shared.test_normalisation import SPELLINGS

# Terraform has no function for presentation forms.
WITHOUT_NFKC = {"ﻻهور", "ﻣﯿﺨﻮاﻫﻢ"}
TEXTS = sorted({text for spellings in SPELLINGS.values() for text in spellings} - WITHOUT_NFKC)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What a plan tells to write: name in a filter => key."""
    workspace = tmp_path_factory.mktemp("filter_names")
    (workspace / "module").mkdir()
    for path in checked_files(SOURCES["offer_subscription"]):
        (workspace / "module" / path.name).symlink_to(path)
    # The soft hyphen, which no name may hold, lets the plan refuse those as well that are keys, of today or earlier.
    policy = {"location": [f"{text}\u00ad" for text in TEXTS]}
    call = {"source": "./module", **SETS["offer_subscription"]["valid"], "filter_policy": policy}
    (workspace / "main.tf.json").write_text(json.dumps({"module": {"consumer": call}}))
    terraform = Terraform(workspace)
    terraform.execute_command("init", "-input=false")
    ((_, detail),) = plan_errors(terraform)
    return {text.rstrip("\u00ad"): key for key, text in re.findall('write "([^"]*)" instead of "([^"]*)"', detail)}


def test_every_name_is_reported_with_its_key(written: dict[str, str]) -> None:
    expected = {earlier_key(text): normalised_key(text) for text in TEXTS}
    reported = {earlier_key(text): key for text, key in written.items()}

    assert reported == expected
