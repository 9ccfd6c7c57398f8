"""Conversations to bring in, and released readings to show, small enough to be seen through."""

import random
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from breakthrough.conftest import Space
    from breakthrough.evidence.models import Reading
    from breakthrough.practices.voice.tests.talks import Clock, Rehearsal
    from breakthrough.rounds.models import Round

HEAD = "participant,group-id,n-comments,n-votes,n-agree,n-disagree"
PERSON = 9_070_001  # numbers that appear nowhere by chance: finding one on a page means a person got out


def make_files(
    people: int, statements: int = 4, *, seed: int = 1, texts: dict[int, str] | None = None
) -> dict[str, bytes]:
    """Return the canonical files of a conversation of `people`; two camps on the first half of the statements."""
    draw = random.Random(seed)  # noqa: S311 (made-up votes)
    rows = []
    for person in range(people):
        camp = 1 if person % 2 else -1
        votes = [
            draw.choice([camp, camp, camp, 0, 1])
            if number < statements // 2
            else draw.choice([1, 1, 1, 0, -1])
            for number in range(statements)
        ]
        counts = (len(votes), votes.count(1), votes.count(-1))
        rows.append(",".join(map(str, (PERSON + person, person % 2, 0, *counts, *votes))))
    matrix = "\n".join([f"{HEAD},{','.join(map(str, range(statements)))}", *rows]) + "\n"
    comments = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n" + "".join(
        f'1,,{number},{PERSON},0,0,1,"{(texts or {}).get(number, f"Statement number {number} is ours.")}"\n'
        for number in range(statements)
    )
    summary = 'topic,How we launch\nurl,https://votes.example/launch\nconversation-description,"What should\nwe do?"\n'
    return {
        "participants-votes.csv": matrix.encode(),
        "comments.csv": comments.encode(),
        "summary.csv": summary.encode(),
    }


@pytest.fixture
def files() -> Callable[..., dict[str, bytes]]:
    """Return the maker of conversations."""
    return make_files


@pytest.fixture
def imported(space: "Space", now: Any) -> "Round":
    """A round of 12 people and 4 statements that Alice brought in; not read yet."""
    from breakthrough.practices.voice import actions

    return actions.import_votes(
        collaboration=space.collaboration, actor=space.alice, files=make_files(12), now=now
    )


@pytest.fixture
def store(imported: "Round", now: Any) -> "Callable[..., Reading]":
    """Return a function that stores a released reading of the imported round."""
    from breakthrough.evidence import actions as evidence_actions
    from breakthrough.measures.opinion import encoding
    from breakthrough.measures.opinion.results import OpinionReading
    from breakthrough.practices.voice import charts

    def stored(opinion: OpinionReading, *, is_drawn: bool = False) -> "Reading":
        return evidence_actions.store_reading(
            round=imported,
            measure="opinion",
            method=opinion.method,
            seed=opinion.seed,
            status=opinion.status,
            fingerprint=opinion.fingerprint,
            value=encoding.to_json(opinion),
            drawings=list(charts.draw(opinion)) if is_drawn else [],
            now=now,
        )

    return stored


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: Any) -> "Clock":
    """The time of this test, for jobs and doors as well."""
    from django.utils import timezone

    from breakthrough.practices.voice.tests.talks import Clock

    made = Clock(now)
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def rehearsed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: "Path", space: "Space", clock: "Clock"
) -> "Iterator[Rehearsal]":
    """The cast and eight guests, six of each party, with a ballot box of their own and a tally that finds nothing."""
    from breakthrough.practices.voice.tests import talks

    with talks.rehearse(monkeypatch, tmp_path, space, clock, talks.QUICK_TALLY) as made:
        yield made


@pytest.fixture
def counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: "Path", space: "Space", clock: "Clock"
) -> "Iterator[Rehearsal]":
    """The same with the real tally."""
    from breakthrough.practices.voice.tests import talks

    with talks.rehearse(monkeypatch, tmp_path, space, clock, talks.TALLY) as made:
        yield made
