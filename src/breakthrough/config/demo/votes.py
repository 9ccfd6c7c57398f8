"""The votes of the story: the model of the opinion engine run forwards, with a fixed seed."""

import csv
import io
import random
from datetime import UTC, datetime
from statistics import NormalDist

from breakthrough.config.demo import story

PEOPLE = 164
SEED = 20261122
START = 1_790_000_000_000  # milliseconds; two weeks in the autumn of the story

_normal = NormalDist()


def export_files() -> dict[str, str]:
    """Return the story as files of the open export format: the vote matrix, the statements and the summary."""
    votes = _draw_votes(random.Random(SEED))  # noqa: S311 (a story, not a secret)
    return {
        "participants-votes.csv": _matrix(votes),
        "comments.csv": _comments(votes),
        "summary.csv": _summary(votes),
    }


def _draw_votes(chance: random.Random) -> list[dict[int, int]]:
    people = []
    for person in range(PEOPLE):
        side = 0.8 if person % 5 < 3 else -1.2
        place = (chance.gauss(side, 0.4), chance.gauss(0, 0.6))
        ready, passing, seen = chance.gauss(0, 0.4), chance.gauss(0, 0.5), chance.uniform(0.55, 1.0)
        answers = {}
        for number, statement in enumerate(story.STATEMENTS):
            if chance.random() > seen:
                continue
            if chance.random() < _normal.cdf(statement.unclear + passing):
                answers[number] = 0
                continue
            leaning = (
                ready
                + statement.agreeable
                + place[0] * statement.divides[0]
                + place[1] * statement.divides[1]
            )
            answers[number] = 1 if chance.random() < _normal.cdf(leaning) else -1
        people.append(answers)
    return people


def _matrix(votes: list[dict[int, int]]) -> str:
    numbers = range(len(story.STATEMENTS))
    rows: list[list[object]] = [
        ["participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree", *numbers],
    ]
    for person, answers in enumerate(votes):
        given = list(answers.values())
        rows.append(
            [
                person,
                "",
                0,
                len(given),
                given.count(1),
                given.count(-1),
                *(answers.get(number, "") for number in numbers),
            ]
        )
    return _csv(rows)


def _comments(votes: list[dict[int, int]]) -> str:
    rows: list[list[object]] = [
        [
            "timestamp",
            "datetime",
            "comment-id",
            "author-id",
            "agrees",
            "disagrees",
            "moderated",
            "comment-body",
        ]
    ]
    for number, statement in enumerate(story.STATEMENTS):
        given = [answers[number] for answers in votes if number in answers]
        written_at = datetime.fromtimestamp((START + number * 60_000) / 1000, tz=UTC)
        rows.append(
            [
                START + number * 60_000,
                f"{written_at:%Y-%m-%d %H:%M:%S} UTC",
                number,
                0,
                given.count(1),
                given.count(-1),
                1,
                statement.text,
            ]
        )
    return _csv(rows)


def _summary(votes: list[dict[int, int]]) -> str:
    rows: list[list[object]] = [
        ["topic", story.TITLE],
        ["voters", len(votes)],
        ["comments", len(story.STATEMENTS)],
        ["conversation-description", f"{story.QUESTION} {story.ABOUT}"],
    ]
    return _csv(rows)


def _csv(rows: list[list[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
