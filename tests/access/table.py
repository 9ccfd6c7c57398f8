"""The table of doors: for every page and every API operation, what each kind of person gets.

Derived from the design: a space one is not in does not exist (404); observers see released results only; facilitators
run the frame; **no party administers another party's people**. Read a line as: method, address, answers in the order of
`tests.world.ROLES` (nobody, Charlie, Olga, Gina, Bob, Lena, Alice), what is sent. Several lines for one address are
cases that differ in who is meant. Bodies and `at` name places of `tests.world`.

Over 300 lines because it is one table: a door that nobody thought of is found by looking for its line in one place.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template
from types import MappingProxyType

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
BOUNDARY = "between-the-parts"
FILES = f"multipart/form-data; boundary={BOUNDARY}"

Statuses = tuple[int, int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One door: `statuses` in the order of `ROLES`. `at` says which place of the world fills a part of the address."""

    method: str
    address: str
    statuses: Statuses
    body: str = ""
    content_type: str = FORM
    at: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def fill(self, places: Mapping[str, str]) -> str:
        """Return the address with the parts between <> or {} filled from `at`, else from the place of the same name."""
        return re.sub(r"[<{](?:\w+:)?(\w+)[>}]", lambda part: self._place(part[1], places), self._path())

    def sent(self, places: Mapping[str, str]) -> str:
        """Return the body with each $name filled."""
        return Template(self.body).substitute(places)

    def __str__(self) -> str:
        return " ".join([self.method, self.address, *(f"{part}={place}" for part, place in self.at.items())])

    def _path(self) -> str:
        return self.address if self.address.startswith("/") else f"/{self.address}"

    def _place(self, part: str, places: Mapping[str, str]) -> str:
        return places[self.at.get(part, PLACES.get(part, part))]


# Which place fills a part of an address when the row does not say.
PLACES = {
    "practice": "of_voice",
    "thing": "statement",
    "key": "chart",
    "member_id": "bob",
    "party_id": "borealis",
    "invitation_id": "shared",
    "round_id": "round",
    "joining_id": "joining",
    "upload_id": "upload",
    "job_id": "job",
    "key_id": "key",
    "passkey_id": "passkey",
    "promise_id": "promise",
    "text_id": "text",
}

# Answers that many pages share.
OPEN: Statuses = (200, 200, 200, 200, 200, 200, 200)
GONE: Statuses = (404, 404, 404, 404, 404, 404, 404)
OVER: Statuses = (410, 410, 410, 410, 410, 410, 410)
GOES_ON: Statuses = (303, 303, 303, 303, 303, 303, 303)
SIGNED_IN: Statuses = (302, 200, 200, 200, 200, 200, 200)
SENT_SIGNED_IN: Statuses = (302, 303, 303, 303, 303, 303, 303)
MEMBERS: Statuses = (302, 404, 200, 200, 200, 200, 200)
TAKING_PART: Statuses = (302, 404, 403, 200, 200, 200, 200)
SENT_TAKING_PART: Statuses = (302, 404, 403, 303, 303, 303, 303)
INVITING: Statuses = (302, 404, 403, 403, 403, 200, 200)
SENT_INVITING: Statuses = (302, 404, 403, 403, 403, 303, 303)
FACILITATING: Statuses = (302, 404, 403, 403, 403, 403, 200)
SENT_FACILITATING: Statuses = (302, 404, 403, 403, 403, 403, 303)
ONLY_LENA: Statuses = (302, 404, 403, 403, 403, 303, 403)
ONLY_ALICE: Statuses = SENT_FACILITATING
OWN_OF_ALICE: Statuses = (302, 404, 404, 404, 404, 404, 200)
SENT_OWN_OF_ALICE: Statuses = (302, 404, 404, 404, 404, 404, 303)
UNREADABLE: Statuses = (422, 422, 422, 422, 422, 422, 422)

GINA = {"member_id": "gina"}
LENA = {"member_id": "lena"}
ALICE = {"member_id": "alice"}
OLGA = {"member_id": "olga"}
ACME = {"party_id": "acme"}
ACME_LINK = {"invitation_id": "acme_shared"}
PERSONAL = {"invitation_id": "personal"}
OPEN_ROUND = {"round_id": "open_round"}
TALK = {"round_id": "talk"}
SAID = {"round_id": "said"}
PROBLEM = {"code": "problem_code"}
STOPPED = {"job_id": "stopped_job"}
RELEASED = {"joining_id": "released"}
PULSE_DRAFT = {"round_id": "pulse_draft"}
PULSE = {"round_id": "pulse"}
ASK, ASK_DRAFT, ASK_TALK = {"round_id": "ask"}, {"round_id": "ask_draft"}, {"round_id": "ask_talk"}
DRAFTED = {"text_id": "drafted"}
PULSE_CHART = {"round_id": "pulse", "key": "pulse_chart"}

MIRROR_DRAFT = {"round_id": "mirror_draft"}
MIRROR = {"round_id": "mirror"}

# Rounds under way: an observer does not even learn that they exist.
SEEN_UNDER_WAY: Statuses = (302, 404, 404, 200, 200, 200, 200)
LEADING_A_TALK: Statuses = (302, 404, 404, 403, 403, 403, 200)
SENT_LEADING_A_TALK: Statuses = (302, 404, 404, 403, 403, 403, 303)
WRITING: Statuses = (302, 404, 403, 403, 403, 200, 200)
SENT_WRITING: Statuses = (302, 404, 403, 403, 403, 303, 303)
ASKING = "mode=room&rule=no_block&sealed_minutes=6&named_minutes=4&quota=1"
NOT_YET: Statuses = (302, 404, 404, 403, 403, 403, 409)
# Lena's mirror: nobody else leads it, facilitators and other leaders included.
BEGINNING_A_MIRROR: Statuses = (302, 404, 403, 403, 403, 200, 403)
LEADING_A_MIRROR: Statuses = (302, 404, 404, 403, 403, 200, 403)
SENT_LEADING_A_MIRROR: Statuses = (302, 404, 404, 403, 403, 303, 403)
MIRROR_NOT_YET: Statuses = (302, 404, 404, 403, 403, 409, 403)
FILLED_IN = "question=Why&mode=room&writing_minutes=7&voting_minutes=10&quota=1"
LOOK_BACK = {"round_id": "look_back"}
FLOW = {"round_id": "look_back", "key": "flow"}

