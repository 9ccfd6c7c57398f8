"""Pages of the space itself: start page, list, making one, its overview, journal and settings."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakthrough.collaborations import actions, forms, journal, queries, registry, rules, sentences
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.collaborations.pages import frame
from breakthrough.kernel.roles import ROLE_WORDS, Role
from breakthrough.people.access import signed_in
from breakthrough.people.models import Person
from breakthrough.web import problems
from breakthrough.web.answers import see_other

LONGEST_CHECKED_JOURNAL = 5000
NAMED_IN_OVERVIEW = 12


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line of the journal as it is shown."""

    number: int
    at: datetime
    hash: str
    words: str


@dataclass(frozen=True, slots=True)
class PresentPerson:
    """Somebody on the overview; `role_words` are empty for members without a further role."""

    name: str
    role_words: str
    also_leads: bool


@dataclass(frozen=True, slots=True)
class PresentParty:
    """A party on the overview; nobody is named to observers."""

    name: str
    people_count: int
    named: tuple[PresentPerson, ...]


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The start page: what this is and two ways in; whoever is signed in goes on to their collaborations."""
    if request.user.is_authenticated:
        return see_other("collaborations:index")
    return render(
        request,
        "collaborations/home.html",
        {"form": forms.CodeForm(), "sign_in_address": reverse("people:sign_in")},
    )


@require_safe
@signed_in
def index(request: HttpRequest, person: Person) -> HttpResponse:
    """Your collaborations."""
    return render(request, "collaborations/index.html", {"memberships": queries.list_memberships(person)})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def create(request: HttpRequest, person: Person) -> HttpResponse:
    """One page that makes a collaboration."""
    if request.method != "POST" or "more" in request.POST:
        return render(request, "collaborations/create.html", {"form": _longer_form(request)})
    form = forms.CreateForm(request.POST, field_count=_field_count(request))
    if form.is_valid():
        with problems.into_form(form):
            member = actions.create_collaboration(
                person=person,
                name=form.cleaned_data["name"],
                ambition=form.cleaned_data["ambition"],
                parties=form.parties(),
                own_party=form.cleaned_data["party_1"],
                leads=form.cleaned_data["leads"] == "yes",
                now=timezone.now(),
            )
            messages.success(request, _("It is ready. Now bring the others in."))
            return see_other("collaborations:invite", member.collaboration.slug)
    return render(request, "collaborations/create.html", {"form": form}, status=422)


@require_safe
@member_page
def show(request: HttpRequest, member: Member) -> HttpResponse:
    """The overview: the ambition, the people, the practices."""
    people = queries.list_people(member)
    context = {
        "has_short_ambition": member.collaboration.has_short_ambition,
        "people": [_present(one, observes=member.observes) for one in people],
        "people_count": sum(len(one.members) for one in people),
        "sections": [
            render_to_string(
                section["template"],
                {**section["context"], "member": member, "collaboration": member.collaboration},
                request,
            )
            for section in registry.list_sections(member)
        ],
    }
    return frame.show(request, "show.html", member, context)


@require_safe
@member_page
def show_journal(request: HttpRequest, member: Member) -> HttpResponse:
    """What happened here, newest first, and whether the chain is whole."""
    rules.check_may_see_people(queries.standing_of(member))
    before = request.GET.get("before", "")
    page = queries.get_journal(
        member, before=int(before) if before.isascii() and before.isdigit() and len(before) < 10 else None
    )
    lines = [
        JournalLine(
            number=entry.number,
            at=entry.at,
            hash=entry.hash,
            words=sentences.sentence_of(entry, people=page.people, parties=page.parties),
        )
        for entry in page.entries
    ]
    is_short = queries.count_journal(member) <= LONGEST_CHECKED_JOURNAL
    verdict = journal.verify(member.collaboration) if is_short else None
    return frame.show(
        request, "journal.html", member, {"lines": lines, "next_before": page.next_before, "verdict": verdict}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def settings(request: HttpRequest, member: Member) -> HttpResponse:
    """Name and ambition; the parties below them; leaving at the end."""
    standing = queries.standing_of(member)
    rules.check_may_see_people(standing)
    collaboration = member.collaboration
    if request.method != "POST":
        return _settings_page(
            request,
            member,
            forms.FrameForm(initial={"name": collaboration.name, "ambition": collaboration.ambition}),
        )
    rules.check_facilitates(standing)
    form = forms.FrameForm(request.POST)
    if form.is_valid():
        with problems.into_form(form):
            now = timezone.now()
            actions.change_frame(
                member=member, name=form.cleaned_data["name"], ambition=form.cleaned_data["ambition"], now=now
            )
            messages.success(request, _("Saved."))
            return see_other("collaborations:settings", collaboration.slug)
    return _settings_page(request, member, form, status=422)


@require_POST
@member_page
def add_party(request: HttpRequest, member: Member) -> HttpResponse:
    """Add a party."""
    rules.check_facilitates(queries.standing_of(member))
    form = forms.PartyForm(request.POST)
    if form.is_valid():
        with problems.into_form(form):
            party = actions.add_party(member=member, name=form.cleaned_data["name"], now=timezone.now())
            messages.success(
                request,
                _("%(party)s is a party now. Its link and code are on the invite page.")
                % {"party": party.name},
            )
            return see_other("collaborations:settings", member.collaboration.slug)
    return frame.show(request, "party.html", member, {"form": form, "party": None}, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def rename_party(request: HttpRequest, member: Member, party_id: int) -> HttpResponse:
    """Give a party another name."""
    party = queries.get_party(member, party_id)
    rules.check_may_rename_party(queries.standing_of(member), party.pk, queries.gather(member.collaboration))
    form = forms.PartyForm(request.POST if request.method == "POST" else None, initial={"name": party.name})
    if form.is_bound and form.is_valid():
        with problems.into_form(form):
            actions.rename_party(
                member=member, party=party, name=form.cleaned_data["name"], now=timezone.now()
            )
            messages.success(request, _("Saved."))
            return see_other("collaborations:settings", member.collaboration.slug)
    return frame.show(
        request, "party.html", member, {"form": form, "party": party}, status=422 if form.is_bound else 200
    )


def _present(one: queries.PartyPeople, *, observes: bool) -> PresentParty:
    named = () if observes else one.members[:NAMED_IN_OVERVIEW]
    return PresentParty(
        name=one.party.name,
        people_count=len(one.members),
        named=tuple(
            PresentPerson(
                name=str(each.person),
                role_words="" if each.role == Role.MEMBER else _(ROLE_WORDS[Role(each.role)]),
                also_leads=each.also_leads,
            )
            for each in named
        ),
    )


def _settings_page(
    request: HttpRequest, member: Member, form: forms.FrameForm, *, status: int = 200
) -> HttpResponse:
    gathered, standing = queries.gather(member.collaboration), queries.standing_of(member)
    context = {
        "form": form,
        "party_form": forms.PartyForm(auto_id="party_%s"),
        "parties": [
            {"party": party, "can_rename": rules.may_rename_party(standing, party.pk, gathered)}
            for party in queries.list_parties(member)
        ],
        "versions": queries.list_ambition_versions(member),
    }
    return frame.show(request, "settings.html", member, context, status=status)


def _field_count(request: HttpRequest) -> int:
    return sum(1 for name in request.POST if name.startswith("party_"))


def _longer_form(request: HttpRequest) -> forms.CreateForm:
    """Return an unbound form; after "another party" it keeps what was typed and has one field more."""
    if request.method != "POST":
        return forms.CreateForm()
    return forms.CreateForm(
        initial={name: request.POST[name] for name in request.POST}, field_count=_field_count(request) + 1
    )
