"""The look in a real browser: its weight, its reach, and what its scripts add to pages that work without them."""

import gzip
from collections.abc import Callable

import pytest
from playwright.sync_api import Response, Route

from tests.journeys.conftest import Person

pytestmark = pytest.mark.journey
FIRST_PAGE_BYTES = 100_000
OWN_SCRIPT_BYTES = 40_000
LIVE_PAGE = """<!doctype html><html lang="en"><title>Live</title><body><div id="part" data-live="/announcements"></div>
<script type="module" src="{script}"></script></body></html>"""


def weigh(response: Response) -> int:
    """Return what the body weighs gzipped, or as it is where that is less (fonts are packed already)."""
    body = response.body()
    return min(len(body), len(gzip.compress(body, 6)))


def test_the_first_page_weighs_less_than_a_hundred_kilobytes(person: Callable[..., Person]) -> None:
    somebody = person("Charlie")
    answers: list[Response] = []
    somebody.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (Playwright marks the function it is given)
    somebody.page.goto("/")
    somebody.page.wait_for_load_state("networkidle")
    weights = {answer.url: weigh(answer) for answer in answers if answer.ok}
    assert any(url.endswith(".woff2") for url in weights), "the fonts are part of the weight"
    assert sum(weights.values()) < FIRST_PAGE_BYTES, weights
    assert (
        sum(weight for url, weight in weights.items() if "built/" in url and ".js" in url) < OWN_SCRIPT_BYTES
    )


def test_every_part_is_accessible_in_light_and_dark_on_phone_and_desk(person: Callable[..., Person]) -> None:
    somebody = person("Charlie")
    somebody.page.goto("/patterns")
    somebody.look("patterns")


@pytest.mark.parametrize(("width", "text_size"), [(320, "100%"), (360, "200%"), (1280, "200%")])
def test_nothing_is_cut_off_with_large_text(
    person: Callable[..., Person], width: int, text_size: str
) -> None:
    page = person("Gina", width=width).page
    page.goto("/patterns")
    page.evaluate("size => document.documentElement.style.setProperty('font-size', size)", text_size)
    page.wait_for_timeout(100)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    cut = page.evaluate(
        """() => [...document.querySelectorAll('.button, .tag, th a, .choice-words, .tabs a')]
            .filter((part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== 'inline')
            .map((part) => part.textContent)"""
    )
    assert cut == []


