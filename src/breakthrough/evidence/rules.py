"""What may become a reading."""

import math
import re
from collections.abc import Mapping, Sequence

_VERSIONED = re.compile(r"[a-z][a-z0-9_.]*/([a-z]+-)?[1-9][0-9]*")
STATUSES = ("shown", "band", "words", "withheld")

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def check_storable(*, method: str, status: str, value: Json) -> None:
    """Raise ValueError (a mistake in the code, not a person's) unless the value can be stored for good.

    The method must carry a version ("opinion.exact/1", "pulse.position/gt-1"), the status be one of `STATUSES`, and no number be NaN or infinite.
    """
    if not _VERSIONED.fullmatch(method):
        raise ValueError(f"the method {method!r} carries no version")
    if status not in STATUSES:
        raise ValueError(f"{status!r} is no status of a reading")
    _check_json(value, "value")


def _check_json(value: object, where: str) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"{where} is {value}; unknown is None")
    if isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str):
                raise ValueError(f"{where} has the key {key!r}, which is no text")
            _check_json(part, f"{where}.{key}")
    elif isinstance(value, (list, tuple)):
        for index, part in enumerate(value):
            _check_json(part, f"{where}[{index}]")
    elif not isinstance(value, (str, int, float, bool, type(None))):
        raise ValueError(f"{where} is a {type(value).__name__}, which JSON does not know")
