"""Choosing a language and a theme, and the pages that explain problems."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_language_is_chosen_and_the_page_comes_back() -> None:
    browser = Client()
    answer = browser.post("/language", {"language": "de", "next": "/people/sign-in?next=/x"})
    assert (answer.status_code, answer["Location"]) == (303, "/people/sign-in?next=/x")
    assert 'lang="de"' in browser.get("/people/sign-in").content.decode()


def test_a_theme_is_chosen_and_given_up_again() -> None:
    browser = Client()
    assert (
        browser.post("/theme", {"theme": "dark", "next": "/people/sign-in"})["Location"] == "/people/sign-in"
    )
    assert 'data-theme="dark"' in browser.get("/people/sign-in").content.decode()
    browser.post("/theme", {"theme": "auto"})
    assert "data-theme=" not in browser.get("/people/sign-in").content.decode()


@pytest.mark.parametrize("path", ["/language", "/theme"])
@pytest.mark.parametrize("value", ["", "tlh", "\x00", "x" * 10_000, "<b>"])
def test_an_unknown_choice_is_refused_in_words(path: str, value: str) -> None:
    answer = Client().post(path, {path[1:]: value})
    assert answer.status_code == 422
    assert not {"django_language", "theme"} & set(answer.cookies)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", ""]
)
def test_choosing_never_leads_to_another_site(elsewhere: str) -> None:
    assert Client().post("/theme", {"theme": "dark", "next": elsewhere})["Location"] == "/"
    assert Client().post("/language", {"language": "en", "next": elsewhere})["Location"] == "/"


def test_choices_are_posts() -> None:
    assert Client().get("/language").status_code == 405
    assert Client().get("/theme").status_code == 405


def test_a_problem_s_type_leads_to_what_it_means() -> None:
    page = Client().get("/problems/not-found")
    assert page.status_code == 200
    assert "Both answers look the same on purpose" in page.content.decode()
    assert Client().get("/problems/code-wrong").status_code == 200
    assert Client().get("/problems/made-up").status_code == 404
