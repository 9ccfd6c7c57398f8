"""The frame around every page, with nobody and with somebody signed in."""

import re
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation


@dataclass
class Somebody:
    """What the shell knows of a person."""

    name: str
    is_authenticated: bool = True


@pytest.fixture
def request_(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/somewhere?sort=votes")
    request.user = AnonymousUser()
    return request


def render(template: str, request: HttpRequest, **values: object) -> str:
    with translation.override("en"):
        return render_to_string(template, values, request)


def test_a_page_has_one_main_part_one_heading_and_a_way_to_skip(request_: HttpRequest) -> None:
    page = render("web/problem.html", request_, title="Not here", sentence="It was removed.")
    assert page.count("<main ") == 1
    assert page.count("<h1>") == 1
    assert page.index('href="#main"') < page.index('id="main"')
    assert '<html lang="en">' in page
    assert "<title>Not here · Breakthrough</title>" in page


def test_no_page_needs_inline_style_or_script_or_another_host(request_: HttpRequest) -> None:
    page = render("web/problem.html", request_, title="Not here", sentence="It was removed.")
    assert " style=" not in page
    assert "<style" not in page
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert [address for address in re.findall(r'(?:src|href)="([^"]*)"', page) if "//" in address] == []


def test_nobody_is_asked_to_sign_in_and_somebody_finds_the_way_out(request_: HttpRequest) -> None:
    assert ">Sign in<" in render("web/header.html", request_)
    request_.user = Somebody("Gina <b>Ferrari</b>")  # type: ignore[assignment] # the shell knows no people
    page = render("web/header.html", request_)
    assert "Gina &lt;b&gt;Ferrari&lt;/b&gt;" in page
    assert ">Sign out<" in page
    assert ">Sign in<" not in page


@pytest.mark.parametrize(
    ("theme", "expected"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')]
)
def test_the_chosen_theme_reaches_the_page(request_: HttpRequest, theme: str, expected: str) -> None:
    request_.COOKIES["theme"] = theme
    page = render("web/problem.html", request_)
    assert expected in page.split(">", 2)[1]
    assert re.search(rf'value="{theme}" aria-pressed="true"', page)


@pytest.mark.parametrize("theme", ["auto", "", '"><script>'])
def test_any_other_theme_follows_the_device(request_: HttpRequest, theme: str) -> None:
    request_.COOKIES["theme"] = theme
    page = render("web/problem.html", request_)
    assert "data-theme=" not in page
    assert "<script>" not in page
    assert re.search(r'value="auto" aria-pressed="true"', page)


def test_language_and_theme_come_back_to_the_same_page(request_: HttpRequest) -> None:
    page = render("web/footer.html", request_)
    assert page.count('name="next" value="/somewhere?sort=votes"') == 2
    assert re.search(r'value="en" lang="en" aria-pressed="true"', page)
    assert re.search(r'value="de" lang="de" aria-pressed="false">Deutsch', page)


def test_a_refusal_as_a_fragment_is_only_a_notice(request_: HttpRequest) -> None:
    fragment = render(
        "web/problem_fragment.html", request_, title="Too late", sentence="The round is <closed>."
    )
    assert "<html" not in fragment
    assert "notice-problem" in fragment
    assert "The round is &lt;closed&gt;." in fragment
