"""What may happen in a Mirror: pure rules, the locked result, the tally."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from breakthrough.kernel.problem import Problem
from breakthrough.measures.mirror import questions
from breakthrough.practices.mirror import charts
from breakthrough.practices.mirror.readings import locked, tallying
from breakthrough.practices.mirror.rules import asking, frozen, plans, showing, standing
from breakthrough.practices.mirror.rules.letters import LETTERS
from breakthrough.practices.mirror.rules.plans import Mode, Plan
from breakthrough.practices.mirror.rules.standing import Act, Facts
from breakthrough.rounds import phases
from breakthrough.rounds.phases import Phase, Step

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
KEY = "5a" * 32
OWN = [6, 6, 5, 3, 4, 4, 4, 4]


def test_answers_are_eight_whole_numbers_and_zero_where_nothing_is_known() -> None:
    assert asking.read_codes([None, 7, 1, 1, 1, 1, 1, 1]) == (0, 7, 1, 1, 1, 1, 1, 1)
    for unfit in (
        [8, *[1] * 7],
        [True, *[1] * 7],
        [1] * 7,
        [1] * 9,
        ["1", *[1] * 7],
        [-1, *[1] * 7],
        [1.0] * 8,
    ):
        assert asking.read_codes(unfit) is None


@given(codes=st.lists(st.integers(-3, 10) | st.none() | st.booleans() | st.text(max_size=2), max_size=10))
def test_whatever_is_sent_is_read_as_eight_codes_or_refused(codes: list[object]) -> None:
    found = asking.read_codes(codes)
    assert found is None or (len(found) == 8 and all(type(one) is int and 0 <= one <= 7 for one in found))


def test_a_leader_says_something_on_every_facet_or_is_told_where_not() -> None:
    assert asking.check_view([1, 0, 0, 2, 3, 3, 0, 4], field="own") == (1, 0, 0, 2, 3, 3, 0, 4)
    with pytest.raises(Problem, match="this sentence or the next one") as refusal:
        asking.check_view([1, 1, 1, 1, 0, 0, 1, 1], field="predicted")
    assert (refusal.value.field, refusal.value.status) == ("predicted_4", 422)
    with pytest.raises(Problem, match="one of the seven answers"):
        asking.check_view([9] * 8, field="own")


def test_a_plan_fits_and_five_others_are_needed() -> None:
    plans.check_plan(Plan(title="Mirror"))
    for unfit in (
        Plan(title="Mirror", minutes=0),
        Plan(title="Mirror", open_days=22),
        Plan(title="Mirror", minutes=1441),
    ):
        with pytest.raises(Problem):
            plans.check_plan(unfit)
    plans.check_people(5)
    with pytest.raises(Problem, match="Invite some more first"):
        plans.check_people(4)
    for minutes in (0, 7 * 24 * 60 + 1):
        with pytest.raises(Problem, match="7 days"):
            plans.check_more(minutes)


def test_the_close_comes_after_minutes_or_days_and_one_reminder_a_day_before() -> None:
    assert plans.closes_at(Plan(title="", mode=Mode.ROOM), opened_at=NOW) == NOW + timedelta(minutes=5)
    assert plans.closes_at(Plan(title="", open_days=1), opened_at=NOW) == NOW + timedelta(days=1)
    assert plans.later(NOW, minutes=5, now=NOW + timedelta(hours=1)) == NOW + timedelta(minutes=65)
    assert plans.reminder_at(opened_at=NOW, closes_at=NOW + timedelta(days=5)) == NOW + timedelta(days=4)


def test_a_mirror_is_run_by_the_one_who_looks_into_it_and_by_nobody_else() -> None:
    own = Facts(is_own=True, takes_part=False, phase=Phase.OPEN)
    other = Facts(is_own=False, takes_part=True, phase=Phase.OPEN)
    assert standing.list_allowed(own) == {Act.GIVE_TIME, Act.CLOSE}
    assert standing.list_allowed(other) == {Act.ANSWER}
    for act in set(Act) - {Act.ANSWER}:
        for phase in Phase:
            with pytest.raises(Problem, match="belongs to the one who looks into it") as refusal:
                standing.check_may(act, Facts(is_own=False, takes_part=True, phase=phase))
            assert refusal.value.status == 403
    with pytest.raises(Problem, match="not on the list"):
        standing.check_may(Act.ANSWER, own)
    with pytest.raises(Problem, match="announced already"):
        standing.check_may(Act.CLOSE, Facts(is_own=True, takes_part=False, phase=Phase.OPEN, is_closing=True))
    with pytest.raises(Problem, match="begun by somebody who leads"):
        standing.check_leads(leads=False)


@given(is_own=st.booleans(), takes_part=st.booleans(), phase=st.sampled_from(Phase), is_closing=st.booleans())
def test_the_whole_result_is_for_the_one_who_asked_and_only_when_it_is_over(
    is_own: bool, takes_part: bool, phase: Phase, is_closing: bool
) -> None:
    facts = Facts(is_own, takes_part, phase, is_closing)
    is_over = phase in (Phase.RELEASED, Phase.ENDED)
    assert standing.may_see_result(facts) == (is_own and is_over)
    assert standing.may_see_shown(facts) == ((is_own or takes_part) and is_over)
    for act in Act:
        if standing.may(act, facts):
            standing.check_may(act, facts)
        else:
            with pytest.raises(Problem):
                standing.check_may(act, facts)


class LifeOfAMirror(RuleBasedStateMachine):
    """Whatever is tried in whatever order: phases only go on, and nothing is shown before it is over."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[Step] = []
        self.shown: tuple[str, ...] = ()

    @rule(step=st.sampled_from(Step))
    def step(self, step: Step) -> None:
        """Try a step."""
        if phases.may_follow(self.taken, step):
            phases.check_may_follow(self.taken, step)
            self.taken.append(step)
            return
        with pytest.raises(Problem) as refusal:
            phases.check_may_follow(self.taken, step)
        assert refusal.value.code == ("already-so" if step in self.taken else "phase-order")

    @rule()
    def restart(self) -> None:
        """Go back to the draft, where that may be."""
        facts = self.facts(is_own=True)
        if standing.may(Act.RESTART, facts):
            assert self.taken == [Step.PREPARED]
            self.taken.clear()

    @rule(facets=st.lists(st.sampled_from(questions.FACETS), max_size=4), is_own=st.booleans())
    def show(self, facets: list[str], is_own: bool) -> None:
        """Try to show facets of the result."""
        if not standing.may(Act.SHOW, self.facts(is_own=is_own)) or not facets:
            return
        assert is_own
        chosen = showing.check_facets(facets, known=questions.FACETS)
        self.shown = tuple(one for one in questions.FACETS if one in {*self.shown, *chosen})

    @invariant()
    def is_in_order(self) -> None:
        """Steps are taken in their order, each once; a hold and a release exclude each other."""
        order = [list(Step).index(one) for one in self.taken]
        assert order == sorted(set(order))
        assert not {Step.RELEASED, Step.HELD} <= set(self.taken)

    @invariant()
    def shows_nothing_early(self) -> None:
        """What others see was shown after the result was there."""
        assert not self.shown or Step.RELEASED in self.taken

    @invariant()
    def is_never_open_for_the_one_it_is_about(self) -> None:
        """Nobody answers about themselves."""
        assert not standing.may(Act.ANSWER, self.facts(is_own=True))

    def facts(self, *, is_own: bool) -> Facts:
        """Where somebody stands now."""
        return Facts(
            is_own=is_own,
            takes_part=not is_own,
            phase=phases.phase_of(self.taken),
            is_closing=phases.is_closing(self.taken),
        )


