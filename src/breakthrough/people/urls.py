"""Addresses under `/people/`. Nothing ends in a slash, so that addresses can be read aloud."""

from django.urls import path

from breakthrough.people.pages import address, kept_mail, me, passkeys, returning, signing_in

app_name = "people"
urlpatterns = [
    path("sign-in", signing_in.sign_in, name="sign_in"),
    path("sign-in/code", signing_in.sign_in_code, name="sign_in_code"),
    path("sign-in/name", signing_in.sign_in_name, name="sign_in_name"),
    path("sign-in/passkey", passkeys.passkey_sign_in, name="passkey_sign_in"),
    path("sign-in/passkey/question", passkeys.sign_in_question, name="sign_in_question"),
    path("sign-out", signing_in.sign_out, name="sign_out"),
    path("return", returning.come_back, name="return"),
    path("first/<str:secret>", returning.first_owner, name="first_owner"),
    path("mailbox", kept_mail.kept_mail, name="mailbox"),
    path("me", me.me, name="me"),
    path("me/address", address.address, name="address"),
    path("me/address/code", address.address_code, name="address_code"),
    path("me/address/merge", address.merge, name="merge"),
    path("me/return-code", me.return_code, name="return_code"),
    path("me/keys", me.keys, name="keys"),
    path("me/keys/<uuid:key_id>/revocation", me.key_revocation, name="key_revocation"),
    path("me/sessions/ending", me.sessions, name="sessions"),
    path("me/export", me.export, name="export"),
    path("me/deletion", me.deletion, name="deletion"),
    path("passkeys", passkeys.passkeys, name="passkeys"),
    path("passkeys/question", passkeys.passkey_question, name="passkey_question"),
    path("passkeys/<uuid:passkey_id>/removal", passkeys.passkey_removal, name="passkey_removal"),
]
