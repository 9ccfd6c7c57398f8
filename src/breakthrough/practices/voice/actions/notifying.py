"""What is written to everybody about a sealed round: the same text, at a phase change or an announced time, once."""

from breakthrough.practices.voice import queries
from breakthrough.practices.voice.models import Letter
from breakthrough.practices.voice.rules.letters import LETTERS
from breakthrough.rounds import letters

POST = letters.Post(
    practice=queries.PRACTICE,
    letters=LETTERS,
    sent=Letter.objects,
    find_setup=queries.find_setup,
    in_a_room=("results", "held"),
    with_board=("voting", "results"),
)
