"""Who they are, what they are after, and what they said. Written for this product; nobody in it exists."""

from dataclasses import dataclass

NAME = "Home by Friday"
SLUG = "home-by-friday"
AMBITION = (
    "By next winter, everyone who is well enough to leave Alder Hospital is at home within two days, with the help they need, "
    "and nobody comes back because we let go too early."
)


@dataclass(frozen=True, slots=True)
class PartyStory:
    """A party and its people; the first facilitates or leads where `roles` says so."""

    name: str
    people: tuple[str, ...]
    roles: tuple[str, ...]


PARTIES = (
    PartyStory(
        name="Alder wards",
        roles=("facilitator", "leader"),
        people=(
            "Miriam Sattler", "Joseph Okafor", "Hanne Lindqvist", "Tariq Rahman", "Eleni Pappas", "Ruth Adeyemi", "Colm Brady",
            "Ines Carvalho", "Peter Novak", "Shirin Daneshvar", "Grace Obi", "Lukas Brandt", "Mei Tanaka", "Oona Keane",
        ),
    ),
    PartyStory(
        name="Alder therapy and pharmacy",
        roles=("leader",),
        people=(
            "Daniel Weiss", "Amara Nwosu", "Katrin Vogel", "Samuel Price", "Leila Haddad", "Bram de Vries", "Nadia Petrova",
            "Owen Gallagher", "Sofia Marchetti", "Ivo Kolar", "Yara Mansour", "Ben Whitlock",
        ),
    ),
    PartyStory(
        name="Riverside home care",
        roles=("facilitator", "leader"),
        people=(
            "Frances Doyle", "Ibrahim Kone", "Marta Zielinska", "Tom Hargreaves", "Priya Raman", "Anneke Bos", "Luis Ortega",
            "Claire Fontaine", "Dawit Bekele", "Siobhan Walsh", "Jonas Eklund", "Rosa Jimenez", "Paul Mbeki", "Helen Strand",
        ),
    ),
)  # fmt: skip

QUESTION = "What should change between the ward and the front door?"
TITLE = "Between the ward and the front door"
ABOUT = "Staff and volunteers of both organisations answered over two weeks in the autumn."


@dataclass(frozen=True, slots=True)
class StatementStory:
    """A statement with what makes people answer it: how agreeable it is, what it divides on, how many pass."""

    text: str
    agreeable: float
    divides: tuple[float, float]
    unclear: float


STATEMENTS = (
    StatementStory("Going home should be planned on the first day, not the last.", 1.5, (0.1, 0.1), -1.5),
    StatementStory(
        "We say we share one goal, but each of us is measured on something else.", 1.1, (0.2, 0.2), -1.2
    ),
    StatementStory(
        "The person who goes home should see the plan before we call it a plan.", 1.3, (-0.1, 0.3), -1.4
    ),
    StatementStory(
        "A Friday discharge after four in the afternoon is a promise nobody can keep.", 0.6, (1.4, 0.1), -1.1
    ),
    StatementStory("Home care is told. It is not asked.", 0.3, (1.9, 0.0), -1.0),
    StatementStory(
        "The wards are blamed for beds that nobody outside wants to talk about.", 0.2, (-1.7, 0.2), -0.9
    ),
    StatementStory(
        "One list, the same for the wards and for home care, would save us an hour a day.",
        1.0,
        (0.2, -0.3),
        -1.0,
    ),
    StatementStory(
        "I would rather hold a bed one more night than send somebody home to an empty fridge.",
        0.6,
        (1.1, 0.4),
        -1.1,
    ),
    StatementStory(
        "We send people home too late because we are afraid of being blamed.", 0.4, (-0.6, 0.9), -0.7
    ),
    StatementStory("Medicines are ready when the taxi is already waiting.", 1.2, (0.3, -0.1), -1.2),
    StatementStory("A nurse should be able to decide that somebody goes home.", 0.1, (-0.4, 1.2), -0.8),
    StatementStory("The daily call is a report, not a conversation.", 0.9, (0.3, 0.5), -0.9),
    StatementStory(
        "If the first visit at home is missed, the ward should be the first to know.", 1.4, (0.0, 0.0), -1.3
    ),
    StatementStory(
        "Weekends should work like weekdays, even if it costs us some of our own time.",
        -0.3,
        (-1.2, -0.4),
        -0.8,
    ),
    StatementStory(
        "Families carry more of this than any of us, and we thank them less.", 1.3, (0.4, 0.1), -1.2
    ),
    StatementStory("The numbers we show the board are better than what we see.", 0.5, (0.5, 0.7), -0.4),
    StatementStory(
        "Rules are what keeps us safe. I do not want more freedom to decide.", -0.4, (0.3, -1.1), -0.8
    ),
    StatementStory(
        "We could halve the waiting if we stopped handing over and started working together.",
        0.7,
        (-0.2, 0.4),
        -0.7,
    ),
    StatementStory("Nobody asks home care in September what winter will look like.", 0.6, (1.3, 0.1), -0.6),
    StatementStory("I know by name whom to call on the other side.", -0.6, (-0.5, 0.2), -1.2),
    StatementStory("A late discharge is nobody's fault and everybody's problem.", 0.5, (-0.5, -0.2), -0.9),
    StatementStory("We should tell people honestly when we cannot help in time.", 1.2, (0.1, 0.5), -1.1),
    StatementStory("Therapists are asked when everything else is already decided.", 0.7, (0.5, 0.3), -0.5),
    StatementStory("More money would solve most of this.", -0.1, (0.6, -0.7), -0.8),
)