LifeOfAMirror.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestLifeOfAMirror = LifeOfAMirror.TestCase


def test_only_parts_with_numbers_can_be_shown_each_once_in_their_order() -> None:
    known = ("openness", "failing")
    assert showing.check_facets(["failing", "openness", "failing"], known=known) == known
    for unfit in ([], ["challenge"], ["openness", "nonsense"]):
        with pytest.raises(Problem):
            showing.check_facets(unfit, known=known)


@pytest.mark.parametrize("words", ["", "  ", "a" * 301, "a\0b", "a\u202eb"])
def test_a_pledge_that_cannot_be_read_is_refused(words: str) -> None:
    with pytest.raises(Problem, match="up to 300 characters"):
        showing.check_pledge(words, has_one=False)


def test_a_pledge_is_one_clean_sentence_and_stays() -> None:
    assert showing.check_pledge(" I speak\n last. ", has_one=False) == "I speak last."
    with pytest.raises(Problem, match="stands already"):
        showing.check_pledge("Another", has_one=True)


def test_what_is_asked_has_a_root_that_every_change_changes() -> None:
    roots = {
        frozen.root_of(plan, about=about)
        for plan in (Plan(title="Mirror"), Plan(title="Another"), Plan(title="Mirror", mode=Mode.ROOM))
        for about in ("Lena", "Otto")
    }
    assert len(roots) == 6
    assert all(len(one) == 32 for one in roots)