NAMED = "name=Ida"
CREATE = "name=Heron&ambition=Fly&party_1=Acme&party_2=Other&leads=no"
FRAME = "name=Launch&ambition=Further+than+before"
CSV = "email,name,party,role%0D%0Aerik@erik.example,Erik,Borealis,member"
PLAN = '{"title": "Before we decide", "question": "What do we not say?"}'
SEEDS = (
    f"--{BOUNDARY}\r\nContent-Disposition: form-data; "
    'name="file"; filename="seeds.csv"\r\nContent-Type: text/csv\r\n\r\n'
    "text\r\nWe are late.\r\n"
    f"\r\n--{BOUNDARY}--\r\n"
)
UPLOADED = (
    f"--{BOUNDARY}\r\nContent-Disposition: form-data; "
    'name="files"; filename="votes.csv"\r\nContent-Type: text/csv\r\n\r\n'
    "timestamp,datetime,comment-id,voter-id,vote\n1,,0,7,1\n"
    f"\r\n--{BOUNDARY}--\r\n"
)
SPACE = "c/<slug:slug>/"
TALK_AT = f"{SPACE}voice/<uuid:round_id>"
PULSE_AT = f"{SPACE}pulse/<uuid:round_id>"
ASK_AT = f"{SPACE}alignment/<uuid:round_id>"
TEXT_AT = f"{SPACE}alignment/texts/<uuid:text_id>"
ONE_AT = f"{TEXT_AT}/reservations/<int:number>"
MIRROR_AT = f"{SPACE}mirror/<uuid:round_id>"
OWN_VIEW = "&".join(f"own_{place}=4" for place in range(8))
EXPECTED = "&".join(f"predicted_{place}=4" for place in range(8))
TURN = "on=2099-01-01&words=We+decide+together"
SAID_AT = f"{TALK_AT}/statements/<int:number>"
MEMBER = f"{SPACE}people/<uuid:member_id>"
CAME_OF = f"{SPACE}came-of/<slug:practice>/<path:thing>"
PROMISE = f"{SPACE}promises/p/<uuid:promise_id>"
ASKED = "to_1=party-$acme&what=Read+the+draft&due_date=$due"

