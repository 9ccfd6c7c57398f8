"""What the sealed stance shows is what its plan says, in every language, and stays so when the words of the program change."""

import html
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from breakthrough.ballots import queries as ballot_queries
from breakthrough.practices.alignment.queries import asked
from breakthrough.practices.alignment.tests.rehearsals import BODY, Rehearsal

pytestmark = pytest.mark.django_db(transaction=True)


def test_every_word_that_is_asked_stands_in_the_plan_in_the_readers_language(
    rehearsed: Rehearsal, client_of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = rehearsed.begin(rehearsed.write())
    rehearsed.prepare(kept)
    rehearsed.open(kept)
    setup, member = rehearsed.setup(kept), rehearsed.people[1]
    assert setup.joining_id
    plan = json.loads(ballot_queries.plan_bytes(ballot_queries.get_joining(member, setup.joining_id)))
    assert (plan["body"], plan["version"]) == (BODY, 1)
    assert plan["shown"]["de"]["asked"] != plan["shown"]["en"]["asked"]
    monkeypatch.setattr(asked, "_", lambda words: f"{words} otherwise")
    for language in ("en", "de"):
        address = f"/c/{kept.collaboration.slug}/alignment/{kept.pk}"
        answer = client_of(member.person).get(address, headers={"accept-language": language}, secure=True)
        text = html.unescape(answer.content.decode())
        assert "otherwise" not in text
        screens = text.split("data-kind=")[1:]
        assert len(screens) == len(plan["shown"][language]["asked"]) == 7
        for screen, (place, *words) in zip(screens, plan["shown"][language]["asked"], strict=True):
            assert f'data-place="{place}"' in screen
            around, options = words[:5], words[5:]
            for name, said in zip(("title", "hint", "low", "high", "instead"), around, strict=True):
                found = re.search(rf"data-{name}>(.*?)<", screen)
                assert (found[1] if found else "") == said
            radios = re.findall(r'value="(\d+)"><span>(.*?)</span>', screen)
            pulls = re.findall(r'id="pull-(\d+)">(.*?)</span>', screen)
            assert [f"{code} {said}" for code, said in radios + pulls] == options
