"""What every sealed practice writes to everybody, letter by letter, to the last byte."""

from importlib import import_module
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext

from breakthrough.ballots.models import Joining, ReleasedBoard, Scope
from breakthrough.conftest import Space
from breakthrough.practices.alignment.models import Text, Version
from breakthrough.rounds import actions, letters
from breakthrough.rounds.models import Round

OCCASIONS = {
    "alignment": "joining sealed sealed-reminder named named-reminder results held review concluded",
    "mirror": "joining open reminder results shown held",
    "pulse": "joining open reminder results held",
    "voice": "joining writing writing-reminder voting voting-reminder results held",
}
WITH_BOARD = {"alignment": ("results",), "mirror": (), "pulse": (), "voice": ("voting", "results")}
TITLE = "Who & what <next>?"


def prepared(practice: str, space: Space, now: Any) -> Round:
    """A round that has a card with four words, and a released board with four others."""
    about: dict[str, Any] = {"alignment": {"version": version(space, now)}, "mirror": {"leader": space.lena}}
    by = space.lena if practice == "mirror" else space.alice
    kept = actions.begin_round(
        collaboration=space.collaboration, actor=by, practice=practice, title=TITLE, question="", now=now
    )
    joining = Joining.objects.create(
        collaboration=space.collaboration,
        practice=practice,
        k=5,
        alg=1,
        words="one two three four",
        keep_days=90,
        at=now,
    )
    scope = Scope.objects.create(joining=joining, label="any", position=0, quota=1, max_body=1)
    ReleasedBoard.objects.create(scope=scope, number=1, written=b"{}", words="five six seven eight", at=now)
    setups = import_module(f"breakthrough.practices.{practice}.models").Setup.objects
    setups.create(round=kept, joining_id=joining.pk, mode="days", **about.get(practice, {}))
    return kept


def version(space: Space, now: Any) -> Version:
    """The first version of a text."""
    text = Text.objects.create(
        collaboration=space.collaboration, title=TITLE, made_by=space.alice, made_at=now
    )
    return Version.objects.create(text=text, number=1, body="We begin on time.", by=space.alice, at=now)


def written(practice: str, kept: Round, letter: str) -> tuple[str, str]:
    """Subject and text as they are sent."""
    return letters.write(import_module(f"breakthrough.practices.{practice}.actions").POST, kept, letter)


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("practice", sorted(OCCASIONS))
def test_every_letter_says_its_sentence_where_to_go_and_the_words_to_compare(
    space: Space, now: Any, practice: str, language: str
) -> None:
    kept = prepared(practice, space, now)
    type(space.alice.person).objects.update(language=language)
    known = import_module(f"breakthrough.practices.{practice}.rules.letters").LETTERS
    assert sorted(known) == sorted(OCCASIONS[practice].split())
    kept = Round.objects.get(pk=kept.pk)
    for name, letter in known.items():
        subject, text = written(practice, kept, name)
        with translation.override(language):
            places = {"title": TITLE, "name": str(space.lena.person)}
            board = f"\n{gettext('The four words of the released board:')} five six seven eight\n"
            assert subject == gettext(letter.subject) % places
            assert text == (
                f"{gettext(letter.text) % places}\n\n"
                f"http://localhost:8000/c/{space.slug}/{practice}/{kept.pk}\n\n"
                f"{gettext('The four words of this round:')} one two three four\n"
                f"{board if name in WITH_BOARD[practice] else ''}\n"
            )


def test_a_letter_about_a_mirror_whose_leader_is_gone_names_somebody(space: Space, now: Any) -> None:
    kept = prepared("mirror", space, now)
    import_module("breakthrough.practices.mirror.models").Setup.objects.update(leader=None)
    subject, _text = written("mirror", Round.objects.get(pk=kept.pk), "joining")
    assert subject == f"Somebody asks for a mirror: {TITLE}"
