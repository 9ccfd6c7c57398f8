"""How the people of the story vote: drawn with a fixed seed from what `talk` says of each statement."""

import random
from collections.abc import Mapping, Sequence

from breakthrough.config.demo import talk
from breakthrough.practices.voice.rules import routing
from breakthrough.practices.voice.rules.codes import Aloud, Answer, Many

SEED = 20260119
_EXPECTED: Mapping[str, Sequence[Many]] = {
    "few": ("few", "few", "few", "half"),
    "half": ("few", "half", "half", "most"),
    "most": ("half", "most", "most", "most"),
}
_OPENING = talk.Sealed("", (0.9, 0.85, 0.9), 0.85, "most", matters=0.5)


def draw(texts: Sequence[str], *, parties: Sequence[int], eligible: int) -> list[list[Answer | None]]:
    """Return one row of answers for each voter, in the order of `texts`; `parties` are the voters' parties, from 0.

    What is drawn for a statement does not depend on where it stands: the order of sealed statements is chance.
    """
    columns = {
        text: _column(text, parties, number=number, eligible=eligible, count=len(texts))
        for number, text in enumerate(sorted(texts))
    }
    return [[columns[text][voter] for text in texts] for voter in range(len(parties))]


def _column(
    text: str, parties: Sequence[int], *, number: int, eligible: int, count: int
) -> list[Answer | None]:
    known = next((one for one in talk.SEALED if one.text == text), _OPENING)
    chance = random.Random(f"{SEED} {text}")  # noqa: S311 (a story, not a secret)
    # As many of each party agree as the story says: a draw for each voter would blur it in a group this small.
    agrees = [False] * len(parties)
    # Within a party those agree first who stand nearer to the side that agrees.
    towards = 1 if known.agree[-1] >= known.agree[0] else -1
    leaning = [towards * place + chance.gauss(0, 0.4) for place in _places(parties)]
    for party in sorted(set(parties)):
        voters = [voter for voter, own in enumerate(parties) if own == party]
        voters.sort(key=lambda voter: -leaning[voter])
        for voter in voters[: round(known.agree[party] * len(voters))]:
            agrees[voter] = True
    asked = routing.ask_many_count(eligible, count)
    return [
        _answer(known, chance, agrees=agrees[voter], is_asked=(voter * asked - number) % count < asked)
        for voter in range(len(parties))
    ]


def _places(parties: Sequence[int]) -> list[float]:
    """Where each voter stands between the first party and the last."""
    chance = random.Random(SEED)  # noqa: S311 (as above)
    return [party - 1 + chance.gauss(0, 0.6) for party in parties]


def _answer(known: talk.Sealed, chance: random.Random, *, agrees: bool, is_asked: bool) -> Answer | None:
    if chance.random() < 0.02:
        return None  # skipped, as some are
    many = chance.choice(_EXPECTED[known.expected])
    if chance.random() < known.unsure:
        return Answer("pass", many=many if is_asked else None)
    would = chance.random() < (known.aloud if agrees else 0.6)
    aloud: Aloud = "room" if would else chance.choice(("one_to_one", "one_to_one", "only_here"))
    return Answer(
        "agree" if agrees else "disagree",
        matters=chance.random() < known.matters,
        aloud=aloud,
        many=many if is_asked else None,
    )
