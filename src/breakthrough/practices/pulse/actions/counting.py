"""What the tally has to know of a wave."""

from collections import Counter

from breakthrough.background.work import Json
from breakthrough.ballots.models import Place
from breakthrough.practices.pulse.models import Setup


def context_of(setup: Setup) -> dict[str, Json]:
    """Return what the tally has to know beside the answers: what was asked, how many were, and the parties on the list."""
    assert setup.joining_id is not None  # noqa: S101 (what is counted was prepared)
    parties = Counter(
        Place.objects.filter(joining_id=setup.joining_id).values_list("party_number", flat=True)
    )
    return {
        "kind": setup.kind,
        "own": list(setup.own),
        "eligible": sum(parties.values()),
        "by_party": setup.by_party,
        "parties": [[number, size] for number, size in sorted(parties.items())],
        "wave": str(setup.number),
    }