def test_long_words_break_instead_of_pushing_the_page_wide(person: Callable[..., Person]) -> None:
    page = person("Gina", width=360).page
    page.goto("/patterns")
    page.evaluate(
        """() => { for (const part of document.querySelectorAll('h1, h2, h3, p, .button, .tag, label, dt, dd, li > a, .notice p, .share-label'))
            part.append(' Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen'); }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_targets_are_large_enough_for_a_thumb(person: Callable[..., Person]) -> None:
    page = person("Gina", width=360).page
    page.goto("/patterns")
    small = page.evaluate(
        """least => [...document.querySelectorAll('.button, .tabs a, .menu-panel a, summary, .choice, .field select, .choice-line button, .breadcrumb a, .error-summary a')]
            .filter((part) => { const box = part.getBoundingClientRect(); return box.height && (box.height < 24 || box.width < 24
                || (box.height < least && part.matches('.button:not(.person-actions *), .choice, .field select'))); })
            .map((part) => part.outerHTML.slice(0, 90))""",
        44,
    )
    assert small == []


def test_everything_can_be_reached_by_keyboard_and_the_focus_can_be_seen(
    person: Callable[..., Person],
) -> None:
    page = person("Bob").page
    page.goto("/patterns")
    page.evaluate("document.activeElement.blur()")
    page.evaluate("window.scrollTo(0, 0)")
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        unseen += page.evaluate(
            """() => { const part = document.activeElement; if (!part || part === document.body) return [];
                const shown = (one, pseudo) => { const style = one && getComputedStyle(one, pseudo); return style && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2; };
                return shown(part) || shown(part, '::after') || shown(part.closest('.choice')) ? [] : [part.outerHTML.slice(0, 90)]; }"""
        )
    assert unseen == []


def test_a_chosen_theme_shows_at_once_and_stays(person: Callable[..., Person]) -> None:
    page = person("Lena").page
    page.goto("/patterns")
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Dark", exact=True).click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_role("button", name="Dark", exact=True).get_attribute("aria-pressed") == "true"


def test_theme_and_page_work_without_scripts(person: Callable[..., Person]) -> None:
    page = person("Lena", javascript=False).page
    page.goto("/patterns")
    page.get_by_role("button", name="Dark", exact=True).click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.url.endswith("/patterns")
    assert page.locator("[data-copy-button]").is_hidden()


def test_a_link_is_copied_and_says_so(person: Callable[..., Person]) -> None:
    page = person("Alice", permissions=["clipboard-read", "clipboard-write"]).page
    page.goto("/patterns")
    page.locator("[data-copy-button]").click()
    assert (
        page.locator("[data-copy-status]").text_content()
        == page.locator("[data-copy-button]").text_content()
        == "Copied"
    )
    assert page.evaluate("navigator.clipboard.readText()") == page.locator("[data-copy-source]").input_value()


def test_a_refused_form_has_the_focus_on_its_summary_and_leads_into_the_field(
    person: Callable[..., Person],
) -> None:
    page = person("Bob").page
    page.goto("/patterns")
    assert page.evaluate("document.activeElement.matches('.error-summary')")
    for number, field in enumerate(("refused_name", "refused_email", "refused_role_0")):
        page.locator(".error-summary a").nth(number).click()
        assert page.evaluate("document.activeElement.id") == field


def test_a_refusal_that_comes_as_a_fragment_is_shown_and_takes_the_focus(
    person: Callable[..., Person],
) -> None:
    page = person("Bob").page
    fragment = '<div class="notice notice-problem" tabindex="-1"><p>The round is closed.</p></div>'
    page.route("**/refused", lambda route: route.fulfill(status=409, content_type="text/html", body=fragment))
    page.goto("/patterns")
    page.evaluate("htmx.ajax('GET', '/refused', {target: '#problem', swap: 'innerHTML'})")
    page.wait_for_function("document.activeElement.textContent === 'The round is closed.'")


def test_a_page_that_listens_looks_again_after_each_announcement_and_after_a_gap(
    person: Callable[..., Person],
) -> None:
    somebody = person("Gina")
    page = somebody.page
    page.goto("/patterns")
    script = page.locator("script[type=module]").first.get_attribute("src")
    calls = []

    def announce(route: Route) -> None:
        calls.append(route.request.url)
        route.fulfill(status=200, content_type="text/event-stream", body="id: 1\ndata: {}\n\n")

    page.route("**/announcements", announce)
    page.route(
        "**/live-page",
        lambda route: route.fulfill(
            status=200, content_type="text/html", body=LIVE_PAGE.format(script=script)
        ),
    )
    page.add_init_script(
        "window.heard = 0; document.addEventListener('live:changed', () => { window.heard += 1; });"
    )
    page.goto("/live-page")
    page.wait_for_function("window.heard >= 3", timeout=10_000)  # told, gone, back (looks again), told
    assert len(calls) >= 2
    page.evaluate("document.getElementById('part').remove()")
    page.wait_for_timeout(200)
    before = len(calls)
    page.wait_for_timeout(3_500)
    assert len(calls) <= before + 1, "an element that is gone stops listening"


def test_paper_shows_what_is_folded_on_the_screen(person: Callable[..., Person]) -> None:
    page = person("Alice").page
    page.goto("/patterns")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("[...document.querySelectorAll('main details')].every((part) => part.open)")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("[...document.querySelectorAll('main details')].every((part) => !part.open)")
    page.emulate_media(media="print")
    assert page.locator(".button").first.is_hidden()
