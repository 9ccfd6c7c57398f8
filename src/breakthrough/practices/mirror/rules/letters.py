"""What is written about a mirror: one subject and one sentence for each occasion, the same for everybody on the list and the leader."""

from breakthrough.kernel.words import Letter, gettext_noop

LETTERS: dict[str, Letter] = {
    "joining": Letter(
        gettext_noop("%(name)s asks for a mirror: %(title)s"),
        gettext_noop(
            "%(name)s wants to know how their leading lands. Those on the list open the page once on the device they will answer with: "
            "it fetches their seal. Check that the four words on the page are the ones in this mail."
        ),
    ),
    "open": Letter(
        gettext_noop("You can answer now: %(title)s"),
        gettext_noop(
            "The eight sentences about how %(name)s leads are open. Nobody can tell who answers what."
        ),
    ),
    "reminder": Letter(
        gettext_noop("It closes soon: %(title)s"),
        gettext_noop(
            "The time to answer is coming to its end. This one reminder goes to everybody on the list, whether they answered or not: we cannot tell."
        ),
    ),
    "results": Letter(
        gettext_noop("The answers are counted: %(title)s"),
        gettext_noop(
            "The result is with %(name)s, who sees it first and alone. What they decide to show appears on the page of this mirror."
        ),
    ),
    "shown": Letter(
        gettext_noop("There is something to read: %(title)s"),
        gettext_noop("%(name)s shows you some of what the mirror said, or what they will do differently."),
    ),
    "held": Letter(
        gettext_noop("Too few to show: %(title)s"),
        gettext_noop(
            "Not enough answers came to show this safely. Nothing was shown to anyone, and what was given will be deleted."
        ),
    ),
}
