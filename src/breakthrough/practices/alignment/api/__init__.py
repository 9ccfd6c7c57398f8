"""The JSON door of Alignment, below /api/collaborations/{slug}/alignment: everything a page can do, by the same actions."""

from breakthrough.practices.alignment.api import rounds, texts
from breakthrough.practices.alignment.api.door import router

__all__ = ["rounds", "router", "texts"]
