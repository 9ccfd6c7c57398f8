"""What the playbook proposes after a reading: the same for the page and for programs."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from breakthrough.kernel.problem import Problem
from breakthrough.measures.pulse.results import PulseReading
from breakthrough.practices.pulse.readings import playbook, released
from breakthrough.practices.pulse.rules import advising
from breakthrough.rounds import registry


@dataclass(frozen=True, slots=True)
class NextStep:
    """A part of the playbook as it is offered; `href` is empty where none of its practices is installed."""

    title: str
    why: str
    how: str
    source: str
    is_guess: bool
    practice: str
    href: str


def list_next_steps(pulse: PulseReading, slug: str) -> list[NextStep]:
    """Return what to do next and why."""
    plays = playbook.read(translation.get_language() or "en")
    found = []
    for advice in advising.advise(released.found_of(pulse)):
        play = plays[advice.key]
        practice, href = _first_installed(play.practices, slug)
        found.append(NextStep(play.title, play.why, play.how, play.source, advice.is_guess, practice, href))
    return found


def _first_installed(names: tuple[str, ...], slug: str) -> tuple[str, str]:
    for name in names:
        try:
            card = registry.get_practice(name)
            return _(card.title), reverse(f"{name}:index", args=[slug])
        except (Problem, NoReverseMatch):
            continue
    return "", ""
