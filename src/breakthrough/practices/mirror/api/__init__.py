"""The JSON door of Mirror, below /api/collaborations/{slug}/mirror: everything a page can do, by the same actions."""

from breakthrough.practices.mirror.api import mirrors, results
from breakthrough.practices.mirror.api.door import router

__all__ = ["mirrors", "results", "router"]
