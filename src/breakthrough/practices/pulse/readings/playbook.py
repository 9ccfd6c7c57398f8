"""The playbook that ships with the practice, in the reader's language where there is one, else in English."""

import functools
from collections.abc import Mapping

from django.template.loader import select_template

from breakthrough.practices.pulse.rules.playbook import Play, read_playbook


@functools.lru_cache(maxsize=8)
def read(language: str) -> Mapping[str, Play]:
    """Return the plays by key."""
    names = [f"pulse/playbook/{language}.md", f"pulse/playbook/{language[:2]}.md", "pulse/playbook/en.md"]
    return read_playbook(select_template(names).template.source)
