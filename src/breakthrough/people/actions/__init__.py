"""Writes about people: every act is one function here, used by pages, the API and the command line alike."""

from breakthrough.people.actions.accounts import adopt_address, change_profile, make_account
from breakthrough.people.actions.email_codes import prove_code, send_code
from breakthrough.people.actions.guests import (
    get_guest_by_return_code,
    make_guest,
    merge_guest,
    renew_return_code,
)
from breakthrough.people.actions.keys import make_api_key, note_key_used, revoke_api_key
from breakthrough.people.actions.leaving import end_sessions, erase_person
from breakthrough.people.actions.owners import accept_owner_offer, make_owner, offer_first_owner
from breakthrough.people.actions.passkeys import keep_passkey, note_passkey_used, remove_passkey

__all__ = [
    "accept_owner_offer",
    "adopt_address",
    "change_profile",
    "end_sessions",
    "erase_person",
    "get_guest_by_return_code",
    "keep_passkey",
    "make_account",
    "make_api_key",
    "make_guest",
    "make_owner",
    "merge_guest",
    "note_key_used",
    "note_passkey_used",
    "offer_first_owner",
    "prove_code",
    "remove_passkey",
    "renew_return_code",
    "revoke_api_key",
    "send_code",
]
