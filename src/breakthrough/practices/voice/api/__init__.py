"""The JSON door of Voice, below /api/collaborations/{slug}/voice: everything a page can do, by the same actions."""

from breakthrough.practices.voice.api import imports, said, talks
from breakthrough.practices.voice.api.door import router

__all__ = ["imports", "router", "said", "talks"]
