"""Hostile values, and a reader of the forms that a page offers."""

from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_from_bytes, urljoin

TAG = "hostile-tag"
MARKUP = f"<{TAG} onload=alert(1)>\"'&amp;{{{{7*7}}}}{{% now %}}"
HOSTILE: dict[str, bytes] = {
    "nothing": b"",
    "blanks": b"  \t ",
    "nul": b"a\0b",
    "control characters": b"\x01\x07\x1b[31m\x7f",
    "not UTF-8": b"caf\xe9 \xff\xfe",
    "lone surrogate": b"\xed\xa0\x80",
    "no character": "\uffff\U0010ffff".encode(),
    "ten thousand": b"x" * 10_000,
    "right to left": "\u202e\u2067אבג\u202c\u200f".encode(),
    "emoji": "👩\u200d👩\u200d👧\u200d👦🏴\u200d☠️".encode() * 4,
    "zalgo": ("Z" + "\u0301" * 70).encode(),
    "markup": MARKUP.encode(),
    "format": b"%s %(name)s {0} $x %",
    "sql": b"' OR 1=1; DROP TABLE people_person; --",
    "negative": b"-1",
    "huge number": b"9" * 400,
    "fraction": b"1e400",
    "Arabic digits": "١٢٣".encode(),
    "another's id": b"00000000-0000-0000-0000-000000000000",
    "header": b"a\r\nBcc: x@x.example\r\n\r\n",
    "path": b"../../../../etc/passwd",
    "elsewhere": b"//evil.example/\\@evil.example",
}

OF_DATABASES = ("nul", "no character", "lone surrogate", "ten thousand", "huge number", "another's id", "sql")
"""What databases take in different ways; the rest is refused or taken before any of them is asked."""


@dataclass(slots=True)
class Form:
    """A form of a page: where it goes, what it would send untouched, which fields take files."""

    address: str
    sent: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)

    @property
    def fields(self) -> list[str]:
        """The names of its fields that take text, the protection token aside."""
        return [name for name in self.sent if name != "csrfmiddlewaretoken"]


def encoded(pairs: list[tuple[str, bytes]]) -> bytes:
    """Write a form's body from raw bytes, whatever they are."""
    return "&".join(f"{name}={quote_from_bytes(value, safe='')}" for name, value in pairs).encode()


def find_forms(page: str, *, at: str) -> list[Form]:
    """Return the forms of `page` that send by POST; one without an address goes back to `at`."""
    reader = _Reader(at)
    reader.feed(page)
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self, at: str) -> None:
        super().__init__()
        self.at = at
        self.forms: list[Form] = []
        self.open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note forms and their fields."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.open = Form(urljoin(self.at, said.get("action", "")))
            if said.get("method", "").lower() == "post":
                self.forms.append(self.open)
        elif self.open is not None and said.get("name") and tag in {"input", "select", "textarea", "button"}:
            if said.get("type") == "file":
                self.open.files.add(said["name"])
            else:
                self.open.sent.setdefault(said["name"], said.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        """Close the form."""
        if tag == "form":
            self.open = None


def variants(form: Form, *, only: Container[str] = HOSTILE) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """Yield every hostile body of `form` by name: each value in each field alone, and in all of them at once."""
    calm = [(name, form.sent[name].encode()) for name in form.fields]
    for words, value in HOSTILE.items():
        if words not in only:
            continue
        for name in form.fields:
            yield f"{name}: {words}", [(one, value if one == name else kept) for one, kept in calm]
        yield f"all: {words}", [(name, value) for name in form.fields]
    yield "nothing at all", []
    yield "each field three times", calm * 3
    yield "two thousand fields", [*calm, *((f"x{number}", b"1") for number in range(2000))]
    yield (
        "names that are no names",
        [("party_x", b"1"), ("", b""), ("__class__", b"x"), ("form-TOTAL_FORMS", b"-1")],
    )
