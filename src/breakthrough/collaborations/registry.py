"""What the floors above hang into a collaboration: sections and tabs of its pages, sentences of its journal, a member's own records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from breakthrough.collaborations.models import Member
from breakthrough.people.registry import Json


class Section(TypedDict):
    """A part of the collaboration's page: a template and what it needs; `member` and `collaboration` are always there."""

    template: str
    context: dict[str, object]


MakeSection = Callable[[Member], Section | None]


@dataclass(frozen=True, slots=True)
class MemberRecords:
    """What a floor keeps about a member: tell it (`export`), carry it to another membership, take out what identifies."""

    name: str
    export: Callable[[Member], Json]
    merge: Callable[[Member, Member, datetime], None]
    erase: Callable[[Member, datetime], None]


_sections: list[MakeSection] = []
_tabs: list[tuple[str, str]] = []
_sentences: dict[str, str] = {}
_records: list[MemberRecords] = []


def register_section(make_section: MakeSection) -> None:
    """Show a part on the collaboration's page; `make_section` may return None for members who have nothing to see there."""
    if make_section not in _sections:
        _sections.append(make_section)


def list_sections(member: Member) -> list[Section]:
    """Return the parts of the page this member sees, in the order they were registered."""
    return [section for make in list(_sections) if (section := make(member)) is not None]


def register_tab(words: str, url_name: str) -> None:
    """Give every collaboration a further page that all its members may see; `words` are marked with `gettext_noop`."""
    if (words, url_name) not in _tabs:
        _tabs.append((words, url_name))


def list_tabs() -> list[tuple[str, str]]:
    """Return words (not translated yet) and url names of the further pages."""
    return list(_tabs)


def register_sentences(sentences: Mapping[str, str]) -> None:
    """Give journal verbs their sentences (marked with `gettext_noop`); see `sentences.py` for the places they may hold."""
    _sentences.update(sentences)


def find_sentence(verb: str) -> str | None:
    """Return the untranslated sentence of a verb that another floor brought, or None."""
    return _sentences.get(verb)


def register_member_records(
    name: str,
    *,
    export: Callable[[Member], Json],
    merge: Callable[[Member, Member, datetime], None],
    erase: Callable[[Member, datetime], None],
) -> None:
    """Take part when a person exports, joins two of their memberships into one, or deletes themselves."""
    _records[:] = [one for one in _records if one.name != name]
    _records.append(MemberRecords(name=name, export=export, merge=merge, erase=erase))


def list_member_records() -> list[MemberRecords]:
    """Return what every floor above keeps about members."""
    return list(_records)
