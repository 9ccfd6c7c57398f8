"""Other ways in: a guest's return code, and the first owner's one-time link."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from breakthrough.people import access, actions, forms, queries, rules
from breakthrough.people.pages import asking, signing_in


@signing_in.get_or_post
def come_back(request: HttpRequest) -> HttpResponse:
    """Ask a guest for the return code and sign them in on this device."""
    form = forms.ReturnCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with asking.into_form(form):
            person = actions.get_guest_by_return_code(
                typed=form.cleaned_data["code"], client=access.client_of(request), now=timezone.now()
            )
            return signing_in.enter(request, person, to=access.safe_next(request))
    return asking.ask(request, "return", form, next=access.safe_next(request))


@signing_in.get_or_post
def first_owner(request: HttpRequest, secret: str) -> HttpResponse:
    """Welcome the first owner; opening the link uses nothing up, only sending the form does."""
    offer = queries.find_owner_offer(secret)
    if offer is None:
        raise rules.offer_gone()
    rules.check_owner_offer(made_at=offer.made_at, has_owner=queries.has_owner(), now=timezone.now())
    person = access.find_person(request)
    account = None if person is None or person.is_guest else person
    form = forms.FirstOwnerForm(request.POST or None, initial={"name": person.name if person else ""})
    if request.method == "POST" and (account or form.is_valid()):
        with asking.into_form(form):
            owner = actions.accept_owner_offer(
                secret=secret,
                name=form.cleaned_data["name"] if not account else "",
                address=form.cleaned_data["email"] if not account else "",
                person=account,
                now=timezone.now(),
            )
            return signing_in.enter(request, owner)
    return asking.ask(request, "first_owner", form, account=account)
