"""The JSON door of Pulse, below /api/collaborations/{slug}/pulse: everything a page can do, by the same actions."""

from breakthrough.practices.pulse.api import results, waves
from breakthrough.practices.pulse.api.door import router

__all__ = ["results", "router", "waves"]
