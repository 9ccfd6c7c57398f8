"""The JSON door of collaborations: everything a page can do, by the same actions."""

# Joining comes first: its fixed addresses must not be taken for a collaboration's.
from breakthrough.collaborations.api import joining, spaces  # isort: skip
from breakthrough.collaborations.api import invitations, people
from breakthrough.collaborations.api.door import router

__all__ = ["invitations", "joining", "people", "router", "spaces"]
