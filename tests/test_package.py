"""The package that `pip install .` makes is whole: command, front end, translations, templates."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder, tree = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("tree")
    for part in ("src", "frontend", "requirements"):
        shutil.copytree(ROOT / part, tree / part, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for part in ("pyproject.toml", "setup.py", "package.json", "package-lock.json", "README.md", "LICENSE"):
        shutil.copy(ROOT / part, tree / part)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(tree)],
        check=True, timeout=300,
    )  # fmt: skip
    (wheel,) = folder.glob("breakthrough-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        entry_points = next(name for name in archive.namelist() if name.endswith("entry_points.txt"))
        assert "breakthrough = breakthrough.config.commands:main" in archive.read(entry_points).decode()
        return set(archive.namelist())


@pytest.mark.slow
def test_the_wheel_holds_everything_a_page_needs(names: set[str]) -> None:
    for name in (
        "web/built/breakthrough.css", "web/built/breakthrough.js", "web/built/inter-latin.woff2", "web/templates/web/base.html",
        "web/static/web/mark.svg", "locale/de/LC_MESSAGES/django.mo", "people/migrations/0001_initial.py", "py.typed",
    ):  # fmt: skip
        assert f"breakthrough/{name}" in names


@pytest.mark.slow
def test_the_wheel_holds_every_template_and_style_of_the_source(names: set[str]) -> None:
    source = ROOT / "src"
    wanted = {
        str(path.relative_to(source))
        for path in source.rglob("*")
        if path.is_file()
        and {"templates", "static", "components"} & set(path.parts)
        and path.suffix in {".html", ".svg", ".js", ".txt"}
    }
    assert wanted - names == set()
