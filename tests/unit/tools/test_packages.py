"""What is in a function's package, and that it is the same wherever it was built.

Long because: all of it looks at the same few builds, each of which takes seconds.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tools.build import FUNCTIONS, Build, BuildError, Function, build, needed_files
from tools.paths import CACHE_DIRECTORY, ROOT
from tools.runtime import this_runtime

NAMES = [each.name for each in FUNCTIONS]
PACKAGE_LIMIT_BYTES = 7_000_000
UNZIPPED_LIMIT_BYTES = 60_000_000
# The second word of a byte-code file: 1 = validated by hash, without the bit 2 = never checked. PEP 552.
UNCHECKED_HASH = 0b01


def sources(target: Path) -> Path:
    """Copy what a package is made of to another folder."""
    shutil.copytree(ROOT / "functions", target / "functions", ignore=shutil.ignore_patterns("__pycache__"))
    return target


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Build, Path]:
    output = tmp_path_factory.mktemp("first") / "build"
    return build(output=output), output


@pytest.fixture(scope="module")
def unpacked(built: tuple[Build, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("unpacked")
    for name in NAMES:
        with zipfile.ZipFile(built[1] / f"{name}.zip") as archive:
            archive.extractall(target / name)
    return target


def hashes(output: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(output.iterdir())}


def test_two_builds_in_two_folders_are_byte_identical(built: tuple[Build, Path], tmp_path: Path) -> None:
    build(root=sources(tmp_path / "elsewhere"), output=tmp_path / "build")

    assert hashes(tmp_path / "build") == hashes(built[1])


def test_a_build_with_another_cache_and_other_settings_is_byte_identical(
    built: tuple[Build, Path], tmp_path: Path
) -> None:
    settings = {
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONOPTIMIZE": "2",
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "PIP_TARGET": "",
    }
    code = (
        "import pathlib, sys; from tools.build import build; root, output, cache = map(pathlib.Path, sys.argv[1:]);"
        "build(root=root, output=output, cache=cache)"
    )
    paths = [sources(tmp_path / "elsewhere"), tmp_path / "build", tmp_path / "cache"]

    subprocess.run(
        [sys.executable, "-c", code, *map(str, paths)],
        cwd=ROOT,
        env={**os.environ, **settings},
        check=True,
        umask=0o077,
    )

    assert hashes(tmp_path / "build") == hashes(built[1])


def test_the_manifest_says_to_terraform_what_was_built(built: tuple[Build, Path]) -> None:
    manifest = json.loads((built[1] / "manifest.json").read_text())

    assert manifest["runtime"] == this_runtime().name
    assert manifest["architecture"] in ("x86_64", "arm64")
    assert list(manifest["functions"]) == NAMES
    for entry in manifest["functions"].values():
        content = (built[1] / entry["file"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
        assert entry["bytes"] == len(content)


def test_the_deployed_botocore_is_the_tested_one(built: tuple[Build, Path]) -> None:
    import botocore

    assert json.loads((built[1] / "manifest.json").read_text())["botocore"] == botocore.__version__


@pytest.mark.parametrize("name", NAMES)
def test_every_module_has_byte_code_that_is_never_checked_against_its_source(unpacked: Path, name: str) -> None:
    modules = list((unpacked / name).rglob("*.py"))

    assert modules
    for module in modules:
        compiled = module.parent / "__pycache__" / f"{module.stem}.{sys.implementation.cache_tag}.pyc"
        assert int.from_bytes(compiled.read_bytes()[4:8], "little") == UNCHECKED_HASH, compiled


@pytest.mark.parametrize("name", NAMES)
def test_a_traceback_names_files_where_lambda_unpacks_them(unpacked: Path, name: str) -> None:
    compiled = unpacked / name / "shared" / "__pycache__" / f"normalisation.{sys.implementation.cache_tag}.pyc"

    assert b"/var/task/shared/normalisation.py" in compiled.read_bytes()


@pytest.mark.parametrize(
    ("name", "event", "response"),
    [
        ("ingest", {"httpMethod": "POST", "path": "/recommend", "headers": {}, "body": "no JSON"}, ("statusCode", 415)),
        ("recommender", {"Records": []}, ("batchItemFailures", [])),
    ],
)
def test_the_handler_responds_with_nothing_but_the_package(
    unpacked: Path, name: str, event: dict[str, object], response: tuple[str, object]
) -> None:
    result = invoked(unpacked, name, event)

    assert result.returncode == 0, result.stderr
    given = json.loads(result.stdout.splitlines()[-1])
    assert given[response[0]] == response[1]


def test_the_watch_which_calls_aws_each_time_fails_as_it_should_with_nothing_but_the_package(unpacked: Path) -> None:
    result = invoked(unpacked, "watch", {})

    assert result.stderr.splitlines()[-1] == "watch.domain.model.UnmeasuredError: unmeasured"
    assert json.loads(result.stdout)["error_class"] == "EndpointConnectionError"


def invoked(unpacked: Path, name: str, event: dict[str, object]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", "-c", INVOKE, unpacked / name, name, json.dumps(event)]
    return subprocess.run(command, env=function_environment(name), capture_output=True, text=True, check=False)


# Neither the standard site-packages nor the checkout is on the path: `-I -S`.
INVOKE = """
import importlib, json, sys, types
folder, name, event = sys.argv[1:]
sys.path.insert(0, folder)
context = types.SimpleNamespace(
    aws_request_id="7f0e", function_name=name, function_version="1", memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-west-1:000000000000:function:" + name,
    get_remaining_time_in_millis=lambda: 10_000,
)
print(json.dumps(importlib.import_module(name + ".handler").handler(json.loads(event), context)))
"""


def function_environment(name: str) -> dict[str, str]:
    """Return a deployed function's variables. Nothing that they name is called."""
    common = {
        "AWS_REGION": "eu-west-1",  # Lambda sets both
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "ENVIRONMENT": "test",
        "POWERTOOLS_SERVICE_NAME": name,
        "PSEUDONYM_KEY": "",
        "TRACING_ENABLED": "true",
        "POWERTOOLS_METRICS_NAMESPACE": "CustomerExperience",
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "POWERTOOLS_LOGGER_SAMPLE_RATE": "0",
    }
    own = {
        "ingest": {"INTEREST_TABLE": "interest", "INTEREST_TTL_DAYS": "30", "CORS_ALLOWED_ORIGINS": "*"},
        "recommender": {
            "OFFERS_TABLE": "offers",
            "CATALOGUE_TABLE": "catalogue",
            "CUSTOMERS_TABLE": "customers",
            "FAILURE_BUCKET": "failures",
            "LAST_GOOD_MAX_AGE_HOURS": "24",
            "OFFERS_PER_CUSTOMER_PER_DAY": "0",
            "OFFERS_TOPIC_ARN": "arn:aws:sns:eu-west-1:000000000000:offers",
            "PERSONALIZE_CAMPAIGN_ARN": "",
            "PERSONALIZE_REGION": "eu-west-1",
            "OFFER_VALIDITY_HOURS": "24",
            "OFFERS_PER_EVENT": "3",
        },
        "watch": {"FAILURE_BUCKET": "failures", "AWS_ENDPOINT_URL": "http://127.0.0.1:1"},
    }
    return {**common, **own[name]}


