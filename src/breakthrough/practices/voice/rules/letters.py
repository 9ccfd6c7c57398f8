"""What is written to everybody about a round: one subject and one sentence for each occasion, the same for all."""

from breakthrough.kernel.words import Letter, gettext_noop

LETTERS: dict[str, Letter] = {
    "joining": Letter(
        gettext_noop("Straight talk: %(title)s"),
        gettext_noop(
            "A round of Straight talk is being prepared, and you are on its list. Open the page once on the device you will "
            "write with: it fetches your seal. Check that the four words on the page are the ones in this mail."
        ),
    ),
    "writing": Letter(
        gettext_noop("You can write now: %(title)s"),
        gettext_noop(
            "The round is open for statements. What protects you, and what does not, stands on the page before you write."
        ),
    ),
    "writing-reminder": Letter(
        gettext_noop("Writing ends soon: %(title)s"),
        gettext_noop(
            "The time for statements is coming to its end. This reminder goes to everybody on the list, whether they wrote or not: we cannot tell."
        ),
    ),
    "voting": Letter(
        gettext_noop("You can vote now: %(title)s"),
        gettext_noop("The statements are there. Read them and say whether you agree, disagree or pass."),
    ),
    "voting-reminder": Letter(
        gettext_noop("Voting ends soon: %(title)s"),
        gettext_noop(
            "The time for votes is coming to its end. This reminder goes to everybody on the list, whether they voted or not: we cannot tell."
        ),
    ),
    "results": Letter(
        gettext_noop("The results are there: %(title)s"),
        gettext_noop("You can see now what is shared, where you part, and what goes unsaid."),
    ),
    "held": Letter(
        gettext_noop("Too few to show: %(title)s"),
        gettext_noop(
            "Not enough answers came to show this safely. Nothing was shown to anyone, and what was given will be deleted."
        ),
    ),
}
