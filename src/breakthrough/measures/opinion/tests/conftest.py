import os
from pathlib import Path

import pytest

from breakthrough.measures.opinion import exchange

_ROOT = Path(__file__).resolve().parents[5]


def _find_folder():
    told = os.environ.get("BREAKTHROUGH_OPINION")
    return Path(told) if told else _ROOT.parent / "shared" / "data" / "opinion"


@pytest.fixture(scope="session")
def read_shared_set():
    """Reads one of the shared sets by its folder's name; skips where they are not on this machine."""
    folder = _find_folder()
    if not folder.is_dir():
        pytest.skip("the shared opinion sets are not here; set BREAKTHROUGH_OPINION to their folder")
    found = {}

    def read(name):
        if name not in found:
            files = {path.name: path.read_bytes() for path in sorted((folder / name).glob("*.csv"))}
            found[name] = exchange.parse_export(files)
        return found[name]

    return read
