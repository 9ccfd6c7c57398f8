"""Leading a wave from phase to phase: what each button has done."""

from breakthrough.practices.pulse import actions
from breakthrough.practices.pulse.queries import PRACTICE
from breakthrough.rounds import steering

prepare = steering.page(PRACTICE, actions.prepare)
restart = steering.page(PRACTICE, actions.restart, words=steering.GIVEN_UP)
open_answering = steering.page(PRACTICE, actions.open_answering)
give_time = steering.page(PRACTICE, actions.give_time, asks_minutes=True)
close = steering.page(PRACTICE, actions.close)