PAGES: tuple[Row, ...] = (
    # The start, and the shell.
    Row("GET", "", (200, 303, 303, 303, 303, 303, 303)),
    Row("POST", "language", GOES_ON, "language=de&next=/"),
    Row("POST", "theme", GOES_ON, "theme=dark&next=/"),
    Row("GET", "patterns", OPEN),
    Row("GET", "problems/<slug:code>", OPEN, at=PROBLEM),
    Row("GET", "about/sealed", OPEN),
    Row("GET", "about/code", OPEN),
    Row("GET", "sealed-keeper.js", OPEN),
    # Signing in. Whoever is signed in goes on; a guest goes on to adding an address.
    Row("GET", "people/sign-in", (200, 303, 303, 303, 303, 303, 303)),
    Row("POST", "people/sign-in", GOES_ON, "email=ida@ida.example"),
    Row("GET", "people/sign-in/code", GOES_ON),
    Row("POST", "people/sign-in/code", GOES_ON, "code=123456"),
    Row("GET", "people/sign-in/name", GOES_ON),
    Row("POST", "people/sign-in/name", GOES_ON, NAMED),
    Row("POST", "people/sign-in/passkey", UNREADABLE, "answer={}"),
    Row("POST", "people/sign-in/passkey/question", OPEN),
    Row("GET", "people/sign-out", OPEN),
    Row("POST", "people/sign-out", GOES_ON, "sure=yes"),
    Row("GET", "people/return", OPEN),
    Row("POST", "people/return", UNREADABLE, "code=BCDF-GHJK-LMNP"),
    Row("GET", "people/first/<str:secret>", OPEN),
    Row("POST", "people/first/<str:secret>", GOES_ON, "name=Ida&email=ida@ida.example"),
    Row("GET", "people/mailbox", GONE),
    # One's own page: it shows and changes the one who asks, whoever that is.
    Row("GET", "people/me", SIGNED_IN),
    Row("POST", "people/me", SENT_SIGNED_IN, "name=Ida&language=browser"),
    Row("GET", "people/me/address", SIGNED_IN),
    Row("POST", "people/me/address", SENT_SIGNED_IN, "email=ida@ida.example"),
    Row("GET", "people/me/address/code", SENT_SIGNED_IN),
    Row("POST", "people/me/address/code", SENT_SIGNED_IN, "code=123456"),
    Row("GET", "people/me/address/merge", SENT_SIGNED_IN),
    Row("POST", "people/me/address/merge", SENT_SIGNED_IN),
    Row("GET", "people/me/return-code", (302, 303, 303, 200, 303, 303, 303)),
    Row("POST", "people/me/return-code", (302, 303, 303, 200, 303, 303, 303)),
    Row("GET", "people/me/keys", SIGNED_IN),
    Row("POST", "people/me/keys", SIGNED_IN, "name=weekly+report"),
    Row("POST", "people/me/keys/<uuid:key_id>/revocation", SENT_OWN_OF_ALICE),
    Row("POST", "people/me/sessions/ending", (302, 303, 303, 409, 303, 303, 303)),
    Row("GET", "people/me/export", SIGNED_IN),
    Row("GET", "people/me/deletion", SIGNED_IN),
    Row("POST", "people/me/deletion", SENT_SIGNED_IN),
    Row("GET", "people/passkeys", SIGNED_IN),
    Row("POST", "people/passkeys", (302, 422, 422, 422, 422, 422, 422), "name=phone&answer={}"),
    Row("POST", "people/passkeys/question", SIGNED_IN),
    Row("POST", "people/passkeys/<uuid:passkey_id>/removal", SENT_OWN_OF_ALICE),
    # Jobs are their owner's.
    Row("GET", "jobs/<uuid:job_id>", OWN_OF_ALICE),
    Row("POST", "jobs/<uuid:job_id>/cancellation", SENT_OWN_OF_ALICE),
    Row("POST", "jobs/<uuid:job_id>/repetition", SENT_OWN_OF_ALICE, at=STOPPED),
    # Coming in: open to whoever holds a code or a link.
    Row("GET", "join", OPEN),
    Row("POST", "join", GOES_ON, "code=$code"),
    Row("GET", "join/<str:token>", (200, 200, 303, 303, 303, 303, 303)),
    Row("POST", "join/<str:token>", (200, 303, 303, 303, 303, 303, 303), NAMED),
    # The space.
    Row("GET", "c/", SIGNED_IN),
    Row("GET", "c/create", SIGNED_IN),
    Row("POST", "c/create", SENT_SIGNED_IN, CREATE),
    Row("GET", SPACE, MEMBERS),
    Row("GET", f"{SPACE}where", MEMBERS),
    Row("GET", f"{SPACE}journal", TAKING_PART),
    Row("GET", f"{SPACE}settings", TAKING_PART),
    Row("POST", f"{SPACE}settings", SENT_FACILITATING, FRAME),
    Row("POST", f"{SPACE}settings/parties", SENT_FACILITATING, "name=Cirrus"),
    # A party is named by its own stewards.
    Row("GET", f"{SPACE}settings/parties/<int:party_id>", (302, 404, 403, 403, 403, 200, 403)),
    Row("GET", f"{SPACE}settings/parties/<int:party_id>", FACILITATING, at=ACME),
    Row("POST", f"{SPACE}settings/parties/<int:party_id>", ONLY_LENA, "name=Boreal"),
    Row("POST", f"{SPACE}settings/parties/<int:party_id>", ONLY_ALICE, "name=Acme+Ltd", at=ACME),
    # People. Alice facilitates, yet Borealis' people are Lena's; Gina is Alice's; Lena is nobody's but her own.
    Row("GET", f"{SPACE}people", TAKING_PART),
    Row("GET", MEMBER, TAKING_PART),
    Row("GET", MEMBER, TAKING_PART, at=ALICE),
    Row("POST", f"{MEMBER}/role", ONLY_LENA, "role=observer"),
    Row("POST", f"{MEMBER}/role", ONLY_LENA, "role=leader"),
    Row("POST", f"{MEMBER}/role", ONLY_ALICE, "role=leader", at=GINA),
    Row("POST", f"{MEMBER}/role", (302, 404, 403, 403, 403, 403, 409), "role=member", at=ALICE),
    Row("POST", f"{MEMBER}/role", ONLY_LENA, "role=member", at=OLGA),
    Row("POST", f"{MEMBER}/role", (302, 404, 403, 409, 409, 409, 409), "role=facilitator", at=GINA),
    Row("POST", f"{MEMBER}/role", (302, 404, 403, 422, 422, 422, 422), "role=owner"),
    Row("POST", f"{MEMBER}/party", ONLY_LENA, "party=$acme"),
    Row("POST", f"{MEMBER}/party", ONLY_ALICE, "party=$borealis", at=GINA),
    Row("POST", f"{MEMBER}/party", (302, 404, 403, 403, 403, 409, 403), "party=$acme", at=LENA),
    Row("POST", f"{MEMBER}/party", (302, 404, 403, 422, 422, 422, 422), "party=0"),
    Row("POST", f"{MEMBER}/removal", (302, 404, 403, 403, 409, 303, 403)),
    Row("POST", f"{MEMBER}/removal", (302, 404, 403, 409, 403, 403, 303), at=GINA),
    Row("POST", f"{MEMBER}/removal", (302, 404, 403, 403, 403, 409, 403), at=LENA),
    Row("POST", f"{MEMBER}/removal", (302, 404, 403, 403, 403, 403, 409), at=ALICE),
    Row("POST", f"{MEMBER}/removal", (302, 404, 409, 403, 403, 303, 403), at=OLGA),
    # Facilitation is offered and accepted; in another party only to its leaders.
    Row("POST", f"{MEMBER}/offer", (302, 404, 403, 403, 403, 403, 403), "hands_over=on"),
    Row("POST", f"{MEMBER}/offer", ONLY_ALICE, "hands_over=on", at=LENA),
    Row("POST", f"{MEMBER}/offer", ONLY_ALICE, at=GINA),
    Row("POST", f"{MEMBER}/offer/withdrawal", ONLY_ALICE, at=LENA),
    Row("POST", f"{SPACE}facilitation/acceptance", (302, 404, 409, 409, 409, 303, 409)),
    Row("POST", f"{SPACE}facilitation/refusal", (302, 404, 409, 409, 409, 303, 409)),
    Row("POST", f"{SPACE}leading", SENT_FACILITATING, "leads=yes"),
    Row("GET", f"{SPACE}departure", MEMBERS),
    Row("POST", f"{SPACE}departure", (302, 404, 303, 303, 303, 303, 409)),
    # Inviting: facilitators to every party, leaders to their own.
    Row("GET", f"{SPACE}invite", INVITING),
    Row("POST", f"{SPACE}invite/links", SENT_INVITING, "party=$borealis&role=member"),
    Row("POST", f"{SPACE}invite/links", (302, 404, 403, 403, 403, 422, 303), "party=$acme&role=member"),
    Row("POST", f"{SPACE}invite/list", INVITING, "party=$borealis&role=member&addresses=erik@erik.example"),
    Row("POST", f"{SPACE}invite/list/confirmation", SENT_INVITING, f"entries={CSV}"),
    Row("GET", f"{SPACE}invite/<uuid:invitation_id>", INVITING),
    Row("GET", f"{SPACE}invite/<uuid:invitation_id>", (302, 404, 403, 403, 403, 404, 200), at=ACME_LINK),
    Row("POST", f"{SPACE}invite/<uuid:invitation_id>/revocation", SENT_INVITING),
    Row("POST", f"{SPACE}invite/<uuid:invitation_id>/revocation", ONLY_ALICE, at=ACME_LINK),
    Row("POST", f"{SPACE}invite/<uuid:invitation_id>/mailing", SENT_INVITING, at=PERSONAL),
    # Sealed rounds. Who is on the list is for those who take part; released boards are for observers too.
    Row("GET", f"{SPACE}sealed/<uuid:joining_id>/", TAKING_PART),
    Row("GET", f"{SPACE}sealed/<uuid:joining_id>/", TAKING_PART, at=RELEASED),
    Row("GET", f"{SPACE}sealed/<uuid:joining_id>/readiness", TAKING_PART),
    Row(
        "POST",
        f"{SPACE}sealed/<uuid:joining_id>/objection",
        (302, 404, 403, 303, 303, 303, 303),
        "words=Who+is+this",
    ),
    Row("GET", f"{SPACE}sealed/<uuid:joining_id>/roster.cbor", TAKING_PART),
    Row("GET", f"{SPACE}sealed/<uuid:joining_id>/plan.json", TAKING_PART),
    Row(
        "GET", f"{SPACE}sealed/<uuid:joining_id>/boards/<str:label>.json", (302, 404, 404, 404, 404, 404, 404)
    ),
    Row("GET", f"{SPACE}sealed/<uuid:joining_id>/boards/<str:label>.json", MEMBERS, at=RELEASED),
    # Pulse: facilitators set up and lead; observers see what is released.
    Row("GET", f"{SPACE}pulse/", MEMBERS),
    Row("GET", f"{SPACE}pulse/method", MEMBERS),
    Row("GET", f"{SPACE}pulse/begin", FACILITATING),
    Row("POST", f"{SPACE}pulse/begin", SENT_FACILITATING, "kind=full&mode=days&rhythm=once"),
    Row("GET", PULSE_AT, SEEN_UNDER_WAY, at=PULSE_DRAFT),
    Row("GET", PULSE_AT, MEMBERS, at=PULSE),
    Row("GET", f"{PULSE_AT}/plan", LEADING_A_TALK, at=PULSE_DRAFT),
    Row("POST", f"{PULSE_AT}/plan", SENT_LEADING_A_TALK, "kind=micro&mode=room&rhythm=once", at=PULSE_DRAFT),
    Row("POST", f"{PULSE_AT}/plan/removal", SENT_LEADING_A_TALK, at=PULSE_DRAFT),
    Row("POST", f"{PULSE_AT}/preparation", (302, 404, 404, 403, 403, 403, 503), at=PULSE_DRAFT),
    Row("POST", f"{PULSE_AT}/restart", NOT_YET, at=PULSE_DRAFT),
    Row("POST", f"{PULSE_AT}/answering", NOT_YET, at=PULSE_DRAFT),
    Row("POST", f"{PULSE_AT}/time", NOT_YET, "minutes=5", at=PULSE_DRAFT),
    Row("POST", f"{PULSE_AT}/closing", NOT_YET, at=PULSE_DRAFT),
    Row("GET", f"{PULSE_AT}/waves", MEMBERS, at=PULSE),
    Row("POST", f"{PULSE_AT}/waves", SENT_FACILITATING, TURN, at=PULSE),
    Row("POST", f"{PULSE_AT}/waves/end", SENT_FACILITATING, at=PULSE),
    Row("GET", f"{PULSE_AT}/reading.json", MEMBERS, at=PULSE),
    Row("GET", f"{PULSE_AT}/reading.csv", MEMBERS, at=PULSE),
    Row("GET", f"{PULSE_AT}/charts/<slug:key>.svg", MEMBERS, at=PULSE_CHART),
    # Alignment: facilitators and leaders write, whoever raised a reservation lifts it, observers see what was adopted.
    Row("GET", f"{SPACE}alignment/", MEMBERS),
    Row("GET", f"{SPACE}alignment/method", MEMBERS),
    Row("GET", f"{SPACE}alignment/begin", WRITING),
    Row("POST", f"{SPACE}alignment/begin", SENT_WRITING, "title=Ours&body=We+begin.&template=decision"),
    Row("GET", f"{SPACE}alignment/raise", TAKING_PART),
    Row("GET", TEXT_AT, MEMBERS),
    Row("GET", TEXT_AT, SEEN_UNDER_WAY, at=DRAFTED),
    Row("GET", f"{TEXT_AT}.json", MEMBERS),
    Row("GET", f"{TEXT_AT}/next", WRITING),
    Row("POST", f"{TEXT_AT}/next", SENT_WRITING, "body=We+launch+in+June.&seen=1"),
    Row("GET", f"{TEXT_AT}/versions/<int:number>", MEMBERS),
    Row("POST", f"{TEXT_AT}/versions/<int:number>/answers", SENT_WRITING, "reservation=1&part="),
    Row("GET", f"{TEXT_AT}/reservations", TAKING_PART),
    Row("POST", f"{TEXT_AT}/reservations", SENT_TAKING_PART, "what=May+is+late."),
    Row("GET", f"{TEXT_AT}/reservations.csv", MEMBERS),
    Row("GET", ONE_AT, SEEN_UNDER_WAY, at=DRAFTED),
    Row(
        "POST", f"{ONE_AT}/answers", (302, 404, 404, 303, 303, 303, 303), "kind=reply&words=Yes.", at=DRAFTED
    ),
    Row("POST", f"{ONE_AT}/steps", (302, 404, 404, 403, 303, 403, 403), "event=lift", at=DRAFTED),
    Row("POST", f"{ONE_AT}/flag", (302, 404, 404, 303, 303, 303, 303), "flagged=yes", at=DRAFTED),
    Row("POST", f"{ONE_AT}/hiding", (302, 404, 404, 403, 403, 403, 303), "reason=It+names+Bob", at=DRAFTED),
    Row("GET", f"{TEXT_AT}/rounds", FACILITATING),
    Row("POST", f"{TEXT_AT}/rounds", SENT_FACILITATING, ASKING),
    Row("GET", ASK_AT, MEMBERS, at=ASK),
    Row("GET", ASK_AT, SEEN_UNDER_WAY, at=ASK_DRAFT),
    Row("GET", f"{ASK_AT}/wall", MEMBERS, at=ASK),
    Row("GET", f"{ASK_AT}/wall", SEEN_UNDER_WAY, at=ASK_DRAFT),
    Row("GET", f"{ASK_AT}/plan", LEADING_A_TALK, at=ASK_DRAFT),
    Row("POST", f"{ASK_AT}/plan", SENT_LEADING_A_TALK, ASKING, at=ASK_DRAFT),
    Row("POST", f"{ASK_AT}/plan/removal", SENT_LEADING_A_TALK, at=ASK_DRAFT),
    Row("POST", f"{ASK_AT}/preparation", (302, 404, 404, 403, 403, 403, 409), at=ASK_DRAFT),
    Row("POST", f"{ASK_AT}/restart", NOT_YET, at=ASK_DRAFT),
    Row("POST", f"{ASK_AT}/sealed", NOT_YET, at=ASK_DRAFT),
    Row("POST", f"{ASK_AT}/time", NOT_YET, "minutes=5", at=ASK_DRAFT),
    Row("POST", f"{ASK_AT}/closing", NOT_YET, at=ASK_DRAFT),
    Row("GET", f"{ASK_AT}/reservation", (302, 404, 404, 303, 303, 303, 303), at=ASK_DRAFT),
    Row("POST", f"{ASK_AT}/stance", (302, 404, 404, 303, 303, 303, 303), "position=1&weight=7", at=ASK_TALK),
    Row("POST", f"{ASK_AT}/release", NOT_YET, at=ASK_DRAFT),
    Row("POST", f"{ASK_AT}/outcome", SENT_LEADING_A_TALK, "kind=adopted&text=We+do.", at=ASK_TALK),
    Row("GET", f"{ASK_AT}/reading.json", MEMBERS, at=ASK),
    Row("GET", f"{ASK_AT}/reading.csv", MEMBERS, at=ASK),
    # Mirror: whoever leads begins and leads their own; what came out is theirs, and whoever may look sees what they show.
    Row("GET", f"{SPACE}mirror/", MEMBERS),
    Row("GET", f"{SPACE}mirror/method", MEMBERS),
    Row("GET", f"{SPACE}mirror/begin", BEGINNING_A_MIRROR),
    Row("POST", f"{SPACE}mirror/begin", ONLY_LENA, "mode=days"),
    Row("GET", MIRROR_AT, SEEN_UNDER_WAY, at=MIRROR_DRAFT),
    Row("GET", MIRROR_AT, MEMBERS, at=MIRROR),
    Row("GET", f"{MIRROR_AT}/plan", LEADING_A_MIRROR, at=MIRROR_DRAFT),
    Row("POST", f"{MIRROR_AT}/plan", SENT_LEADING_A_MIRROR, "mode=room", at=MIRROR_DRAFT),
    Row("POST", f"{MIRROR_AT}/plan/removal", SENT_LEADING_A_MIRROR, at=MIRROR_DRAFT),
    Row("GET", f"{MIRROR_AT}/own", LEADING_A_MIRROR, at=MIRROR_DRAFT),
    Row("POST", f"{MIRROR_AT}/own", SENT_LEADING_A_MIRROR, OWN_VIEW, at=MIRROR_DRAFT),
    Row("GET", f"{MIRROR_AT}/expected", LEADING_A_MIRROR, at=MIRROR_DRAFT),
    Row("POST", f"{MIRROR_AT}/expected", SENT_LEADING_A_MIRROR, EXPECTED, at=MIRROR_DRAFT),
    # Four others are too few here, so Lena cannot prepare it either.
    Row("POST", f"{MIRROR_AT}/preparation", MIRROR_NOT_YET, at=MIRROR_DRAFT),
    Row("POST", f"{MIRROR_AT}/restart", MIRROR_NOT_YET, at=MIRROR_DRAFT),
    Row("POST", f"{MIRROR_AT}/answering", MIRROR_NOT_YET, at=MIRROR_DRAFT),
    Row("POST", f"{MIRROR_AT}/time", MIRROR_NOT_YET, "minutes=5", at=MIRROR_DRAFT),
    Row("POST", f"{MIRROR_AT}/closing", MIRROR_NOT_YET, at=MIRROR_DRAFT),
    Row("POST", f"{MIRROR_AT}/shown", ONLY_LENA, "facets=openness", at=MIRROR),
    Row("POST", f"{MIRROR_AT}/pledge", ONLY_LENA, "words=I+speak+last.", at=MIRROR),
    # Voice. Observers see what is released, never what is under way, never the votes.
    Row("GET", f"{SPACE}voice/", MEMBERS),
    Row("GET", f"{SPACE}voice/method", MEMBERS),
    Row("GET", f"{SPACE}voice/import", FACILITATING),
    Row("POST", f"{SPACE}voice/import", SENT_FACILITATING, UPLOADED, FILES),
    Row("GET", f"{SPACE}voice/uploads/<uuid:upload_id>", FACILITATING),
    Row(
        "POST",
        f"{SPACE}voice/uploads/<uuid:upload_id>",
        SENT_FACILITATING,
        "title=Ours&question=&expected=$expected",
    ),
    Row("GET", f"{SPACE}voice/<uuid:round_id>", MEMBERS),
    Row("GET", f"{SPACE}voice/<uuid:round_id>", (302, 404, 404, 200, 200, 200, 200), at=OPEN_ROUND),
    Row("POST", f"{SPACE}voice/<uuid:round_id>/readings", SENT_FACILITATING),
    Row("GET", f"{SPACE}voice/<uuid:round_id>/reading.json", MEMBERS),
    Row("GET", f"{SPACE}voice/<uuid:round_id>/reading.csv", MEMBERS),
    Row("GET", f"{SPACE}voice/<uuid:round_id>/charts/<slug:key>.svg", MEMBERS),
    Row("GET", f"{SPACE}voice/<uuid:round_id>/votes.zip", TAKING_PART),
    Row("GET", f"{SPACE}voice/<uuid:round_id>/votes.json", TAKING_PART),
    # Straight talk: facilitators set up and lead, leaders open, everyone who takes part replies.
    Row("GET", f"{SPACE}voice/method/unsaid", MEMBERS),
    Row("GET", f"{SPACE}voice/begin", FACILITATING),
    Row("POST", f"{SPACE}voice/begin", SENT_FACILITATING, FILLED_IN),
    Row("GET", f"{SPACE}voice/<uuid:round_id>", SEEN_UNDER_WAY, at=TALK),
    Row("GET", f"{SPACE}voice/<uuid:round_id>", MEMBERS, at=SAID),
    Row("GET", f"{TALK_AT}/plan", LEADING_A_TALK, at=TALK),
    Row("POST", f"{TALK_AT}/plan", SENT_LEADING_A_TALK, FILLED_IN, at=TALK),
    Row("POST", f"{TALK_AT}/plan/removal", SENT_LEADING_A_TALK, at=TALK),
    Row("GET", f"{TALK_AT}/seeds", LEADING_A_TALK, at=TALK),
    Row("POST", f"{TALK_AT}/seeds", SENT_LEADING_A_TALK, "texts=One", at=TALK),
    Row("POST", f"{TALK_AT}/opening", (302, 404, 404, 403, 403, 303, 403), "text=I+do+not+know", at=TALK),
    # Too few take part in this draft, so nobody can prepare it; who may is decided before that is looked at.
    Row("POST", f"{TALK_AT}/preparation", NOT_YET, at=TALK),
    Row("POST", f"{TALK_AT}/restart", NOT_YET, at=TALK),
    Row("POST", f"{TALK_AT}/writing", NOT_YET, at=TALK),
    Row("POST", f"{TALK_AT}/voting", NOT_YET, at=TALK),
    Row("POST", f"{TALK_AT}/time", NOT_YET, "minutes=5", at=TALK),
    Row("POST", f"{TALK_AT}/closing", NOT_YET, at=TALK),
    Row("GET", f"{TALK_AT}/wall", SEEN_UNDER_WAY, at=TALK),
    Row("GET", f"{TALK_AT}/wall", MEMBERS, at=SAID),
    Row("GET", f"{TALK_AT}/statements", SEEN_UNDER_WAY, at=TALK),
    Row("GET", f"{TALK_AT}/statements", MEMBERS, at=SAID),
    Row("GET", f"{TALK_AT}/statements.csv", MEMBERS, at=SAID),
    Row("GET", f"{TALK_AT}/statements.json", MEMBERS, at=SAID),
    Row("GET", SAID_AT, MEMBERS, at=SAID),
    Row("POST", f"{SAID_AT}/replies", SENT_TAKING_PART, "text=Heard", at=SAID),
    Row("POST", f"{SAID_AT}/replies/<int:reply_id>/removal", (302, 404, 404, 404, 404, 404, 303), at=SAID),
    Row("POST", f"{SAID_AT}/outcomes", SENT_TAKING_PART, "kind=change&title=Version+3", at=SAID),
    Row("POST", f"{SAID_AT}/flag", SENT_TAKING_PART, "flagged=yes", at=SAID),
    Row("POST", f"{SAID_AT}/hiding", SENT_FACILITATING, "reason=It+names+somebody", at=SAID),
    # Promises. Alice has asked Bob: only they can move it on. Observers see look backs, which name nobody.
    Row("GET", f"{SPACE}promises/", (302, 404, 303, 200, 200, 200, 200)),
    Row("GET", f"{SPACE}promises/board", TAKING_PART),
    Row("GET", f"{SPACE}promises/request", TAKING_PART),
    Row("POST", f"{SPACE}promises/request", SENT_TAKING_PART, ASKED),
    Row("GET", f"{SPACE}promises/offer", TAKING_PART),
    Row("POST", f"{SPACE}promises/offer", SENT_TAKING_PART, ASKED),
    Row("GET", PROMISE, TAKING_PART),
    # One thread from first word to last: whoever may see the thing, with what they may see of the rest.
    Row("GET", CAME_OF, MEMBERS, at={"practice": "of_voice", "thing": "statement"}),
    Row(
        "GET",
        CAME_OF,
        (302, 404, 404, 200, 200, 200, 200),
        at={"practice": "of_promises", "thing": "promise"},
    ),
    Row("POST", f"{PROMISE}/steps", (302, 404, 403, 403, 303, 403, 422), "event=promise&seen=1"),
    Row("POST", f"{PROMISE}/steps", (302, 404, 403, 403, 422, 403, 303), "event=withdraw&seen=1"),
    Row("POST", f"{PROMISE}/links", (302, 404, 403, 403, 303, 403, 303), "link=https://x.example"),
    # A link from a letter and a calendar's address are open to whoever holds them, and to nobody with another one.
    Row("GET", f"{SPACE}promises/act/<str:act_token>", OVER),
    Row("POST", f"{SPACE}promises/act/<str:act_token>", OVER),
    Row("GET", f"{SPACE}promises/calendar/<str:feed_secret>.ics", GONE),
    Row("GET", f"{SPACE}promises/letters", TAKING_PART),
    Row("POST", f"{SPACE}promises/letters", SENT_TAKING_PART, "each_step=on&digest_weekday=2"),
    Row("POST", f"{SPACE}promises/letters/calendar", TAKING_PART),
    Row("POST", f"{SPACE}promises/letters/calendar/revocation", SENT_TAKING_PART),
    Row("GET", f"{SPACE}promises/reading", MEMBERS),
    Row("POST", f"{SPACE}promises/readings", SENT_FACILITATING, "title=Autumn"),
    Row("GET", f"{SPACE}promises/method", MEMBERS),
    Row("GET", f"{SPACE}promises/<uuid:round_id>", MEMBERS, at=LOOK_BACK),
    Row("GET", f"{SPACE}promises/<uuid:round_id>/reading.json", MEMBERS, at=LOOK_BACK),
    Row("GET", f"{SPACE}promises/<uuid:round_id>/reading.csv", MEMBERS, at=LOOK_BACK),
    Row("GET", f"{SPACE}promises/<uuid:round_id>/charts/<slug:key>.svg", MEMBERS, at=FLOW),
)

