"""The program that runs in browsers where people seal: every script of it, by its checksum.

Devices for sealed answers keep a copy and compare; people compare by eye at `/about/code`.
"""

import functools
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from django.contrib.staticfiles import finders

from breakthrough import web

BUILT = Path(web.__path__[0]) / "built"
KEEPER = "sealed-keeper.js"
# Not built by us, and on the same pages.
OTHERS = ("django_htmx/htmx-2.min.js",)


@functools.lru_cache(maxsize=1)
def list_scripts() -> Mapping[str, str]:
    """Return the SHA-256 of each script, in hexadecimal, by its address below `/static/`."""
    built: Mapping[str, str] = json.loads((BUILT / "code.json").read_text(encoding="ascii"))
    return {f"built/{name}": checksum for name, checksum in built.items()} | {
        name: hashlib.sha256(Path(path).read_bytes()).hexdigest()
        for name in OTHERS
        if (path := finders.find(name)) is not None
    }


def hash_of_all(scripts: Mapping[str, str]) -> str:
    """Return one SHA-256 over all names and checksums: equal only where the whole program is."""
    lines = "".join(f"{name} {scripts[name]}\n" for name in sorted(scripts))
    return hashlib.sha256(lines.encode()).hexdigest()


@functools.lru_cache(maxsize=1)
def read_keeper() -> bytes:
    """Return the service worker: the one script that has to lie at the root of the site, to reach all its pages."""
    return (BUILT / KEEPER).read_bytes()
