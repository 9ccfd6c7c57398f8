"""Leading a round from phase to phase: what each button has done; and a leader's opening, written first."""

import functools
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.practices.voice import actions, forms
from breakthrough.practices.voice.queries import PRACTICE, get_round, get_talk
from breakthrough.rounds import steering

page = functools.partial(steering.page, PRACTICE, has_wall=True)

prepare = page(actions.prepare)
restart = page(actions.restart, words=steering.GIVEN_UP)
open_writing = page(actions.open_writing)
open_voting = page(actions.open_voting)
give_time = page(actions.give_time, asks_minutes=True)
close = page(actions.close)


@require_POST
@member_page
def write_opening(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """A leader's named statement, written first; an empty one takes it back."""
    kept = get_round(member, round_id)
    form = forms.OpeningForm(request.POST)
    if not form.is_valid():
        from breakthrough.practices.voice.pages import talks

        return talks.show_talk(request, member, get_talk(member, round_id), opening_form=form)
    actions.write_opening(member=member, round=kept, text=form.cleaned_data["text"], now=timezone.now())
    messages.success(
        request,
        _("Your opening is kept. You can change it until writing closes.")
        if form.cleaned_data["text"]
        else _("Your opening is taken back."),
    )
    return steering.back(request, member, round_id, practice=PRACTICE, has_wall=True)