# At the API nobody is anybody without a key: 401. The rest is as on the pages.
ANYONE: Statuses = (401, 200, 200, 200, 200, 200, 200)
MADE: Statuses = (401, 201, 201, 201, 201, 201, 201)
READ: Statuses = (401, 404, 200, 200, 200, 200, 200)
UNDER_WAY: Statuses = (401, 404, 404, 200, 200, 200, 200)
GONE_AT_API: Statuses = (401, 404, 404, 404, 404, 404, 404)
READ_TAKING_PART: Statuses = (401, 404, 403, 200, 200, 200, 200)
API_OF = "/api/collaborations/{slug}"
API_MEMBER = f"{API_OF}/members/{{member_id}}"
API_ROUND = f"{API_OF}/voice/rounds/{{round_id}}"
API_TALK = f"{API_OF}/voice/talks/{{round_id}}"
API_PULSE = f"{API_OF}/pulse/waves/{{round_id}}"
API_ALIGNMENT = f"{API_OF}/alignment"
API_TEXT = f"{API_ALIGNMENT}/texts/{{text_id}}"
API_ONE = f"{API_TEXT}/reservations/{{number}}"
API_ASK = f"{API_ALIGNMENT}/rounds/{{round_id}}"
API_MIRROR = f"{API_OF}/mirror/mirrors/{{round_id}}"
SAID_FIRST = '{"own": [4, 4, 4, 4, 4, 4, 4, 4], "predicted": [4, 4, 4, 4, 4, 4, 4, 0]}'
API_SAID = f"{API_TALK}/statements/{{number}}"
API_PROMISES = f"{API_OF}/promises"
API_PROMISE = f"{API_PROMISES}/{{promise_id}}"
API_LOOK_BACK = f"{API_PROMISES}/readings/{{round_id}}"