def test_every_letter_says_the_same_to_all_and_holds_no_number_of_the_result() -> None:
    assert set(LETTERS) == {"joining", "open", "reminder", "results", "shown", "held"}
    for one in LETTERS.values():
        filled = (one.subject + one.text) % {"title": "T", "name": "N"}
        assert "%" not in filled


def test_a_locked_result_opens_with_its_key_and_with_no_other() -> None:
    value: dict[str, locked.Json] = {"method": "m/1", "mirror": {"status": "shown"}}
    found = locked.lock(value, key=KEY)
    assert locked.open_locked(found, key=KEY) == value
    assert "shown" not in json.dumps(found)
    with pytest.raises(ValueError, match="cannot be opened"):
        locked.open_locked(found, key="5b" * 32)
    for changed in ({**found, "locked": "A" + str(found["locked"])[1:]}, {"format": found["format"]}):
        if changed != found:
            with pytest.raises(ValueError, match="cannot be opened"):
                locked.open_locked(changed, key=KEY)
    with pytest.raises(ValueError, match="does not fit"):
        locked.lock({"much": "a" * locked.SIZE}, key=KEY)


def _tally(rows: list[list[int]], **context: object) -> dict[str, tallying.Json]:
    given: dict[str, tallying.Json] = {"own": OWN, "predicted": OWN, "eligible": len(rows), "key": KEY}
    return tallying.tally(
        label="mirror/1",
        contributions=[(0, ["", row]) for row in rows],
        context={**given, **context},  # type: ignore[dict-item]  # made up by tests
        on_progress=lambda _share, _words: None,
    )


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(st.lists(st.integers(0, 7), min_size=8, max_size=8), max_size=14))
def test_a_tally_tells_nothing_by_the_size_of_what_it_hands_out_and_never_shows_fewer_than_five(
    rows: list[list[int]],
) -> None:
    found = _tally(rows)
    assert len(str(found["locked"])) == len(str(_tally([])["locked"]))
    result = locked.open_locked(found, key=KEY)["mirror"]
    assert isinstance(result, dict)
    answered = sum(any(row) for row in rows)
    assert (result["status"] == "shown") == (answered >= 5)
    facets = result["facets"]
    assert isinstance(facets, list)
    for place, facet in enumerate(facets):
        given = sum(bool(row[2 * place] or row[2 * place + 1]) for row in rows)
        assert isinstance(facet, dict)
        assert (facet["others"] is not None) == (given >= 5)


def test_the_order_of_people_changes_nothing_and_a_vector_that_does_not_fit_counts_as_a_blank() -> None:
    rows = [[1 + (person + place) % 7 for place in range(8)] for person in range(9)]
    there, back = _tally(rows), _tally(rows[::-1])
    assert locked.open_locked(there, key=KEY) == locked.open_locked(back, key=KEY)
    given = [
        (0, ["", [1] * 7]),
        (0, ["", [9] * 8]),
        (0, ["", [0] * 8]),
        (0, "nonsense"),
        (0, [None, [2] * 8]),
    ]
    assert tallying.read_answers(given).tolist() == [[2] * 8]  # type: ignore[arg-type]


def test_without_a_key_nothing_is_worked_out() -> None:
    assert _tally([[1] * 8] * 8, key="") == {"format": locked.FORMAT}
    with pytest.raises(ValueError, match="do not fit"):
        _tally([[1] * 8] * 8, own=[])


def test_places_on_the_scale_go_from_never_to_always() -> None:
    assert [charts.place_of(value) for value in (1, 4, 7, 0, 9)] == [0, 0.5, 1, 0, 1]
