"""What of the result others see, by the leader's choice; and the pledge that may follow."""

from collections.abc import Collection, Sequence

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

PLEDGE_LENGTH = 300


def check_facets(asked: Sequence[str], *, known: Collection[str]) -> tuple[str, ...]:
    """Return the facets to be shown, each once in the order of `known`; or raise a Problem: none, or one that cannot be shown.

    `known` are the facets of the result that hold numbers. What is shown stays shown: people have seen it.
    """
    if not asked:
        raise Problem(
            "nothing-chosen",
            status=422,
            words=gettext_noop(
                "Choose at least one part to show, or leave this page: then everything stays with you."
            ),
            field="facets",
        )
    if any(facet not in known for facet in asked):
        raise Problem(
            "cannot-be-shown",
            status=422,
            words=gettext_noop("This part of the result holds no numbers, so there is nothing to show."),
            field="facets",
        )
    return tuple(facet for facet in known if facet in asked)


def check_pledge(words: str, *, has_one: bool) -> str:
    """Return a pledge, cleaned; or raise a Problem: none, too long, unreadable, or there is one already."""
    if has_one:
        raise Problem(
            "pledged-already",
            status=409,
            words=gettext_noop(
                "Your pledge stands already, and people have read it. Make a promise of it next."
            ),
        )
    cleaned = " ".join(words.split())
    if not cleaned or len(cleaned) > PLEDGE_LENGTH or not cleaned.isprintable():
        raise Problem(
            "pledge-unfit",
            status=422,
            words=gettext_noop("Say in up to 300 characters what you will do differently."),
            field="words",
        )
    return cleaned
