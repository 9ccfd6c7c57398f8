"""The words of a Pulse in the reader's language."""

from django.utils.translation import gettext as _

from breakthrough.ballots.asked_words import Words
from breakthrough.measures.pulse import questions
from breakthrough.practices.pulse.rules import asking
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.practices.pulse.rules.plans import Plan


def words_of(plan: Plan) -> Words:
    """Return them: a row is the question, its answers in the order of their codes from 1, and what stands for 0."""
    return Words(
        stem=_(questions.STEM) if plan.kind is Kind.FULL else "",
        asked=[
            [one.text if one.is_own else _(one.text), *(_(answer) for answer in one.answers), _(one.missing)]
            for one in asking.list_asked(plan.kind, plan.own)
        ],
    )
