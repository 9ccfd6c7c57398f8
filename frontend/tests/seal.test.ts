import assert from "node:assert/strict";
import test from "node:test";
import { b64u, fromB64u, sha256 } from "../sealed/bytes";
import { type Scope, readCard } from "../sealed/card";
import { actFits, makePair, publicBytes } from "../sealed/keys";
import { type Kind, type Payload, messageOf, readBody, readHead } from "../sealed/protocol";
import { actTime, payloadOf, seal, sendingTime } from "../sealed/seal";
import type { Credential, Sending } from "../sealed/store";
import { vectors } from "./material";

const ROOT = b64u(new Uint8Array(32));

async function sealed(kind: "ed25519" | "p256", label: string, said: Kind, payload: Payload, before?: Sending): Promise<{ sending: Sending; credential: Credential; scope: Scope }> {
  const card = await readCard(fromB64u(vectors[kind].card.bytes));
  const scope = card.scopes.find((candidate) => candidate.label === label) as Scope;
  const pair = await makePair(card.alg);
  const publicKey = await publicBytes(pair);
  const key = scope.keys[0];
  assert.ok(key);
  const message = messageOf(new Uint8Array(32), key.context, publicKey);
  const credential: Credential = { round: "00", label, slot: 0, keyId: key.id, pair, publicKey, message, signature: new Uint8Array(384), seq: before?.seq ?? 0 };
  const sending = await seal({ card, scope, credential, before }, { path: "items", kind: said, payload, sendAt: 5, now: 0 });
  return { sending, credential, scope };
}

test("every request of a scope has exactly the same length, whatever it holds and whatever kind of key made it", async () => {
  for (const kind of ["ed25519", "p256"] as const) {
    for (const payload of ["a", "ü".repeat(500)]) assert.equal((await sealed(kind, "voice", "put", payload)).sending.bytes.length, 4096);
    assert.equal((await sealed(kind, "voice", "blank", null)).sending.bytes.length, 4096);
    assert.equal((await sealed(kind, "votes/1", "put", payloadOf({ kind: "vector" } as Scope, Array(300).fill(2 ** 31), ROOT))).sending.bytes.length, 4096);
  }
});

test("what is sealed is signed by the pseudonym over its number and its hash, and the salt hides it", async () => {
  for (const kind of ["ed25519", "p256"] as const) {
    const [one, other] = [await sealed(kind, "voice", "put", "the same"), await sealed(kind, "voice", "put", "the same")];
    const said = JSON.parse(one.sending.bytes);
    const head = readHead(fromB64u(said.head));
    assert.deepEqual(Object.keys(said), ["key", "message", "signature", "head", "act", "body", "pad"]);
    assert.equal(b64u(head.bodyHash), b64u(await sha256(fromB64u(said.body))));
    assert.deepEqual(readBody(fromB64u(said.body)), { kind: "put", payload: "the same" });
    assert.ok(await actFits(vectors[kind].alg, one.credential.publicKey, fromB64u(said.act), fromB64u(said.head)));
    assert.ok(JSON.parse(other.sending.bytes).body !== said.body);
  }
});

test("an edit has a higher number and remembers what was sealed before", async () => {
  const { sending } = await sealed("ed25519", "voice", "put", "one");
  const edit = (await sealed("ed25519", "voice", "put", "two", { ...sending, acknowledged: sending.seq })).sending;
  assert.ok(edit.seq > sending.seq);
  assert.equal(edit.acknowledged, sending.seq);
  assert.deepEqual(edit.sealed.map(({ seq }) => seq), [sending.seq, edit.seq]);
});

test("what does not fit is refused before it is sealed", async () => {
  await assert.rejects(sealed("ed25519", "voice", "put", "x".repeat(1200)), /text-too-long/);
  assert.throws(() => payloadOf({ kind: "text" } as Scope, " \u200b ", null), "an empty text");
  assert.throws(() => payloadOf({ kind: "text" } as Scope, "\ud800", null), "half a sign");
  assert.throws(() => payloadOf({ kind: "vector" } as Scope, [1], null), "a vector without its root");
});

test("sending is spread: over 20 seconds in a room, over a day when later is safer, and always before the close", () => {
  const many = (mode: "room" | "days", when: "now" | "later", closesAt: number | null): number[] => Array.from({ length: 500 }, () => sendingTime(mode, when, closesAt, 1_000_000) - 1_000_000);
  const room = many("room", "now", null);
  assert.ok(Math.min(...room) >= 0 && Math.max(...room) <= 20_000 && Math.max(...room) > 15_000 && Math.min(...room) < 5_000);
  assert.deepEqual(new Set(many("days", "now", null)), new Set([0]));
  const later = many("days", "later", null);
  assert.ok(Math.max(...later) <= 86_400_000 && Math.max(...later) > 80_000_000);
  assert.ok(Math.max(...many("days", "later", 1_600_000)) <= 300_000);
  assert.ok(Math.max(...many("room", "now", 1_030_000)) <= 15_000);
  assert.deepEqual(new Set(many("room", "now", 990_000)), new Set([0]));
});

test("a later act waits as a first contribution does, though its scope is closed", () => {
  const many = (mode: "room" | "days"): number[] => Array.from({ length: 500 }, () => actTime(mode, 1_000_000) - 1_000_000);
  assert.ok(Math.max(...many("days")) > 80_000_000 && Math.max(...many("days")) <= 86_400_000);
  assert.ok(Math.max(...many("room")) > 15_000 && Math.max(...many("room")) <= 20_000);
});
