"""What is written to everybody about a wave: one subject and one sentence for each occasion, the same for all."""

from breakthrough.kernel.words import Letter, gettext_noop

LETTERS: dict[str, Letter] = {
    "joining": Letter(
        gettext_noop("A pulse is coming: %(title)s"),
        gettext_noop(
            "You are on the list of a Pulse. Open the page once on the device you will answer with: it fetches your seal. "
            "Check that the four words on the page are the ones in this mail."
        ),
    ),
    "open": Letter(
        gettext_noop("You can answer now: %(title)s"),
        gettext_noop("The questions are open. Nobody can tell who answers what."),
    ),
    "reminder": Letter(
        gettext_noop("It closes soon: %(title)s"),
        gettext_noop(
            "The time to answer is coming to its end. This one reminder goes to everybody on the list, whether they answered or not: we cannot tell."
        ),
    ),
    "results": Letter(
        gettext_noop("The results are there: %(title)s"),
        gettext_noop("You can see now how you work together, and what cannot be told yet."),
    ),
    "held": Letter(
        gettext_noop("Too few to show: %(title)s"),
        gettext_noop(
            "Not enough answers came to show this safely. Nothing was shown to anyone, and what was given will be deleted."
        ),
    ),
}
