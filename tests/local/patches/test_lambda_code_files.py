"""The files of a function's package, as the function finds them."""

import io
import json
import zipfile

import pytest

from local.stack import Stack
from tests.support.local.patches.metrics import unique
from tests.support.local.patches.rest_api import ROLE

pytestmark = pytest.mark.patch("lambda_runtime")

RUNS_ITS_PROGRAM = """
import pathlib, subprocess
PROGRAM = pathlib.Path(__file__).with_name("program")
def handler(event, context):
    return subprocess.run([PROGRAM], capture_output=True, text=True).stdout
"""


def test_a_function_can_run_a_program_of_its_package(stack: Stack) -> None:
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("main.py", RUNS_ITS_PROGRAM)
        program = zipfile.ZipInfo("program")
        program.external_attr = 0o755 << 16
        archive.writestr(program, "#!/bin/sh\necho ran\n")
    functions, name = stack.client("lambda"), unique("function")
    functions.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=ROLE,
        Handler="main.handler",
        Code={"ZipFile": package.getvalue()},
    )

    assert json.load(functions.invoke(FunctionName=name)["Payload"]) == "ran\n"
