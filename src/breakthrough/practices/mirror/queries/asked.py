"""The words of a Mirror in the reader's language."""

from django.utils.translation import gettext as _

from breakthrough.ballots.asked_words import Words
from breakthrough.measures.mirror import questions
from breakthrough.practices.mirror.rules import asking


def words_about(leader: str) -> Words:
    """Return them: a row is the sentence, its answers in the order of their codes from 1, and what stands for 0."""
    answers, missing = [_(one) for one in asking.ANSWERS], _(asking.NOT_SEEN)
    return Words(
        stem=_("About %(name)s. This person…") % {"name": leader or _("Somebody")},
        asked=[[_(one.text), *answers, missing] for one in questions.QUESTIONS],
    )
