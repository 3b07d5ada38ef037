"""Scripts that Postman runs before and after a request, and what they check of one response."""

import json
from typing import Any


def before(text: str) -> dict[str, Any]:
    """Return the event that runs ``text`` before a request."""
    return _event("prerequest", text)


def after(text: str) -> dict[str, Any]:
    """Return the event that runs ``text`` after a request."""
    return _event("test", text)


def expect_status(status: int) -> str:
    """Return a test of the status."""
    return f'pm.test("the status is {status}", () => {{\n  pm.response.to.have.status({status});\n}});\n'


def expect_problem(status: int, problem_type: str) -> str:
    """Return tests of a refusal: its status, in both places, and its type."""
    return expect_status(status) + (
        f'pm.test("the problem is {problem_type}", () => {{\n'
        "  const problem = pm.response.json();\n"
        f"  pm.expect(problem.type).to.equal({json.dumps(problem_type)});\n"
        f"  pm.expect(problem.status).to.equal({status});\n"
        "});\n"
    )


def _event(listen: str, text: str) -> dict[str, Any]:
    return {"listen": listen, "script": {"type": "text/javascript", "exec": text.splitlines()}}
