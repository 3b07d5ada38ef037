"""Where the search begins: the input catalogue and the examples of the contract, in the form that the target reads."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.support.contracts.bad_input import CASES
from tests.support.contracts.documents import examples, message_of
from tests.support.fuzz.parser import BASE64, BASE64_TEXT, MULTI_VALUE_HEADERS

MAX_BYTES = 9000
"""Longer input is refused for its length alone."""

MEMBERS = (b'"customer_id":"1"', b'"interest":"a"', b'"location":"b"', b'"other":[{}]')
"""Members of a JSON object that the search may put in whole."""

_JSON = (("content-type", "application/json"),)
_FORMS = (0, BASE64, BASE64 | MULTI_VALUE_HEADERS)
_WORDS = (
    *(b'"customer_id"', b'"interest"', b'"location"', b"content-type:", b"content-encoding:", b"idempotency-key:"),
    *(
        b"application/json",
        b";charset=",
        b"utf-8",
        b"gzip",
        b"identity",
        b"\\u0000",
        b"\\ud800",
        b"\\udc00",
        b"\\u00a0",
    ),
    *(b"NaN", b"-Infinity", b"1e999", b"null", b"\xf3\xa0\x81\x81", b"\xf4\x8f\xbf\xbf", b"\xc2\xad", b"\xe2\x80\x8b"),
)


def seed(body: bytes, headers: Iterable[tuple[str, str]] = _JSON, form: int = 0) -> bytes:
    """Return one request in the form that :func:`tests.support.fuzz.parser.as_event` reads."""
    lines = "\n".join(f"{name}:{value}" for name, value in headers)
    return b"%d" % form + lines.encode("latin-1") + b"\n\n" + body


def seeds() -> Iterator[bytes]:
    """Yield every case of the catalogue and every example request, in the forms in which they may arrive."""
    for number, case in enumerate(CASES):
        yield seed(case.body or b"", case.headers, _FORMS[number % len(_FORMS)])
    for path in (*examples("valid"), *examples("invalid")):
        if message_of(path) == "recommend-request":
            yield seed(path.read_bytes())
    yield seed(b"e30=", form=BASE64_TEXT)


def write_corpus(folder: Path, corpus: Iterator[bytes]) -> Path:
    """Write ``corpus`` into ``folder``, a file each, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(each for each in corpus if len(each) <= MAX_BYTES):
        (folder / f"seed-{number:03}").write_bytes(data)
    return folder


def write_dictionary(path: Path) -> Path:
    """Write the words that the search may put in whole, in libFuzzer's form, and return the file."""
    quoted = ('"' + "".join(f"\\x{byte:02x}" for byte in word) + '"' for word in _WORDS)
    path.write_text("\n".join(quoted) + "\n")
    return path
