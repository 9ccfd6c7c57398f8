"""The shell's own pages: choosing a language or a theme, and what a problem's type means."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.web import answers, preferences, problem_types, problems


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language and go back to the page it was chosen on."""
    language = request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        raise Problem(
            "language-unknown",
            status=422,
            words=gettext_noop("We do not speak this language yet. Choose one of the list."),
        )
    response = answers.see_other(_way_back(request))
    preferences.choose_language(request, response, language)
    return response


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Show another theme and go back to the page it was chosen on."""
    theme = request.POST.get("theme", "")
    if theme not in preferences.THEMES:
        raise Problem(
            "theme-unknown", status=422, words=gettext_noop("Choose light, dark, or as your device has it.")
        )
    response = answers.see_other(_way_back(request))
    preferences.choose_theme(response, theme)
    return response


@require_safe
def problem_type(request: HttpRequest, code: str) -> HttpResponse:
    """Explain what a problem's `type` means, for people who write programs against the API."""
    explanation = problem_types.find_explanation(code)
    if explanation is None:
        raise problems.not_found()
    return render(request, "web/problem_type.html", {"code": code, "explanation": gettext(explanation)})


def _way_back(request: HttpRequest) -> str:
    return answers.own_path(request, request.POST.get("next", "")) or "home"
