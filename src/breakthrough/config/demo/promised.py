"""What they promised each other after the hard week: kept, broken, said no to, and still open. Written for this product, like `story`.

Days count from the results of the round of Straight talk, which were out 27 days before the demo is made.
"""

from dataclasses import dataclass
from datetime import timedelta

from breakthrough.config.demo import talk
from breakthrough.practices.promises.rules import Event, Reason

RESULTS = timedelta(days=27)
LOOK_BACK = "The first four weeks"


@dataclass(frozen=True, slots=True)
class Step:
    """Something somebody said in the conversation; `due` is a day as well. `by` None: the clock."""

    day: int
    by: str | None
    event: Event
    words: str = ""
    reason: Reason | None = None
    what: str = ""
    due: int | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A conversation from its first words on. `said` is the statement it comes from, if it comes from one."""

    by: str
    to: str
    what: str
    day: int
    due: int
    steps: tuple[Step, ...] = ()
    said: str = ""
    is_offer: bool = False
    words: str = ""


PROMISES = (
    Asked(
        by="Hanne Lindqvist",
        to="Ibrahim Kone",
        what="Send the wards the real list of free slots every morning by eight, with the holes in it.",
        said=talk.NO_SLOT,
        day=2,
        due=12,
        words="Not the tidy one. The one you look at yourself.",
        steps=(
            Step(3, "Ibrahim Kone", Event.PROMISE, "You will not like every morning of it."),
            Step(12, "Ibrahim Kone", Event.REPORT_DONE, "Ten mornings, ten lists, one at half past eight."),
            Step(13, "Hanne Lindqvist", Event.ACCEPT, "It is not pretty and I believe it. Thank you."),
        ),
    ),
    Asked(
        by="Joseph Okafor",
        to="Frances Doyle",
        what="Read every plan for going home with the person before anybody signs it, on all four wards.",
        said=talk.SIGNED,
        day=2,
        due=16,
        is_offer=True,
        steps=(
            Step(3, "Frances Doyle", Event.ACCEPT),
            Step(16, "Joseph Okafor", Event.REPORT_DONE, "Done on all four since Monday."),
            Step(
                17, "Frances Doyle", Event.RETURN, "On Birch the night shift still signs first. Two of ours saw it."
            ),
            Step(20, "Joseph Okafor", Event.REPORT_DONE, "You were right. I was there on Thursday night myself."),
            Step(21, "Frances Doyle", Event.ACCEPT),
        ),
    ),
    Asked(
        by="Daniel Weiss",
        to="Tariq Rahman",
        what="The list of who goes home tomorrow is with pharmacy at noon.",
        said=talk.PHARMACY,
        day=3,
        due=20,
        steps=(
            Step(
                4, "Tariq Rahman", Event.COUNTER, "Noon is when the round ends.",
                what="The list of who goes home tomorrow is with pharmacy at half past twelve.", due=20,
            ),
            Step(5, "Daniel Weiss", Event.AGREE, "Half past twelve and true beats noon and wrong."),
            Step(20, "Tariq Rahman", Event.REPORT_DONE),
            Step(21, "Daniel Weiss", Event.ACCEPT),
        ),
    ),
    Asked(
        by="Eleni Pappas",
        to="Priya Raman",
        what="Call the family yourself before two o'clock when a first visit will not happen the next day.",
        said=talk.MORNING,
        day=4,
        due=18,
        steps=(
            Step(4, "Priya Raman", Event.PROMISE),
            Step(15, "Priya Raman", Event.WARN, "Two of us are ill. I may not reach everybody this week.", Reason.UNFORESEEN),
            Step(18, "Priya Raman", Event.REPORT_DONE, "Nine of eleven. The two others I called the evening before instead."),
            Step(19, "Eleni Pappas", Event.ACCEPT, "Nine more than last month."),
        ),
    ),
    Asked(
        by="Marta Zielinska",
        to="Ruth Adeyemi",
        what="Come along on one morning round, coffee included.",
        said=talk.CAR,
        day=5,
        due=33,
        is_offer=True,
        steps=(
            Step(6, "Ruth Adeyemi", Event.ACCEPT, "Milk, no sugar."),
            Step(
                22, "Ruth Adeyemi", Event.PROPOSE_CHANGE, "They moved my nights.", Reason.OTHER_FIRST,
                what="Come along on one morning round, coffee included.", due=40,
            ),
        ),
    ),
    Asked(
        by="Shirin Daneshvar",
        to="Claire Fontaine",
        what="One page that says what home care can do at short notice and what it cannot.",
        day=6,
        due=20,
        steps=(
            Step(8, "Claire Fontaine", Event.PROMISE),
            Step(23, "Shirin Daneshvar", Event.CLOSE_NOT_KEPT, "The week is over. Let us ask smaller next time.", Reason.MORE_WORK),
        ),
    ),
    Asked(
        by="Frances Doyle",
        to="Peter Novak",
        what="Keep one bed free on Fridays for people who have to come back.",
        day=6,
        due=30,
        steps=(Step(7, "Peter Novak", Event.DECLINE, "I would have to promise it against people in casualty. I cannot."),),
    ),
    Asked(
        by="Amara Nwosu",
        to="Luis Ortega",
        what="Tell therapy which walking frames were still missing on the first visit, every Friday.",
        day=8,
        due=36,
        steps=(Step(9, "Luis Ortega", Event.PROMISE, "Gladly. Somebody finally asks."),),
    ),
    Asked(
        by="Tom Hargreaves",
        to="Mei Tanaka",
        what="A number that is answered after six in the evening.",
        said=talk.MORNING,
        day=9,
        due=25,
        steps=(
            Step(10, "Mei Tanaka", Event.PROMISE),
            Step(21, "Mei Tanaka", Event.WARN, "The phone is here. Who answers it is not settled.", Reason.WAITING),
        ),
    ),
    Asked(
        by="Bram de Vries",
        to="Anneke Bos",
        what="Compare the two forms for medicines and strike out what stands in both.",
        day=10,
        due=26,
        steps=(
            Step(11, "Anneke Bos", Event.PROMISE),
            Step(19, "Bram de Vries", Event.RELEASE, "The new form makes it needless.", Reason.NOT_NEEDED),
        ),
    ),
    Asked(
        by="Grace Obi",
        to="Jonas Eklund",
        what="Drive Mrs Tamm's bed to the second floor yourself if the lift is out again.",
        day=11,
        due=19,
        is_offer=True,
        steps=(Step(12, "Grace Obi", Event.WITHDRAW, "The lift works. I checked twice."),),
    ),
    Asked(
        by="Siobhan Walsh",
        to="Katrin Vogel",
        what="Join the call about hard cases on Wednesdays.",
        day=12,
        due=31,
        steps=(
            Step(13, "Katrin Vogel", Event.PROMISE),
            Step(24, "Katrin Vogel", Event.REVOKE, "Wednesdays are gone until spring. Ask Nadia, she wants to.", Reason.OTHER_FIRST),
        ),
    ),
    Asked(
        by="Dawit Bekele",
        to="Oona Keane",
        what="Send a photograph of the medicine box with every evening discharge.",
        day=13,
        due=35,
        steps=(Step(20, None, Event.LAPSE),),
    ),
    Asked(
        by="Ines Carvalho",
        to="Helen Strand",
        what="A short film for families: what the first evening at home is like.",
        day=14,
        due=24,
        steps=(
            Step(15, "Helen Strand", Event.PROMISE),
            Step(25, "Helen Strand", Event.REPORT_DONE, "Four minutes. My neighbour plays the grandmother."),
        ),
    ),
    Asked(
        by="Miriam Sattler",
        to="Frances Doyle",
        what="Cancel the Monday call for three weeks and write down who misses what.",
        said=talk.MONDAY,
        day=4,
        due=25,
        steps=(
            Step(4, "Frances Doyle", Event.PROMISE, "With pleasure."),
            Step(25, "Frances Doyle", Event.REPORT_DONE, "Nobody missed it. Two people missed each other."),
            Step(26, "Miriam Sattler", Event.ACCEPT, "Then we shall have lunch instead."),
        ),
    ),
    Asked(
        by="Rosa Jimenez",
        to="Joseph Okafor",
        what="Come to our Saturday meeting and say what the wards really want.",
        said=talk.WEEKENDS,
        day=24,
        due=38,
        words="Not a presentation. Just come.",
    ),
    Asked(
        by="Yara Mansour",
        to="Paul Mbeki",
        what="Show two of you how the new hoist works.",
        day=25,
        due=37,
        is_offer=True,
    ),
    Asked(
        by="Lukas Brandt",
        to="Ibrahim Kone",
        what="Take calls from the wards at night.",
        said=talk.NO_SLOT,
        day=23,
        due=45,
        steps=(
            Step(
                25, "Ibrahim Kone", Event.COUNTER, "Not every night. This I can do.",
                what="Take calls from the wards until ten, on four evenings a week.", due=45,
            ),
        ),
    ),
)  # fmt: skip