@pytest.mark.parametrize("function", FUNCTIONS, ids=NAMES)
def test_a_client_can_be_made_for_every_service_that_is_declared(unpacked: Path, function: Function) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import botocore.session; session = botocore.session.Session();"
        "[session.create_client(name, region_name='eu-west-1') for name in sys.argv[2:]];"
        "print(session.get_available_services())"
    )
    folder, services = unpacked / function.name, sorted(function.services)

    result = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(folder), *services], capture_output=True, text=True, check=False
    )

    assert result.stdout.strip() == str(services), result.stderr


@pytest.mark.parametrize("name", NAMES)
def test_a_package_is_small_and_holds_nothing_that_lambda_does_not_read(
    built: tuple[Build, Path], unpacked: Path, name: str
) -> None:
    files = [path for path in (unpacked / name).rglob("*") if path.is_file()]

    assert (built[1] / f"{name}.zip").stat().st_size <= PACKAGE_LIMIT_BYTES
    assert sum(path.stat().st_size for path in files) <= UNZIPPED_LIMIT_BYTES
    assert not [path for path in files if path.suffix in (".pyi", ".c") or "requirements" in path.name]
    assert not [path for path in files if "tests" in path.parts[len(unpacked.parts) :]]
    assert {path.name for path in (unpacked / name).iterdir()} >= {name, "shared", "botocore"}
    assert not [other for other in NAMES if other != name and (unpacked / name / other).exists()]


def test_data_is_kept_for_every_client_and_for_the_services_that_are_called(tmp_path: Path) -> None:
    names = ["botocore/data/endpoints.json", "botocore/data/sns/2010-03-31/service-2.json.gz", "botocore/client.py"]
    dropped = ["botocore/data/ec2/2016-11-15/service-2.json.gz", "boto3/data/s3/2006-03-01/resources-1.json"]
    for name in [*names, *dropped]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()

    assert sorted(needed_files(tmp_path, {"sns"})) == sorted(names)
    assert sorted(needed_files(tmp_path, None)) == sorted([*names, *dropped])


def test_a_checkout_without_generated_code_is_asked_to_set_up(tmp_path: Path) -> None:
    root = sources(tmp_path / "elsewhere")
    shutil.rmtree(root / "functions" / "shared" / "generated")

    with pytest.raises(BuildError, match="make setup"):
        build(root=root, output=tmp_path / "build", cache=CACHE_DIRECTORY)


def test_a_package_that_does_not_match_its_hash_is_not_installed(tmp_path: Path) -> None:
    root = sources(tmp_path / "elsewhere")
    requirements = root / "functions" / NAMES[0] / "requirements.txt"
    requirements.write_text("six==1.17.0 --hash=sha256:" + "0" * 64 + "\n")

    with pytest.raises(BuildError, match="HASHES"):
        build(root=root, output=tmp_path / "build", cache=tmp_path / "cache")
