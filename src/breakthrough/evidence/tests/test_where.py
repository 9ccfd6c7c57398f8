""" "Where we are": evidence side by side, nothing summed up, and nothing shown that a member may not see."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils.safestring import SafeString

from breakthrough.evidence import registry, weighing
from breakthrough.evidence.registry import Evidence, Finding, Kind, Leaning, Parties, Position, Step, Thread

if TYPE_CHECKING:
    from django.test import Client

    from breakthrough.collaborations.models import Member
    from breakthrough.conftest import Space

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def finding(topic: str, kind: Kind, *, leaning: Leaning | None = None, value: str = "something") -> Finding:
    return Finding(
        topic=topic,
        kind=kind,
        practice="A practice",
        value=value,
        words="A sentence.",
        people="From between 8 and 11 people",
        method="a.method/1",
        method_address="/how",
        address="/result",
        at=NOON,
        leaning=leaning,
    )


def position(heading: str, day: int) -> Position:
    return Position(
        heading=heading,
        words="What it means.",
        picture=SafeString("<svg></svg>"),
        caption="The shaded area.",
        people="From between 8 and 11 people",
        method="gt-1/1",
        method_address="/how",
        address="/result",
        at=datetime(2026, 11, day, tzinfo=UTC),
        before="Stood elsewhere before.",
    )


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> dict[str, registry.FindEvidence]:
    """The practices that speak, none at first."""
    practices: dict[str, registry.FindEvidence] = {}
    monkeypatch.setattr(registry, "_practices", practices)
    return practices


@pytest.mark.parametrize(
    ("felt", "shown", "expected"),
    [
        ("high", "low", True),
        ("low", "high", True),
        ("high", "high", False),
        (None, "low", False),
        ("high", None, False),
    ],
)
def test_felt_and_shown_disagree_only_where_both_are_clear(
    felt: Leaning | None, shown: Leaning | None, expected: bool
) -> None:
    evidence = Evidence(
        findings=[finding("speaking", "felt", leaning=felt), finding("speaking", "shown", leaning=shown)]
    )
    (row,) = weighing.bring_together([evidence]).rows
    assert row.disagree is expected


def test_rows_follow_the_order_of_topics_and_practices_are_never_summed_up() -> None:
    evidence = [
        Evidence(findings=[finding("promises", "shown")]),
        Evidence(findings=[finding("speaking", "shown"), finding("speaking", "felt")]),
    ]
    whole = weighing.bring_together(evidence)
    assert [(row.topic, len(row.felt), len(row.shown)) for row in whole.rows] == [
        ("speaking", 1, 1),
        ("promises", 0, 1),
    ]
    with pytest.raises(ValueError, match="no topic"):
        weighing.bring_together([Evidence(findings=[finding("happiness", "felt")])])


def test_the_later_position_counts_and_the_most_pressing_step_comes_first() -> None:
    steps = [Step("Later", "", "/later", 40), Step("Now", "", "/now", 10)]
    whole = weighing.bring_together(
        [Evidence(position=position("Before", 3), steps=steps), Evidence(position=position("Now", 9))]
    )
    assert whole.position is not None
    assert whole.position.heading == "Now"
    assert [one.words for one in whole.next_steps] == ["Now", "Later"]


def test_a_few_threads_are_shown_and_all_are_counted() -> None:
    many = [Thread(f"Thread {number}", "", "/") for number in range(9)]
    whole = weighing.bring_together([Evidence(threads=many, thread_count=12), Evidence(thread_count=1)])
    assert (len(whole.threads), whole.thread_count) == (weighing.MOST_THREADS, 13)


def test_before_anything_is_known_the_page_says_so(
    space: "Space", alice: "Member", client: "Client", only: dict[str, registry.FindEvidence]
) -> None:
    client.force_login(space.alice.person)
    page = client.get(reverse("evidence:where", args=[space.slug])).content.decode()
    assert "Nothing to tell yet" in page
    assert "Nothing waits for an answer" not in page


def test_the_page_shows_that_evidence_disagrees_and_where_every_number_comes_from(
    space: "Space", client: "Client", only: dict[str, registry.FindEvidence]
) -> None:
    only["a"] = lambda _member: Evidence(
        position=position("Mixed", 9),
        findings=[
            finding("speaking", "felt", leaning="high", value="more than half the time"),
            finding("speaking", "shown", leaning="low", value="4 statements held back"),
        ],
        threads=[Thread("Nobody asked us.", "Said in Kick-off", "/thread")],
        thread_count=1,
        steps=[Step("Answer", "One statement waits.", "/answer", 10)],
        parties=Parties(
            differences=["Wards answer higher."],
            words="One in twenty is chance.",
            people="From between 8 and 11 people",
            method="a.method/1",
            method_address="/how",
            address="/result",
            at=NOON,
        ),
    )
    client.force_login(space.alice.person)
    page = client.get(reverse("evidence:where", args=[space.slug])).content.decode()
    assert "These two disagree" in page
    for text in ("Mixed", "more than half the time", "4 statements held back", "Nobody asked us.", "Answer"):
        assert text in page
    assert page.count("Method a.method/1") == 3
    for text in ("Stood elsewhere before.", "Wards answer higher.", "One in twenty is chance."):
        assert text in page
    assert page.count('href="/how"') == 4
    assert "a.method/1" in page
    assert "score" not in page.lower()


def test_real_practices_hang_in(space: "Space", client: "Client") -> None:
    client.force_login(space.bob.person)
    page = client.get(reverse("evidence:where", args=[space.slug])).content.decode()
    assert "Start a Pulse" in page
    assert {"voice", "promises", "pulse"} <= set(registry._practices)


def test_whoever_reads_the_page_has_looked_and_a_program_that_only_asks_for_its_head_has_not(
    space: "Space", client: "Client", only: dict[str, registry.FindEvidence]
) -> None:
    looks: list[datetime] = []
    only["a"] = lambda _member: Evidence(note_look=looks.append)
    client.force_login(space.alice.person)
    address = reverse("evidence:where", args=[space.slug])
    client.head(address)
    assert looks == []
    client.get(address)
    assert len(looks) == 1
