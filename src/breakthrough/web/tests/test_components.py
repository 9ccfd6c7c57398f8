"""Every component renders its examples, refuses what it does not know, and never needs what the security policy forbids."""

import re
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.test.html import Element, parse_html
from django.utils import translation

from breakthrough.web import patterns
from breakthrough.web.components import shape
from breakthrough.web.templatetags import components

VOID = {"input", "br", "hr", "img"}
NAMES = shape.list_names()
LOOK = Path(__file__).resolve().parents[4] / "docs" / "look.md"


def list_elements(part: Element) -> list[Element]:
    """Return `part` and all elements in it."""
    return [
        part,
        *(
            element
            for child in part.children
            if isinstance(child, Element)
            for element in list_elements(child)
        ),
    ]


def render(source: str, **values: object) -> str:
    return Template("{% load components %}" + source).render(Context(values))


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    return rf.get("/patterns?page=3&q=launch")


@pytest.mark.parametrize("name", NAMES)
def test_every_example_renders_to_balanced_markup_without_inline_style_or_script(
    name: str, request_: HttpRequest
) -> None:
    shown = patterns.show(name, request_)
    assert shown.examples
    for _, markup in shown.examples:
        opened = re.findall(r"<([a-z][\w]*)(?=[\s>])(?:[^>\"]|\"[^\"]*\")*(?<!/)>", markup)
        assert sorted(name for name in opened if name not in VOID) == sorted(
            re.findall(r"</([a-z]\w*)>", markup)
        )
        for element in list_elements(parse_html(markup)):  # raises where tags do not close in order
            names = {name for name, _ in element.attributes}
            assert element.name not in {"script", "style"}
            assert "style" not in names
            assert not [name for name in names if name.startswith("on")]


@pytest.mark.parametrize("name", NAMES)
def test_examples_give_only_declared_names_and_all_required_ones(name: str) -> None:
    component = shape.get_component(name)
    assert component.name == name
    for example in component.examples:
        assert set(component.required) <= set(example.given) <= {*component.required, *component.optional}


def test_ids_are_unique_across_all_examples(request_: HttpRequest) -> None:
    ids = [
        value
        for name in NAMES
        for _, markup in patterns.show(name, request_).examples
        for value in re.findall(r'\sid="([^"]+)"', markup)
    ]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", NAMES)
def test_the_look_page_lists_every_component_with_all_its_names(name: str) -> None:
    component = shape.get_component(name)
    row = next(
        line for line in LOOK.read_text(encoding="utf-8").splitlines() if line.startswith(f"| `{name}`")
    )
    for parameter in (*component.required, *component.optional):
        assert re.search(rf"\b{parameter}\b", row.split("|", 2)[2]), parameter
    assert ("⊃" in row) == component.wraps


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ('{% component "bouton" text="x" %}', "There is no component 'bouton'"),
        ('{% component "button" %}', "needs 'text'"),
        ('{% component "button" text="x" colour="red" %}', "takes no 'colour'"),
        ('{% component "button" text="x" "y" %}', "is not a name=value pair"),
        ("{% component button %}", "needs the component's name in quotes"),
        ("{% component %}", "needs the component's name in quotes"),
        ('{% wrap "button" text="x" %}y{% endwrap %}', "takes no content"),
    ],
)
def test_a_mistake_in_a_template_is_found_when_it_loads(source: str, complaint: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=complaint):
        Template("{% load components %}" + source)


def test_a_component_sees_only_what_it_is_given() -> None:
    markup = render('{% component "card" heading="One" %}', text="Leaked", foot="Leaked")
    assert "One" in markup
    assert "Leaked" not in markup


def test_wrapped_content_sees_the_page_and_is_escaped_once() -> None:
    markup = render('{% wrap "card" heading="One" %}<p>{{ said }}</p>{% endwrap %}', said="<b>loud</b>")
    assert "<p>&lt;b&gt;loud&lt;/b&gt;</p>" in markup


@pytest.mark.parametrize(
    "name", ["button", "notice", "tag", "card", "person_row", "statement", "empty_state"]
)
def test_hostile_words_stay_words(name: str) -> None:
    hostile = '"><script>alert(1)</script>'
    component = shape.get_component(name)
    given = {
        parameter: hostile
        for parameter in (*component.required, *component.optional)
        if parameter not in {"party", "party_number", "disabled"}
    }
    pairs = " ".join(f"{parameter}=given.{parameter}" for parameter in given)
    markup = render(f'{{% component "{name}" {pairs} %}}', given=given)
    assert "<script>" not in markup
    assert "&lt;script&gt;" in markup


@pytest.mark.parametrize(
    ("share", "low", "high", "words"),
    [
        (0.62, 0.55, 0.68, "62%, likely between 55% and 68%"),
        (0.625, None, None, "63%"),
        (0.0, 0.0, 0.1, "0%, likely between 0% and 10%"),
        (None, None, None, "not known yet"),
    ],
)
def test_shares_are_said_in_words(
    share: float | None, low: float | None, high: float | None, words: str
) -> None:
    with translation.override("en"):
        assert components.interval_words(share, low, high) == words


def test_an_unknown_share_is_said_and_not_drawn() -> None:
    with translation.override("en"):
        markup = render('{% component "share_bar" share=share label="Group C" %}', share=None)
    assert "not known yet" in markup
    assert "<svg" not in markup


def test_a_drawn_share_has_its_band_where_the_numbers_are() -> None:
    with translation.override("de"):
        markup = render(
            '{% component "share_bar" share=share low=low high=high %}', share=0.625, low=0.5, high=0.75
        )
    assert 'class="share-interval" x="50.0%"' in markup
    assert 'width="25.0%"' in markup
    assert 'class="share-mean" x="62.5%"' in markup


def test_number_cells_stand_to_the_right_and_the_row_head_is_a_head() -> None:
    columns = (
        shape.Column("Statement"),
        shape.Column("Votes", sort_href="?sort=votes", sorted="descending", is_number=True),
    )
    markup = render(
        '{% component "table" caption="Votes" columns=columns rows=rows %}',
        columns=columns,
        rows=[("One", 5)],
    )
    assert '<th scope="row">One</th><td class="number">5</td>' in markup
    assert 'aria-sort="descending"' in markup
    assert 'tabindex="0"' in markup


def test_finished_work_cannot_be_stopped() -> None:
    source = '{% component "progress" id="p" title="Import" share=share phrase="Done" state=state cancel_href="/stop" %}'
    assert "<form" in render(source, share=0.5, state="running")
    for state in ("done", "failed", "cancelled"):
        assert "<form" not in render(source, share=1.0, state=state)


def test_a_running_job_without_known_share_shows_no_number() -> None:
    markup = render('{% component "progress" id="p" title="Import" share=None phrase="Waiting" %}')
    assert " value=" not in markup.split("<progress", 1)[1].split(">", 1)[0]