def _invites(answer: int) -> Statuses:
    return (401, 404, 403, 403, 403, answer, answer)


def _facilitates(answer: int) -> Statuses:
    return (401, 404, 403, 403, 403, 403, answer)


def _runs(answer: int) -> Statuses:
    """Facilitators run what is under way; for observers it is not there."""
    return (401, 404, 404, 403, 403, 403, answer)


def _takes_part(answer: int) -> Statuses:
    return (401, 404, 403, answer, answer, answer, answer)


def _lena(answer: int) -> Statuses:
    return (401, 404, 403, 403, 403, answer, 403)


def _mirrors(answer: int) -> Statuses:
    """Lena leads her own mirror; for observers it is not there while it is under way."""
    return (401, 404, 404, 403, 403, answer, 403)


def _own(answer: int) -> Statuses:
    return (401, 404, 404, 404, 404, 404, answer)


NO_CREDENTIAL = '{"digest": "' + "A" * 43 + '", "requests": []}'

API: tuple[Row, ...] = (
    Row("GET", "/api/ballots/waiting", ANYONE),
    Row("POST", "/api/ballots/capability", (401, 204, 204, 204, 204, 204, 204), '{"ed25519": true}', JSON),
    Row("GET", "/api/ballots/{joining_id}/card", (401, 404, 403, 200, 200, 200, 200)),
    Row(
        "POST",
        "/api/ballots/{joining_id}/credentials",
        (401, 404, 403, 409, 409, 409, 409),
        NO_CREDENTIAL,
        JSON,
    ),
    Row("GET", "/api/ballots/{joining_id}/{label}/board", (401, 404, 404, 404, 404, 404, 404)),
    Row("GET", "/api/ballots/{joining_id}/{label}/board", READ, at=RELEASED),
    Row("GET", "/api/ballots/{joining_id}/readiness", READ_TAKING_PART),
    Row("GET", "/api/ballots/{joining_id}/roster", READ_TAKING_PART),
    Row("GET", "/api/ballots/{joining_id}/roster.cbor", READ_TAKING_PART),
    Row(
        "POST",
        "/api/ballots/{joining_id}/objection",
        (401, 404, 403, 204, 204, 204, 204),
        '{"words": "Who is this?"}',
        JSON,
    ),
    Row("GET", "/api/people/me", ANYONE),
    Row("PATCH", "/api/people/me", ANYONE, '{"name": "Ida"}', JSON),
    Row("GET", "/api/people/me/export", ANYONE),
    Row("GET", "/api/people/me/keys", ANYONE),
    Row("POST", "/api/people/me/keys", MADE, '{"name": "weekly"}', JSON),
    Row("DELETE", "/api/people/me/keys/{key_id}", _own(204)),
    Row("GET", "/api/jobs/{job_id}", _own(200)),
    Row("POST", "/api/jobs/{job_id}/cancellation", _own(200)),
    Row("POST", "/api/jobs/{job_id}/repetition", _own(201), at=STOPPED),
    Row("POST", "/api/collaborations/join/look", OPEN, '{"code": "$code"}', JSON),
    Row("POST", "/api/collaborations/join", ANYONE, '{"token": "$token"}', JSON),
    Row(
        "POST",
        "/api/collaborations/join/guest",
        (201, 201, 201, 201, 201, 201, 201),
        '{"code": "$code", "name": "Ida"}',
        JSON,
    ),
    Row("GET", "/api/collaborations", ANYONE),
    Row(
        "POST",
        "/api/collaborations",
        MADE,
        '{"name": "Heron", "ambition": "Fly", "parties": ["A", "B"], "own_party": "A"}',
        JSON,
    ),
    Row("GET", API_OF, READ),
    Row("PATCH", API_OF, _facilitates(200), '{"ambition": "Further"}', JSON),
    Row("GET", f"{API_OF}/parties", READ),
    Row("POST", f"{API_OF}/parties", _facilitates(201), '{"name": "Cirrus"}', JSON),
    Row("PATCH", f"{API_OF}/parties/{{party_id}}", _lena(200), '{"name": "Boreal"}', JSON),
    Row("PATCH", f"{API_OF}/parties/{{party_id}}", _facilitates(200), '{"name": "Acme Ltd"}', JSON, ACME),
    Row("GET", f"{API_OF}/journal", READ_TAKING_PART),
    Row("GET", f"{API_OF}/journal/verdict", READ_TAKING_PART),
    Row("GET", f"{API_OF}/invitations", _invites(200)),
    Row("POST", f"{API_OF}/invitations/links", _invites(201), '{"party": $borealis}', JSON),
    Row("POST", f"{API_OF}/invitations/links", _facilitates(201), '{"party": $acme}', JSON),
    Row(
        "POST",
        f"{API_OF}/invitations/preview",
        _invites(200),
        '{"addresses": "erik@erik.example", "party": $borealis}',
        JSON,
    ),
    Row(
        "POST",
        f"{API_OF}/invitations",
        _invites(201),
        '{"addresses": "erik@erik.example", "party": $borealis}',
        JSON,
    ),
    Row("DELETE", f"{API_OF}/invitations/{{invitation_id}}", _invites(204)),
    Row("DELETE", f"{API_OF}/invitations/{{invitation_id}}", _facilitates(204), at=ACME_LINK),
    Row("POST", f"{API_OF}/invitations/{{invitation_id}}/mailings", _invites(202), at=PERSONAL),
    Row("GET", f"{API_OF}/members", READ_TAKING_PART),
    Row("PATCH", API_MEMBER, _lena(200), '{"role": "observer"}', JSON),
    Row("PATCH", API_MEMBER, _facilitates(200), '{"role": "leader"}', JSON, GINA),
    Row("PATCH", API_MEMBER, _lena(200), '{"party": $acme}', JSON),
    Row("PATCH", API_MEMBER, _facilitates(200), '{"also_leads": true}', JSON, ALICE),
    Row("DELETE", API_MEMBER, (401, 404, 403, 403, 204, 204, 403)),
    Row("DELETE", API_MEMBER, (401, 404, 403, 204, 403, 403, 204), at=GINA),
    Row("DELETE", API_MEMBER, (401, 404, 403, 403, 403, 204, 403), at=LENA),
    Row("DELETE", API_MEMBER, (401, 404, 403, 403, 403, 403, 409), at=ALICE),
    Row("POST", f"{API_MEMBER}/facilitation-offer", _facilitates(403), "{}", JSON),
    Row("POST", f"{API_MEMBER}/facilitation-offer", _facilitates(204), "{}", JSON, LENA),
    Row("DELETE", f"{API_MEMBER}/facilitation-offer", _facilitates(204), at=LENA),
    Row(
        "POST",
        f"{API_OF}/facilitation-answer",
        (401, 404, 409, 409, 409, 200, 409),
        '{"accept": true}',
        JSON,
    ),
    Row("GET", f"{API_OF}/pulse/waves", READ),
    Row("POST", f"{API_OF}/pulse/waves", _facilitates(201), '{"title": "Autumn"}', JSON),
    Row("GET", API_PULSE, UNDER_WAY, at=PULSE_DRAFT),
    Row("GET", API_PULSE, READ, at=PULSE),
    Row("PUT", API_PULSE, _runs(200), '{"title": "Winter"}', JSON, PULSE_DRAFT),
    Row("DELETE", API_PULSE, _runs(204), at=PULSE_DRAFT),
    Row("POST", f"{API_PULSE}/preparation", _runs(503), at=PULSE_DRAFT),
    Row("DELETE", f"{API_PULSE}/preparation", _runs(409), at=PULSE_DRAFT),
    Row("POST", f"{API_PULSE}/answering", _runs(409), at=PULSE_DRAFT),
    Row("POST", f"{API_PULSE}/time", _runs(409), '{"minutes": 5}', JSON, PULSE_DRAFT),
    Row("POST", f"{API_PULSE}/closing", _runs(409), at=PULSE_DRAFT),
    Row("GET", f"{API_PULSE}/series", READ, at=PULSE),
    Row("DELETE", f"{API_PULSE}/series", _facilitates(204), at=PULSE),
    Row(
        "POST",
        f"{API_PULSE}/turning-points",
        _facilitates(204),
        '{"on": "2099-01-01", "words": "We decide together"}',
        JSON,
        PULSE,
    ),
    Row("GET", f"{API_PULSE}/reading", READ, at=PULSE),
    Row("GET", f"{API_PULSE}/rows.csv", READ, at=PULSE),
    Row("GET", f"{API_PULSE}/change", GONE_AT_API, at=PULSE),
    Row("GET", f"{API_PULSE}/next", READ, at=PULSE),
    Row("GET", f"{API_PULSE}/charts/{{key}}", READ, at=PULSE_CHART),
    Row("GET", f"{API_ALIGNMENT}/templates", READ),
    Row("GET", f"{API_ALIGNMENT}/texts", READ),
    Row("POST", f"{API_ALIGNMENT}/texts", _invites(201), '{"title": "Ours", "body": "We begin."}', JSON),
    Row("GET", API_TEXT, READ),
    Row("GET", API_TEXT, UNDER_WAY, at=DRAFTED),
    Row("POST", f"{API_TEXT}/versions", _invites(201), '{"body": "We launch in June."}', JSON),
    Row("GET", f"{API_TEXT}/versions/{{number}}/changes", READ),
    Row("POST", f"{API_TEXT}/versions/{{number}}/answers", _invites(204), '{"reservation": 1}', JSON),
    Row("POST", f"{API_TEXT}/reservations", _takes_part(201), '{"what": "May is late."}', JSON),
    Row("GET", API_ONE, UNDER_WAY, at=DRAFTED),
    Row(
        "POST",
        f"{API_ONE}/answers",
        (401, 404, 404, 200, 200, 200, 200),
        '{"kind": "reply", "words": "Yes."}',
        JSON,
        DRAFTED,
    ),
    Row("POST", f"{API_ONE}/steps", (401, 404, 404, 403, 200, 403, 403), '{"event": "lift"}', JSON, DRAFTED),
    Row("PUT", f"{API_ONE}/flag", (401, 404, 404, 204, 204, 204, 204), at=DRAFTED),
    Row("DELETE", f"{API_ONE}/flag", (401, 404, 404, 204, 204, 204, 204), at=DRAFTED),
    Row("PUT", f"{API_ONE}/hiding", _runs(204), '{"reason": "It names Bob."}', JSON, DRAFTED),
    Row("POST", f"{API_TEXT}/rounds", _facilitates(201), "{}", JSON),
    Row("GET", f"{API_ALIGNMENT}/rounds", READ),
    Row("GET", API_ASK, READ, at=ASK),
    Row("GET", API_ASK, UNDER_WAY, at=ASK_DRAFT),
    Row("PUT", API_ASK, _runs(200), "{}", JSON, ASK_DRAFT),
    Row("DELETE", API_ASK, _runs(204), at=ASK_DRAFT),
    *(
        Row("POST", f"{API_ASK}/{step}", _runs(409), at=ASK_DRAFT)
        for step in ("preparation", "restart", "sealed", "release", "closing")
    ),
    Row("POST", f"{API_ASK}/time", _runs(409), '{"minutes": 5}', JSON, ASK_DRAFT),
    Row(
        "PUT",
        f"{API_ASK}/stance",
        (401, 404, 404, 200, 200, 200, 200),
        '{"position": 1, "weight": 7}',
        JSON,
        ASK_TALK,
    ),
    Row("POST", f"{API_ASK}/outcome", _runs(200), '{"kind": "adopted", "text": "We do."}', JSON, ASK_TALK),
    Row("GET", f"{API_ASK}/reading", READ, at=ASK),
    Row("GET", f"{API_OF}/mirror/mirrors", READ),
    Row("POST", f"{API_OF}/mirror/mirrors", _lena(201), '{"title": "Autumn"}', JSON),
    Row("GET", API_MIRROR, UNDER_WAY, at=MIRROR_DRAFT),
    Row("GET", API_MIRROR, READ, at=MIRROR),
    Row("PUT", API_MIRROR, _mirrors(200), '{"title": "Winter"}', JSON, MIRROR_DRAFT),
    Row("DELETE", API_MIRROR, _mirrors(204), at=MIRROR_DRAFT),
    Row("PUT", f"{API_MIRROR}/own-view", _mirrors(200), SAID_FIRST, JSON, MIRROR_DRAFT),
    Row("POST", f"{API_MIRROR}/preparation", _mirrors(409), at=MIRROR_DRAFT),
    Row("DELETE", f"{API_MIRROR}/preparation", _mirrors(409), at=MIRROR_DRAFT),
    Row("POST", f"{API_MIRROR}/answering", _mirrors(409), at=MIRROR_DRAFT),
    Row("POST", f"{API_MIRROR}/time", _mirrors(409), '{"minutes": 5}', JSON, MIRROR_DRAFT),
    Row("POST", f"{API_MIRROR}/closing", _mirrors(409), at=MIRROR_DRAFT),
    Row("GET", f"{API_MIRROR}/result", (401, 404, 404, 200, 200, 200, 200), at=MIRROR),
    Row("GET", f"{API_MIRROR}/result", GONE_AT_API, at=MIRROR_DRAFT),
    Row("POST", f"{API_MIRROR}/shown", _lena(200), '{"facets": ["openness"]}', JSON, MIRROR),
    Row("POST", f"{API_MIRROR}/pledge", _lena(200), '{"words": "I speak last."}', JSON, MIRROR),
    Row("GET", f"{API_OF}/voice/rounds", READ),
    Row("GET", API_ROUND, READ),
    Row("GET", API_ROUND, (401, 404, 404, 200, 200, 200, 200), at=OPEN_ROUND),
    Row("GET", f"{API_ROUND}/reading", READ),
    Row("GET", f"{API_ROUND}/rows", READ),
    Row("GET", f"{API_ROUND}/statements", READ),
    Row("GET", f"{API_ROUND}/charts", READ),
    Row("GET", f"{API_ROUND}/charts/{{key}}", READ),
    Row("GET", f"{API_ROUND}/votes.zip", READ_TAKING_PART),
    Row("POST", f"{API_ROUND}/readings", _facilitates(202)),
    Row("POST", f"{API_OF}/voice/imports", _facilitates(202), UPLOADED, FILES),
    # Straight talk. What is under way is not there for observers; facilitators run it; leaders open; everybody else replies.
    Row("GET", f"{API_OF}/voice/templates", READ),
    Row("GET", f"{API_OF}/voice/talks", READ),
    Row("POST", f"{API_OF}/voice/talks", _facilitates(201), PLAN, JSON),
    Row("GET", f"{API_OF}/voice/unanswered", READ),
    Row("GET", API_TALK, UNDER_WAY, at=TALK),
    Row("GET", API_TALK, READ, at=SAID),
    Row("PUT", API_TALK, _runs(200), PLAN, JSON, TALK),
    Row("DELETE", API_TALK, _runs(204), at=TALK),
    Row("PUT", f"{API_TALK}/seeds", _runs(200), '{"texts": ["We are late."]}', JSON, TALK),
    Row("POST", f"{API_TALK}/seeds/file", _runs(200), SEEDS, FILES, TALK),
    Row(
        "PUT",
        f"{API_TALK}/opening",
        (401, 404, 404, 403, 403, 204, 403),
        '{"text": "I am late."}',
        JSON,
        TALK,
    ),
    Row(
        "PUT",
        f"{API_TALK}/opening",
        (401, 404, 403, 403, 403, 409, 403),
        '{"text": "I am late."}',
        JSON,
        SAID,
    ),
    Row("POST", f"{API_TALK}/preparation", _runs(409), at=TALK),
    Row("DELETE", f"{API_TALK}/preparation", _runs(409), at=TALK),
    Row("POST", f"{API_TALK}/writing", _runs(409), at=TALK),
    Row("POST", f"{API_TALK}/voting", _runs(409), at=TALK),
    Row("POST", f"{API_TALK}/time", _runs(409), '{"minutes": 5}', JSON, TALK),
    Row("POST", f"{API_TALK}/closing", _runs(409), at=TALK),
    Row("GET", f"{API_TALK}/presenter", UNDER_WAY, at=TALK),
    Row("GET", f"{API_TALK}/presenter", READ, at=SAID),
    Row("GET", f"{API_TALK}/statements", READ, at=SAID),
    Row("GET", f"{API_TALK}/statements.csv", READ, at=SAID),
    Row("GET", f"{API_TALK}/statements.json", READ, at=SAID),
    Row("GET", f"{API_TALK}/frozen", GONE_AT_API, at=SAID),
    Row("GET", f"{API_TALK}/board/{{label}}", GONE_AT_API, at=SAID),
    Row("GET", f"{API_TALK}/unsaid", GONE_AT_API, at=SAID),
    Row("PUT", f"{API_SAID}/flag", (401, 404, 403, 204, 204, 204, 204), at=SAID),
    Row("DELETE", f"{API_SAID}/flag", (401, 404, 204, 204, 204, 204, 204), at=SAID),
    Row("PUT", f"{API_SAID}/hiding", _facilitates(204), '{"reason": "It names somebody."}', JSON, SAID),
    Row("POST", f"{API_SAID}/replies", (401, 404, 403, 201, 201, 201, 201), '{"text": "Yes."}', JSON, SAID),
    Row("DELETE", f"{API_TALK}/replies/{{reply_id}}", _own(204), at=SAID),
    Row(
        "POST",
        f"{API_SAID}/outcomes",
        (401, 404, 403, 201, 201, 201, 201),
        '{"kind": "promise", "title": "We meet weekly"}',
        JSON,
        SAID,
    ),
    Row("GET", API_PROMISES, READ_TAKING_PART),
    Row(
        "GET",
        f"{API_OF}/threads/{{practice}}/{{thing}}",
        READ,
        at={"practice": "of_voice", "thing": "statement"},
    ),
    Row(
        "GET",
        f"{API_OF}/threads/{{practice}}/{{thing}}",
        UNDER_WAY,
        at={"practice": "of_promises", "thing": "promise"},
    ),
    Row("GET", f"{API_PROMISES}/mine", READ_TAKING_PART),
    Row(
        "POST",
        API_PROMISES,
        _takes_part(201),
        '{"to": ["party-$acme"], "what": "Read the draft", "due_date": "$due"}',
        JSON,
    ),
    Row("GET", API_PROMISE, READ_TAKING_PART),
    Row(
        "POST",
        f"{API_PROMISE}/steps",
        (401, 404, 403, 403, 201, 403, 409),
        '{"event": "promise", "seen": 1}',
        JSON,
    ),
    Row(
        "POST",
        f"{API_PROMISE}/links",
        (401, 404, 403, 403, 201, 403, 201),
        '{"address": "https://x.example"}',
        JSON,
    ),
    Row("GET", f"{API_PROMISES}/letters", READ_TAKING_PART),
    Row("PUT", f"{API_PROMISES}/letters", _takes_part(200), '{"each_step": true, "digest_weekday": 2}', JSON),
    Row("POST", f"{API_PROMISES}/calendar", _takes_part(201)),
    Row("DELETE", f"{API_PROMISES}/calendar", _takes_part(204)),
    Row("GET", f"{API_PROMISES}/readings", READ),
    Row("POST", f"{API_PROMISES}/readings", _facilitates(202), '{"title": "Autumn"}', JSON),
    Row("GET", API_LOOK_BACK, READ, at=LOOK_BACK),
    Row("GET", f"{API_LOOK_BACK}/charts/{{key}}", READ, at=FLOW),
)
