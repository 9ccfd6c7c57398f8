"""A body that is too large is refused before it is read."""

from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from breakthrough.web import bodies


def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@bodies.takes_files
def _page_with_files(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _answer(page: object, announced: str, path: str = "/c/x/voice/import") -> int:
    request = RequestFactory().post(path)
    request.META["CONTENT_LENGTH"] = announced
    answer = bodies.limit_bodies(_page).process_view(request, page, (), {})  # type: ignore[arg-type]
    return answer.status_code if answer else 200


def test_an_ordinary_page_takes_six_megabytes() -> None:
    assert _answer(_page, str(bodies.ORDINARY)) == 200
    assert _answer(_page, str(bodies.ORDINARY + 1)) == 413


def test_a_page_for_files_takes_more() -> None:
    assert _answer(_page_with_files, str(bodies.ORDINARY + 1)) == 200
    assert _answer(_page_with_files, str(bodies.WITH_FILES + 1)) == 413


def test_a_length_that_is_no_number_is_refused() -> None:
    assert _answer(_page, "-1") == 413
    assert _answer(_page, "many") == 413


def test_the_api_takes_what_an_import_needs() -> None:
    assert _answer(_page, str(bodies.WITH_FILES), path="/api/collaborations/x/voice/imports") == 200
