"""Texts people type are made fit to be kept, or refused with words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakthrough.collaborations.wording import clean_line, clean_text
from breakthrough.kernel.problem import Problem


def test_a_line_is_trimmed_and_its_blanks_are_single() -> None:
    assert clean_line("  Launch \t together\n", field="name", longest=20) == "Launch together"


def test_paragraphs_of_a_text_are_kept() -> None:
    assert (
        clean_text("One.\r\n\r\n\r\n\r\nTwo. \nThree.", field="ambition", longest=50)
        == "One.\n\nTwo.\nThree."
    )


def test_marks_that_turn_the_page_around_are_taken_out_and_scripts_stay() -> None:
    assert clean_line("abc\u202edef", field="name", longest=20) == "abcdef"
    assert clean_line("שלום مرحبا 你好", field="name", longest=20) == "שלום مرحبا 你好"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "nothing-written"),
        (" \u200b\u202e ", "nothing-written"),
        ("a\0b", "unreadable-text"),
        ("\ud800", "unreadable-text"),
        ("x" * 10_000, "too-long"),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(typed: str, code: str) -> None:
    with pytest.raises(Problem) as refusal:
        clean_line(typed, field="name", longest=80)
    assert (refusal.value.code, refusal.value.field, refusal.value.status) == (code, "name", 422)


@given(st.text(max_size=120))
def test_cleaning_twice_changes_nothing_more(typed: str) -> None:
    try:
        once = clean_text(typed, field="ambition", longest=100)
    except Problem:
        return
    assert clean_text(once, field="ambition", longest=100) == once


def test_every_problem_code_is_explained() -> None:
    import re
    from pathlib import Path

    from breakthrough.collaborations.explanations import EXPLANATIONS

    folder = Path(__file__).parent.parent
    written = "".join(path.read_text() for path in folder.rglob("*.py") if "tests" not in path.parts)
    used = set(re.findall(r'(?:Problem|_refuse)\(\s*"([a-z-]+)"', written)) - {"bad-line"}
    assert used == set(EXPLANATIONS)
