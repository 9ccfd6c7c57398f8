"""What a Mirror shows is what its plan says, in every language."""

import hashlib
import html
import json
import re
from collections.abc import Callable

from django.test import Client

from breakthrough.ballots import queries as ballot_queries
from breakthrough.practices.mirror import queries
from breakthrough.practices.mirror.tests.mirrors import Rehearsal


def test_every_word_that_is_asked_stands_in_the_plan_in_the_readers_language(
    counted: Rehearsal, client_of: Callable[..., Client]
) -> None:
    kept = counted.begin()
    counted.prepare(kept)
    counted.open(kept)
    setup = counted.setup(kept)
    member = queries.list_roster(setup)[0]
    assert setup.joining_id
    content = ballot_queries.plan_bytes(ballot_queries.get_joining(member, setup.joining_id))
    assert hashlib.sha256(content).hexdigest() == setup.root, "answers name the plan itself"
    shown = json.loads(content)["shown"]
    assert shown["de"]["asked"] != shown["en"]["asked"]
    for language in ("en", "de"):
        address = f"/c/{kept.collaboration.slug}/mirror/{kept.pk}"
        answer = client_of(member.person).get(address, headers={"accept-language": language}, secure=True)
        text = answer.content.decode()
        found = re.search(r'<script[^>]*id="mirror-page"[^>]*>(.*?)</script>', text, re.DOTALL)
        assert found
        rows = [[one["text"], *one["answers"], one["missing"]] for one in json.loads(found[1])["asked"]]
        assert rows == shown[language]["asked"]
        stems = re.findall(r"<p [^>]*data-named[^>]*>(.*?)</p>", text)
        assert [html.unescape(one) for one in stems] == [shown[language]["stem"]] * 2
        assert str(counted.lena.person) in stems[0]
