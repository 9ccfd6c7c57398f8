"""The rules of a Pulse: pure, without a database."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.practices import pulse
from breakthrough.practices.pulse.readings import tallying
from breakthrough.practices.pulse.rules import (
    advising,
    asking,
    frozen,
    plans,
    playbook,
    standing,
    turning,
    waves,
)
from breakthrough.practices.pulse.rules.advising import Found, Level
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.practices.pulse.rules.plans import Mode, Plan, Rhythm
from breakthrough.practices.pulse.rules.standing import Act, Facts
from breakthrough.practices.pulse.rules.turning import Dated, Sides, Standing
from breakthrough.practices.pulse.tests.pulses import high_answers
from breakthrough.rounds import phases
from breakthrough.rounds.phases import Phase, Step

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
PLAYBOOK = Path(pulse.__file__).parent / "templates" / "pulse" / "playbook"


def test_answers_are_whole_numbers_in_the_order_of_the_questions_and_zero_where_nothing_is_known() -> None:
    asked = asking.list_asked(Kind.FULL, ["Our tools help us."])
    assert (len(asked), asked[-1].is_own, len(asked[0].answers)) == (24, True, 7)
    assert asking.read_codes([None, *([7] * 23)], asked) == (0, *([7] * 23))
    assert asking.read_codes([8, *([7] * 23)], asked) is None
    assert asking.read_codes([True, *([7] * 23)], asked) is None
    assert asking.read_codes([1] * 23, asked) is None
    taps = asking.list_asked(Kind.MICRO)
    assert [len(one.answers) for one in taps] == [3, 3, 4]
    assert taps[1].missing == "No chance came up"


def test_own_questions_are_three_short_lines_at_most_and_never_beside_three_taps() -> None:
    assert asking.check_own([" One  two ", "", "One two"], kind=Kind.FULL) == ("One two",)
    for texts, kind in ((["a", "b", "c", "d"], Kind.FULL), (["a" * 141], Kind.FULL), (["a"], Kind.MICRO)):
        with pytest.raises(Problem, match=r"question|taps"):
            asking.check_own(texts, kind=kind)


def test_a_plan_fits_its_rhythm() -> None:
    plans.check_plan(Plan(title="Pulse", rhythm=Rhythm.FOUR_WEEKS))
    plans.check_plan(Plan(title="Pulse", kind=Kind.MICRO, rhythm=Rhythm.WEEKLY, open_days=2))
    for unfit in (
        Plan(title="Pulse", rhythm=Rhythm.WEEKLY),
        Plan(title="Pulse", kind=Kind.MICRO, rhythm=Rhythm.WEEKLY, open_days=6),
        Plan(title="Pulse", mode=Mode.ROOM, rhythm=Rhythm.FOUR_WEEKS),
        Plan(title="Pulse", minutes=0),
        Plan(title="Pulse", open_days=22),
    ):
        with pytest.raises(Problem):
            plans.check_plan(unfit)
    with pytest.raises(Problem, match="at least"):
        plans.check_people(4)


def test_one_reminder_comes_a_day_before_the_close_or_halfway() -> None:
    assert plans.reminder_at(opened_at=NOW, closes_at=NOW + timedelta(days=5)) == NOW + timedelta(days=4)
    assert plans.reminder_at(opened_at=NOW, closes_at=NOW + timedelta(hours=30)) == NOW + timedelta(hours=15)


def test_steps_lead_from_phase_to_phase_and_never_back() -> None:
    taken: list[Step] = []
    for step, phase in (
        (Step.PREPARED, Phase.JOINING),
        (Step.OPENED, Phase.OPEN),
        (Step.CLOSING, Phase.OPEN),
        (Step.CLOSED, Phase.COUNTING),
        (Step.RELEASED, Phase.RELEASED),
        (Step.ENDED, Phase.ENDED),
    ):
        phases.check_may_follow(taken, step)
        taken.append(step)
        assert phases.phase_of(taken) is phase
        with pytest.raises(Problem, match="moment ago"):
            phases.check_may_follow(taken, step)
    with pytest.raises(Problem, match="not there yet"):
        phases.check_may_follow([], Step.OPENED)
    assert phases.phase_of([Step.PREPARED, Step.OPENED, Step.CLOSED, Step.HELD, Step.ENDED]) is Phase.HELD


def test_facilitators_lead_and_those_on_the_list_answer() -> None:
    leader = Facts(Role.LEADER, takes_part=True, phase=Phase.OPEN)
    host = Facts(Role.FACILITATOR, takes_part=False, phase=Phase.OPEN)
    assert standing.list_allowed(leader) == {Act.ANSWER}
    assert standing.list_allowed(host) == {Act.GIVE_TIME, Act.CLOSE}
    assert standing.list_allowed(
        Facts(Role.FACILITATOR, takes_part=True, phase=Phase.OPEN, is_closing=True)
    ) == {Act.ANSWER}
    for act, facts, status in ((Act.CLOSE, leader, 403), (Act.ANSWER, host, 403), (Act.OPEN, host, 409)):
        with pytest.raises(Problem) as refusal:
            standing.check_may(act, facts)
        assert refusal.value.status == status


def test_waves_stop_after_two_results_that_nobody_looked_at() -> None:
    assert waves.is_unseen([True, False, False])
    assert not waves.is_unseen([False])
    assert not waves.is_unseen([False, False, True, False])
    assert not waves.is_unseen([])


def test_the_calendar_keeps_its_day_also_where_a_moment_was_missed() -> None:
    week = timedelta(weeks=1)
    assert waves.next_at(NOW, span=week, now=NOW) == NOW + week
    assert waves.next_at(NOW, span=week, now=NOW + timedelta(days=17)) == NOW + 3 * week
    assert waves.calendar(NOW, span=week)[1] == NOW + week


def test_a_wave_that_was_open_on_the_date_counts_on_neither_side() -> None:
    given = [Dated(n, date(2026, n, 1), date(2026, n, 6)) for n in range(1, 8)]
    found = turning.sides(given, date(2026, 4, 3))
    assert (found.before, found.after, found.is_enough) == ((1, 2, 3), (5, 6, 7), True)
    assert not turning.sides(given, date(2026, 3, 3)).is_enough
    with pytest.raises(Problem, match="today or a later day"):
        turning.check_turn(date(2026, 1, 1), "We meet weekly", today=date(2026, 1, 2))
    with pytest.raises(Problem, match="140"):
        turning.check_turn(date(2026, 1, 2), " ", today=date(2026, 1, 2))


def test_what_is_asked_has_a_root_that_every_word_changes() -> None:
    plan, other = Plan(title="Pulse"), Plan(title="Pulse", own=("Our tools help us.",))
    roots = {frozen.root_of(one, by_party=by) for one in (plan, other) for by in (True, False)}
    assert len(roots) == 4
    assert all(len(one) == 32 for one in roots)


def test_every_advice_has_its_part_in_the_playbook() -> None:
    from breakthrough.measures.pulse import frozen as scorer

    for path in PLAYBOOK.glob("*.md"):
        plays = playbook.read_playbook(path.read_text(encoding="utf-8"))
        assert set(plays) == {"silence", "misfit", "gap", *scorer.DIMENSIONS}
        assert all("voice" in one.practices for one in plays.values())
    with pytest.raises(ValueError, match="lacks"):
        playbook.read_playbook("## SAY\n### Title\n**Next:** voice\n")
    with pytest.raises(ValueError, match="does not fit"):
        playbook.read_playbook("## SAY\n### Title\nLoose words\n")


def test_advice_follows_silence_then_misfit_then_parties_then_what_is_clearly_low() -> None:
    levels = [
        Level("SAY", 3.0, 2.5, 3.6),
        Level("STEER", 4.2, 3.5, 4.9),
        Level("TURN", 1.5, 1.0, 2.0),
        Level("BUILD", 3.4, 2.9, 3.9),
    ]

    def advise(**changed: object) -> list[tuple[str, bool]]:
        given = {
            "is_shown": True, "is_response_low": False, "reason": "mixed", "lean": None, "levels": levels, "gaps": (),
        } | changed  # fmt: skip
        return [(one.key, one.is_guess) for one in advising.advise(Found(**given))]  # type: ignore[arg-type]

    assert advise(is_response_low=True) == [("silence", False)]
    assert advise(is_shown=False) == [("silence", False)]
    assert advise() == [("SAY", False), ("BUILD", False)]
    assert advise(reason="misfit", gaps={"SAY+STEER"}) == [("misfit", False), ("gap", False), ("SAY", False)]
    assert advise(levels=levels[1:3]) == [("STEER", True)]
    assert advise(levels=levels[1:3], lean="K") == [("TURN", True)]
    assert advise(levels=[]) == []


def test_a_tally_tells_nobody_apart_where_the_box_does_not() -> None:
    def tell(cells: list[int]) -> dict[str, object]:
        found = tallying.tally(
            label="pulse",
            contributions=[(cell, ["", high_answers(place)]) for place, cell in enumerate(cells)],
            context={
                "kind": "full", "own": [], "eligible": 12, "by_party": True, "parties": [[1, 6], [2, 6]], "wave": "1",
            },
            on_progress=lambda _share, _words: None,
        )  # fmt: skip
        assert isinstance(found["pulse"], dict)
        return dict(found["pulse"])

    assert tell([1] * 6 + [2] * 6)["partition"] == [[0], [1]]
    assert tell([0] * 12)["partition"] == []
    assert tell([0] * 12)["parties"] == []


def test_a_vector_that_does_not_fit_counts_as_a_blank() -> None:
    given = [
        (0, ["", [1, 2, 3]]),
        (0, ["", [9, 0, 0]]),
        (0, ["", [0, None, 0]]),
        (0, "nonsense"),
        (0, ["", [1]]),
    ]
    cells, rows = tallying.read_answers(given, kind=Kind.MICRO, own=[])  # type: ignore[arg-type]
    assert (cells, rows.tolist()) == ([0], [[1, 2, 3]])


def test_an_own_question_is_a_number_from_eight_answers_on() -> None:
    import numpy as np

    given = np.array([[4]] * 7 + [[0]] * 3)
    assert tallying.read_own(given, ["Ours"]) == [{"text": "Ours", "mean": None, "n_band": "5-7"}]
    shown = tallying.read_own(np.array([[4]] * 8), ["Ours"])[0]
    assert isinstance(shown, dict)
    assert shown["mean"]


@pytest.mark.parametrize(
    ("before", "after", "today", "expected", "lacking"),
    [
        (3, 3, date(2026, 6, 1), Standing.TOLD, (0, 0)),
        (3, 1, date(2026, 6, 1), Standing.WAITING, (0, 2)),
        (1, 0, date(2026, 1, 1), Standing.WAITING, (2, 3)),
        (1, 3, date(2026, 6, 1), Standing.NEVER, (2, 0)),
        (0, 0, date(2026, 3, 1), Standing.NEVER, (3, 3)),
    ],
)
def test_whether_a_change_can_be_told_now_later_or_never(
    before: int, after: int, today: date, expected: Standing, lacking: tuple[int, int]
) -> None:
    found = Sides(tuple(range(before)), tuple(range(after)))
    assert turning.standing_of(found, date(2026, 3, 1), today=today) is expected
    assert (found.lacking_before, found.lacking_after) == lacking
