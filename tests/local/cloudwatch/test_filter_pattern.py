"""Filter patterns, by the examples of "Filter pattern syntax" and their edges."""

import json

import pytest

from local.cloudwatch.filter_pattern import PatternError, compile_pattern

EVENT = json.dumps(
    {
        "level": "ERROR",
        "status": 503,
        "path": "/offers/list",
        "ok": False,
        "user": None,
        "requests": [{"latency": 250.5, "kind": "read"}, {"latency": 20, "kind": "write"}],
        "http.method": "POST",
        "trace": {"sampled": True},
    }
)
LINE = '127.0.0.1 - frank [10/Oct/2026:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534'


def matches(pattern: str, message: str) -> bool:
    return compile_pattern(pattern)(message) is not None


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.level = ERROR }",
        '{ $.level = "ERROR" }',
        '{ $.level = "ERR*" }',
        "{ $.level = *ROR }",
        "{ $.level = %^E.+R$% }",
        '{ $.level != "INFO" }',
        "{ $.status = 503 }",
        "{ $.status = 5* }",
        "{ $.status != 200 }",
        "{ $.status > 502.5 }",
        "{ $.status >= 503 && $.status <= 503 }",
        "{ $.status < 1e3 }",
        '{ $.path = "/offers/*" }',
        "{ $.ok IS FALSE }",
        "{ $.user IS NULL }",
        "{ $.trace.sampled IS TRUE }",
        "{ $.missing NOT EXISTS }",
        "{ $.requests[0].latency > 250 }",
        '{ $.requests[*].kind = "read" }',
        "{ $.['http.method'] = POST }",
        "{ ($.status = 200) || ($.status = 503 && $.level = ERROR) }",
        "{$.status=503}",
        "{ $.status = 200 || $.level = ERROR && $.ok IS FALSE }",
    ],
)
def test_a_condition_on_json_that_holds(pattern: str) -> None:
    assert matches(pattern, EVENT)


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.level = error }",
        '{ $.level = "" }',
        '{ $.status = "503" }',
        "{ $.status > 503 }",
        "{ $.level > 1 }",
        "{ $.missing = 1 }",
        "{ $.missing != 1 }",
        "{ $.missing IS NULL }",
        "{ $.user NOT EXISTS }",
        "{ $.ok IS TRUE }",
        "{ $.ok = 0 }",
        "{ $.requests[2].latency > 0 }",
        "{ $.requests.latency > 0 }",
        '{ $.requests[*].kind = "delete" }',
        "{ ($.status = 200 || $.status = 503) && $.level = INFO }",
    ],
)
def test_a_condition_on_json_that_does_not_hold(pattern: str) -> None:
    assert not matches(pattern, EVENT)


@pytest.mark.parametrize("message", ["", "ERROR", '{"level": "ERROR"', '"ERROR"', "[" * 100_000])
def test_a_message_that_is_no_json_object_matches_no_condition(message: str) -> None:
    assert not matches("{ $.level NOT EXISTS }", message)


@pytest.mark.parametrize(
    ("pattern", "matching", "other"),
    [
        ("", "anything", None),
        (" ", "anything", None),
        ("ERROR", "[ERROR 400] bad", "error"),
        ("ERROR 400", "400 ERROR", "ERROR 500"),
        ('"bad request"', "a bad request", "request bad"),
        ('"say \\"hi\\""', 'I say "hi"', "I say hi"),
        ("?ERROR ?WARN", "WARN x", "INFO x"),
        ("ERROR ?WARN", "ERROR", "WARN"),
        ("ERROR -timeout", "ERROR x", "ERROR timeout"),
        ('ERROR -"time out"', "ERROR time", "ERROR time out"),
        ("%status=5\\d\\d%", "status=503", "status=404"),
    ],
)
def test_terms(pattern: str, matching: str, other: str | None) -> None:
    assert matches(pattern, matching)
    assert other is None or not matches(pattern, other)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("[ip, id, user, time, request, status, bytes]", True),
        ("[ip, id, user, time, request, status = 4*, bytes > 1000]", True),
        ("[ip, id, user, time, request = *index.html*, status != 5*, bytes]", True),
        ("[..., status = 404, bytes]", True),
        ("[ip, ..., bytes < 1000]", False),
        ("[ip, user = frank, ...]", False),
        ("[ip, id, user, time, request, (status = 404 || status = 410), bytes]", True),
        ("[ip, id, user]", False),
        ("[a, b, c, d, e, f, g, h, ...]", False),
    ],
)
def test_fields_of_a_line(pattern: str, expected: bool) -> None:
    assert matches(pattern, LINE) is expected


def test_fields_can_be_looked_up_in_what_matched() -> None:
    of_line, of_json = compile_pattern("[ip, ..., bytes]")(LINE), compile_pattern("{ $.status = 503 }")(EVENT)
    assert of_line is not None
    assert of_json is not None
    assert (of_line("$ip"), of_line("$bytes")) == ("127.0.0.1", "1534")
    assert (of_json("$.status"), of_json("$.requests[1].kind")) == (503, "write")


@pytest.mark.parametrize(
    "pattern",
    [
        "{ $.a = 1",
        "{ }",
        "{ $.a }",
        "{ $.a = }",
        "{ $.a == 1 }",
        "{ $.a > high }",
        "{ $.a = 1 && }",
        "{ ($.a = 1 }",
        "{ $.a = 1 ) }",
        "{ $.a IS 5 }",
        "{ $.a NOT THERE }",
        "{ $.a = %[% }",
        "{ $.a = 1 $.b = 2 }",
        "{ " + "(" * 1000 + "$.a = 1" + ")" * 1000 + " }",
        "[a, b",
        "[a, , b]",
        "[..., a, ...]",
        '"open',
        "%[%",
    ],
)
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        compile_pattern(pattern)
