"""What a sealed round needs beside the database: the signer, its key folder, the box. One place to reach each."""

import functools
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings

from breakthrough.ballots import signer
from breakthrough.ballots.signer import BlindSigner, KeyFolder, Unfit
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

if TYPE_CHECKING:
    from breakthrough.ballotbox.control import Box


def get_box() -> "Box":
    """Return the way to the box; nothing is asked of it yet."""
    from breakthrough.ballotbox.control import SocketBox

    return SocketBox(settings.ENVIRONMENT.box.socket)


def get_keys() -> KeyFolder:
    """Return the folder of private keys."""
    return KeyFolder(settings.ENVIRONMENT.data_folder / "signer")


def forget_keys(key_ids: Iterable[str]) -> None:
    """Destroy private keys, and have the signer of this process let go of what it has read."""
    get_keys().destroy(key_ids)
    if start_signer.cache_info().currsize:
        start_signer().forget()


def get_signer() -> BlindSigner:
    """Return the signer, or raise `signer-unavailable` if no library passes its self-test. The test runs once per process."""
    try:
        return start_signer()
    except Unfit as reason:
        raise Problem(
            "signer-unavailable",
            status=503,
            words=gettext_noop(
                "The server cannot seal answers right now. Try again in a few minutes. If it stays like this, tell whoever runs this server."
            ),
        ) from reason


@functools.lru_cache(maxsize=1)
def start_signer() -> BlindSigner:
    """Return the signer after its self-test; raises `signer.Unfit` if no library passes."""
    return signer.start()
