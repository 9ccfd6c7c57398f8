"""What a link from an e-mail opens: a page that shows the promise and asks once more. Opening it changes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.promises import actions, forms, queries, rules
from breakthrough.practices.promises.pages import one, words
from breakthrough.web import problems


@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, slug: str, act_token: str) -> HttpResponse:
    """Confirm the one act that the link is for. No sign-in: the link is the member's own, and good for nothing else."""
    link = queries.find_link(slug, act_token)
    if link is None:
        raise _no_longer()
    if link.seen != link.promise.step_count and request.method != "POST":
        return _page(request, link, None)
    form = one.form_for(link.event, link.promise, performs=True, seen=link.seen)
    if request.method == "POST":
        sent = {**request.POST.dict(), "event": link.event.value, "seen": str(link.seen)}
        form = forms.StepForm(sent, event=link.event, performs=True)
        if form.is_valid():
            with problems.into_form(form):
                actions.take_step(
                    member=link.member,
                    promise=link.promise,
                    now=timezone.now(),
                    **one.step_of(link.event, form),
                )
                return _page(request, link, None, is_done=True)
        return _page(request, link, form, status=422)
    return _page(request, link, form)


def _page(
    request: HttpRequest,
    link: queries.Link,
    form: forms.StepForm | None,
    *,
    is_done: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "collaboration": link.member.collaboration,
        "line": words.line_of(link.promise, now=timezone.now()),
        "reader": link.member.person,
        "button": one.button_words(link.event, link.promise),
        "form": form,
        "is_done": is_done,
        "is_grave": link.event is rules.Event.DECLINE,
        "thanks": _(one.THANKS.get(link.event, gettext_noop("It is said."))),
    }
    return render(request, "promises/act.html", context, status=status)


def _no_longer() -> Problem:
    return Problem(
        "link-over",
        status=410,
        words=gettext_noop(
            "This link no longer leads anywhere: it is old, or not whole. Sign in and open the promise to see what you can do."
        ),
    )
