"""What is kept is a function of what it was given: nobody gets a piece made for other values, languages or moments."""

import uuid
from dataclasses import dataclass

import pytest
from django import forms
from django.http import HttpRequest
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from breakthrough.people.models import Person
from breakthrough.web import kept


@pytest.fixture(autouse=True)
def _empty_shelf() -> None:
    kept.shelf.clear()


class Counted:
    """Counts how often it is shown."""

    def __init__(self) -> None:
        self.shown = 0

    def __call__(self) -> str:
        self.shown += 1
        return f"made {self.shown}"


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    can_open: bool


class Asked(forms.Form):
    """A form whose choices are given when it is made."""

    party = forms.ChoiceField(label=_("Party"))

    def __init__(self, data: dict[str, str] | None = None, *, parties: list[str]) -> None:
        super().__init__(data)
        self.fields["party"].choices = [(name, name) for name in parties]  # type: ignore[attr-defined]


def template(source: str) -> Template:
    return Template("{% load kept i18n %}" + source)


def test_a_piece_is_made_once_for_the_same_values() -> None:
    made = Counted()
    assert [str(kept.shelf.find_or_make(kept.key_of("x", {"a": (1, "b")}), made)) for _ in range(3)] == [
        "made 1"
    ] * 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gina", "Bob"),
        (True, 1),
        (1, 1.0),
        ("<b>", SafeString("<b>")),
        (None, ""),
        (Row("Gina", True), Row("Gina", False)),
        ([Row("Gina", True)], [Row("Gina", True), Row("Bob", True)]),
        ({"a": 1}, {"a": 2}),
        (Asked(parties=["Aurora"]), Asked(parties=["Borealis"])),
        (uuid.UUID(int=1), str(uuid.UUID(int=1))),
    ],
)
def test_different_values_have_different_keys(one: object, other: object) -> None:
    assert kept.key_of("x", {"value": one}) != kept.key_of("x", {"value": other})


def test_the_same_words_are_kept_in_each_language_by_themselves() -> None:
    part = template('{% kept word=word %}{% translate "Sign in" %} {{ word }}{% endkept %}')
    shown: dict[str, set[str]] = {}
    for language in ("en", "de", "en", "de"):
        with translation.override(language):
            shown.setdefault(language, set()).add(part.render(Context({"word": "x"})))
    assert shown["en"] == {"Sign in x"}
    assert len(shown["de"]) == 1
    assert shown["de"] != shown["en"]


def test_the_content_sees_nothing_but_what_it_was_given(rf: RequestFactory) -> None:
    part = template("{% kept name=name %}{{ name }}|{{ secret }}|{{ request.path }}{% endkept %}")
    assert part.render(RequestContext(rf.get("/a"), {"name": "Gina", "secret": "Bob's"})) == "Gina||"


def test_words_of_people_are_escaped_whether_kept_or_fresh() -> None:
    part = template("{% kept a=a fresh b=b %}{{ a }}{{ b }}{% endkept %}")
    for _time in range(2):
        assert part.render(Context({"a": "<i>", "b": "<b>"})) == "&lt;i&gt;&lt;b&gt;"


def test_what_is_fresh_is_filled_in_each_time_and_keeps_nothing() -> None:
    part = template("{% kept a=a fresh one=one eleven=eleven %}{{ one }}-{{ eleven }}{% endkept %}")
    assert part.render(Context({"a": 1, "one": "x", "eleven": "y"})) == "x-y"
    assert part.render(Context({"a": 1, "one": "p", "eleven": "q"})) == "p-q"
    assert len(kept.shelf) == 1


def test_every_form_carries_the_token_of_its_own_request(rf: RequestFactory) -> None:
    part = template("{% kept %}<form>{% csrf_token %}</form>{% endkept %}")

    def token_for(request: HttpRequest) -> str:
        shown = part.render(RequestContext(request, {}))
        return shown.split('value="')[1].split('"')[0]

    first, second = rf.get("/"), rf.get("/")
    tokens = [token_for(first), token_for(second)]
    assert len(kept.shelf) == 1
    assert all(len(token) == 64 for token in tokens)
    assert tokens[0] != tokens[1]
    assert first.META["CSRF_COOKIE"] != second.META["CSRF_COOKIE"]


def test_a_model_is_refused_because_nobody_can_tell_when_it_changes() -> None:
    with pytest.raises(kept.CannotKeep, match="Person"):
        template("{% kept who=who %}{{ who }}{% endkept %}").render(Context({"who": Person(name="Gina")}))


def test_a_form_that_was_sent_is_never_kept() -> None:
    part = template("{% kept form=form %}{{ form.party }}{% endkept %}")
    shown = [
        part.render(Context({"form": Asked({"party": chosen}, parties=["Aurora", "Borealis"])}))
        for chosen in ("Aurora", "Borealis")
    ]
    assert shown[0] != shown[1]
    assert len(kept.shelf) == 0


def test_a_failure_is_not_kept() -> None:
    def fail() -> str:
        raise LookupError

    with pytest.raises(LookupError):
        kept.shelf.find_or_make("key", fail)
    assert kept.shelf.find_or_make("key", lambda: "made") == "made"


def test_the_least_used_leave_when_the_shelf_is_full() -> None:
    shelf = kept.Shelf(most_characters=80, most_pieces=3)
    for name in "abc":
        shelf.find_or_make(name, lambda: "1234567890")
    shelf.find_or_make("a", Counted())
    shelf.find_or_make("d", lambda: "1234567890")
    assert shelf.find_or_make("a", Counted()) == "1234567890"
    assert shelf.find_or_make("b", lambda: "made anew") == "made anew"


def test_a_piece_that_would_push_out_the_others_is_not_kept() -> None:
    shelf = kept.Shelf(most_characters=80)
    shelf.find_or_make("long", lambda: "x" * 50)
    assert len(shelf) == 0


def test_a_word_that_is_no_pair_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="not a name=value pair"):
        template("{% kept name %}{% endkept %}")
