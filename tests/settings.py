"""The product's settings on a throw-away data folder; PostgreSQL where `BREAKTHROUGH_TEST_DATABASE_URL` names one."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="breakthrough-tests-")
(Path(_folder) / "static").mkdir()  # the server looks for it when it starts
atexit.register(shutil.rmtree, _folder, ignore_errors=True)

os.environ.update(
    {
        "BREAKTHROUGH_DATA": _folder,
        "BREAKTHROUGH_SECRET_KEY": "only for tests",
        "BREAKTHROUGH_QUICKSTART": "1",
        "BREAKTHROUGH_ADDRESS": "http://localhost:8000",
        "BREAKTHROUGH_HOSTS": "testserver",
        "BREAKTHROUGH_MAIL_URL": "",
        "BREAKTHROUGH_DEBUG": "",
        "BREAKTHROUGH_DATABASE_URL": os.environ.get("BREAKTHROUGH_TEST_DATABASE_URL", ""),
    }
)

from breakthrough.config.settings import *  # noqa: E402, F403 (the environment comes first)
