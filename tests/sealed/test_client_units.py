"""The browser's half, run by Node's own test runner as it is bundled, on material that Python made."""

import functools
import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from breakthrough.ballotbox.protocol import encoding
from breakthrough.ballotbox.protocol.encoding import Value, to_base64url
from breakthrough.ballots.asked_words import in_every_language
from breakthrough.ballots.signer import rfc9474
from breakthrough.practices.alignment.queries import words_of_questions
from breakthrough.practices.alignment.rules import plans as alignment
from breakthrough.practices.mirror.queries import words_about
from breakthrough.practices.mirror.rules import frozen as mirror
from breakthrough.practices.mirror.rules.plans import Plan as MirrorPlan
from breakthrough.practices.pulse.queries import words_of
from breakthrough.practices.pulse.rules import frozen as pulse
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.practices.pulse.rules.plans import Plan as PulsePlan
from tests.sealed import vectors

ROOT = Path(__file__).resolve().parents[2]
VALUES = 20_000
SIGNS = 'aZ09 \n"\\äßéİ…✓漢字🙂\u0301'
PLACES = [0, 23, 24, 255, 256, 65535, 65536, 2**31, 2**32 - 1, 2**32, 2**53 - 1]


def draw_value(chance: random.Random, depth: int = 3) -> Value:
    """Return any value that the protocol can encode."""
    kind = chance.randrange(9 if depth else 7)
    if kind < 2:
        return min(2**53 - 1, max(0, chance.choice(PLACES) + chance.randrange(-2, 3)))
    if kind < 4:
        return "".join(chance.choice(SIGNS) for _ in range(chance.choice([0, 3, 23, 24, 70])))
    if kind < 6:
        return chance.randbytes(chance.choice([0, 1, 23, 24, 32, 255, 256]))
    if kind == 6:
        return chance.choice([None, True, False])
    return [draw_value(chance, depth - 1) for _ in range(chance.choice([0, 1, 3, 24]))]


def as_json(value: Value) -> Any:
    """Return `value` as JSON can hold it: bytes as {"b": base64url}."""
    if isinstance(value, bytes):
        return {"b": to_base64url(value)}
    if isinstance(value, list):
        return [as_json(part) for part in value]
    return value


def plans_of_today() -> dict[str, bytes]:
    """Return the plan of a round of each practice that asks fixed questions, as it is prepared today."""
    full = PulsePlan(title="Pulse", own=("Our tools help us.",))
    micro = PulsePlan(title="Three taps", kind=Kind.MICRO)
    return {
        **{
            one.kind.value: pulse.canonical(
                one, by_party=False, shown=in_every_language(functools.partial(words_of, one))
            )
            for one in (full, micro)
        },
        "mirror": mirror.canonical(
            MirrorPlan(title="Mirror"), about="Lena", shown=in_every_language(lambda: words_about("Lena"))
        ),
        "alignment": alignment.canonical(
            title="Home", number=2, body="We go home.\n\nBy spring.", plan=alignment.Plan(),
            shown=in_every_language(words_of_questions),
        ),
    }  # fmt: skip


@pytest.fixture
def material(tmp_path: Path) -> dict[str, str]:
    """Write what the tests in TypeScript read, and return where it is."""
    chance = random.Random(9474)  # noqa: S311 (a test's values, the same each time)
    values = [draw_value(chance) for _ in range(VALUES)]
    appendix = json.loads(
        (Path(rfc9474.__file__).parent / "tests" / "rfc9474_appendix_a.json").read_text(encoding="utf-8")
    )
    appendix["n"] = f"{rfc9474.P * rfc9474.Q:x}"
    appendix["variants"][0] |= {
        "blinded": rfc9474.BLINDED.hex(),
        "blind_signature": rfc9474.BLIND_SIGNATURE.hex(),
    }
    written = {
        "SEALED_ENCODINGS": [[as_json(value), to_base64url(encoding.encode(value))] for value in values],
        "SEALED_RFC9474": appendix,
        "SEALED_PLANS": {name: content.decode() for name, content in plans_of_today().items()},
    }
    for name, content in written.items():
        (tmp_path / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return {
        **{name: str(tmp_path / name) for name in written},
        "SEALED_VECTORS": str(vectors.FILE),
        "SEALED_WORDS": str(ROOT / "src" / "breakthrough" / "web" / "built" / "words.txt"),
    }


def test_the_client_does_what_the_protocol_says(material: dict[str, str]) -> None:
    done = subprocess.run(
        [shutil.which("node") or "node", str(ROOT / "frontend" / "tests" / "run.mjs")],
        env={**os.environ, **material}, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    assert "# pass 0" not in done.stdout
