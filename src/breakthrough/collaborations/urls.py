"""Addresses of collaborations."""

from django.urls import path

from breakthrough.collaborations.pages import invitations, joining, people, spaces

app_name = "collaborations"
urlpatterns = [
    path("c/", spaces.index, name="index"),
    path("c/create", spaces.create, name="create"),
    path("c/<slug:slug>/", spaces.show, name="show"),
    path("c/<slug:slug>/journal", spaces.show_journal, name="journal"),
    path("c/<slug:slug>/settings", spaces.settings, name="settings"),
    path("c/<slug:slug>/settings/parties", spaces.add_party, name="parties"),
    path("c/<slug:slug>/settings/parties/<int:party_id>", spaces.rename_party, name="party"),
    path("c/<slug:slug>/people", people.show_people, name="people"),
    path("c/<slug:slug>/people/<uuid:member_id>", people.show_person, name="person"),
    path("c/<slug:slug>/people/<uuid:member_id>/role", people.change_role, name="role"),
    path("c/<slug:slug>/people/<uuid:member_id>/party", people.move, name="move"),
    path("c/<slug:slug>/people/<uuid:member_id>/removal", people.remove, name="removal"),
    path("c/<slug:slug>/people/<uuid:member_id>/offer", people.offer_facilitation, name="offer"),
    path(
        "c/<slug:slug>/people/<uuid:member_id>/offer/withdrawal",
        people.withdraw_offer,
        name="offer_withdrawal",
    ),
    path("c/<slug:slug>/facilitation/acceptance", people.accept_facilitation, name="facilitation_acceptance"),
    path("c/<slug:slug>/facilitation/refusal", people.decline_facilitation, name="facilitation_refusal"),
    path("c/<slug:slug>/leading", people.change_leading, name="leading"),
    path("c/<slug:slug>/departure", people.leave, name="departure"),
    path("c/<slug:slug>/invite", invitations.show_invite, name="invite"),
    path("c/<slug:slug>/invite/links", invitations.make_link, name="links"),
    path("c/<slug:slug>/invite/list", invitations.look_at_list, name="list"),
    path("c/<slug:slug>/invite/list/confirmation", invitations.confirm_list, name="list_confirmation"),
    path("c/<slug:slug>/invite/<uuid:invitation_id>", invitations.present, name="present"),
    path("c/<slug:slug>/invite/<uuid:invitation_id>/revocation", invitations.take_back, name="revocation"),
    path("c/<slug:slug>/invite/<uuid:invitation_id>/mailing", invitations.send_again, name="mailing"),
    path("join", joining.enter_code, name="enter_code"),
    path("join/<str:token>", joining.join, name="join"),
]
