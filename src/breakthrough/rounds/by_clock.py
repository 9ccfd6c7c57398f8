"""Work about one round that begins at a time of its own: declared with the round at hand instead of its identifier."""

import functools
import uuid
from collections.abc import Callable, Mapping

from breakthrough.background import work
from breakthrough.background.kinds import Do
from breakthrough.rounds import sealed
from breakthrough.rounds.models import Round

About = Callable[[Round, Mapping[str, work.Json]], work.Json]


def about_round(kind: str, *, title: str) -> Callable[[About], Do]:
    """Register the function below as work of `kind`, `<practice>.<word>`: it gets the round and the payload, or is left out if that is gone."""

    def register(do: About) -> Do:
        @work.kind(kind, title=title)
        @functools.wraps(do)
        def with_round(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (every job has this shape)
            kept = find_round(kind, payload)
            return None if kept is None else do(kept, payload)

        return with_round

    return register


def find_round(kind: str, payload: Mapping[str, work.Json]) -> Round | None:
    """Return the round that a job of `kind` is about, or None if it is gone."""
    practice = kind.partition(".")[0]
    return sealed.find_round_for_job(uuid.UUID(str(payload["round"])), practice=practice)
