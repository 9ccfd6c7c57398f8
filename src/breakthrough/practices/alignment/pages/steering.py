"""Leading a round from phase to phase: what each button has done."""

import functools

from breakthrough.practices.alignment import actions
from breakthrough.practices.alignment.queries import PRACTICE
from breakthrough.rounds import steering

page = functools.partial(steering.page, PRACTICE, has_wall=True)

prepare = page(actions.prepare)
restart = page(actions.restart, words=steering.GIVEN_UP)
open_sealed = page(actions.open_sealed)
give_time = page(actions.give_time, asks_minutes=True)
close_sealed = page(actions.close_sealed)
close_named = page(actions.close_named)
