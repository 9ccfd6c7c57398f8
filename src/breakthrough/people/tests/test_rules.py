"""Names, addresses, codes and paces, without database, clock or network."""

from datetime import UTC, datetime, timedelta

import pytest

from breakthrough.kernel.problem import Problem
from breakthrough.people import rules

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Alice  ", "Alice"),
        ("Alice\n\tvon  Berg", "Alice von Berg"),
        ("אליס", "אליס"),
        ("🙂", "🙂"),
        ("<b>Bob</b>", "<b>Bob</b>"),
        ("\u202eecilA", "ecilA"),
        ("a" * 80, "a" * 80),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
    ],
)
def test_a_name_is_kept_as_one_tidy_line(typed: str, kept: str) -> None:
    assert rules.clean_name(typed) == kept


@pytest.mark.parametrize("typed", ["", "   ", "\u200b", "\u202e", "a\x00b", "a" * 81, "x" * 10_000, "\ud800"])
def test_a_name_that_cannot_be_shown_is_refused(typed: str) -> None:
    with pytest.raises(Problem) as refused:
        rules.clean_name(typed)
    assert refused.value.status == 422
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Alice@Example.ORG ", "alice@example.org"),
        ("a.b+c@sub.example.co", "a.b+c@sub.example.co"),
        ("bob@bücher.example", "bob@bücher.example"),
    ],
)
def test_an_address_is_kept_in_lower_case(typed: str, kept: str) -> None:
    assert rules.clean_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "alice",
        "@example.org",
        "alice@",
        "alice@localhost",
        "a b@example.org",
        "alice@example.org\nBcc: bob@example.org",
        "alice@exa\x00mple.org",
        "a@" + "ä" * 70 + ".de",
        "a" * 10_000 + "@example.org",
        "alice@-example.org",
        "alice@example..org",
        "<alice@example.org>",
    ],
)
def test_what_cannot_be_an_address_is_refused(typed: str) -> None:
    with pytest.raises(Problem) as refused:
        rules.clean_address(typed)
    assert refused.value.code == "address-unusable"


def test_a_code_may_be_typed_in_groups_and_in_other_digits() -> None:
    assert rules.clean_email_code(" 123 456 ") == "123456"
    assert rules.clean_email_code("١٢٣-٤٥٦") == "123456"
    assert rules.clean_email_code("x" * 10_000) == ""


def test_a_code_works_for_fifteen_minutes_and_five_tries() -> None:
    made_at = NOW - timedelta(minutes=15)
    rules.check_email_code(made_at=made_at, tries=4, now=NOW)
    with pytest.raises(Problem, match="no longer works"):
        rules.check_email_code(made_at=made_at - timedelta(seconds=1), tries=0, now=NOW)
    with pytest.raises(Problem, match="no longer works"):
        rules.check_email_code(made_at=NOW, tries=5, now=NOW)


def test_a_return_code_is_read_in_any_grouping() -> None:
    assert rules.readable_return_code("BCDFGHJKLMNP") == "BCDF-GHJK-LMNP"
    assert rules.clean_return_code("bcdf ghjk–lmnp") == "BCDFGHJKLMNP"
    with pytest.raises(Problem):
        rules.clean_return_code("BCDF-GHJK")


def test_the_pace_tells_people_when_to_try_again() -> None:
    rules.check_pace(rules.MAIL_TO_ADDRESS, count=4)
    with pytest.raises(Problem, match="ten minutes") as soon:
        rules.check_pace(rules.MAIL_TO_ADDRESS, count=5)
    assert soon.value.status == 429
    with pytest.raises(Problem, match="tomorrow"):
        rules.check_pace(rules.MAIL_TO_ADDRESS_DAILY, count=20)


@pytest.mark.parametrize(("from_guest", "into_account"), [(False, True), (True, False), (False, False)])
def test_only_a_guest_becomes_part_of_an_account(from_guest: bool, into_account: bool) -> None:
    with pytest.raises(Problem, match="as a guest"):
        rules.check_may_merge(from_guest=from_guest, into_account=into_account)
    rules.check_may_merge(from_guest=True, into_account=True)
