import assert from "node:assert/strict";
import test from "node:test";
import { type Bytes, b64u, fromB64u } from "../sealed/bytes";
import { readCard } from "../sealed/card";
import { actFits, signatureFits } from "../sealed/keys";
import {
  type Payload,
  actedOn,
  bodyOf,
  contextOf,
  digestOf,
  handleOf,
  headOf,
  keyIdOf,
  leafOf,
  messageOf,
  nextSeq,
  readBody,
  readHead,
  readMessage,
  rootOf,
} from "../sealed/protocol";
import { LIST_SHA256, wordsOf } from "../sealed/words";
import { hex, sha256, utf8 } from "../sealed/bytes";
import { vectors, wordList } from "./material";

for (const kind of ["ed25519", "p256"]) {
  const round = vectors[kind];

  test(`the card of the ${kind} vectors is read, and every hash in it is the same here`, async () => {
    const card = await readCard(fromB64u(round.card.bytes));
    assert.equal(b64u(await digestOf(fromB64u(round.card.bytes))), round.card.digest);
    assert.equal(card.alg, round.alg);
    for (const [at, scope] of round.card.scopes.entries()) {
      const [cell] = scope.cells;
      const key = card.scopes[at]?.keys[0];
      assert.equal(card.scopes[at]?.label, scope.label);
      assert.equal(b64u(await keyIdOf(fromB64u(cell.spki))), cell.key_id);
      assert.equal(key?.id, cell.key_id);
      assert.equal(b64u(key?.context as Bytes), cell.context);
    }
  });

  test(`every line of every contribution of the ${kind} vectors is the same here`, async () => {
    const card = await readCard(fromB64u(round.card.bytes));
    for (const said of round.contributions) {
      const bytes = (name: string): Bytes => fromB64u(said[name]);
      const key = card.scopes.find(({ label }) => label === said.label)?.keys[0];
      assert.ok(key);
      const payload: Payload = said.payload?.root ? [fromB64u(said.payload.root), said.payload.answers] : said.payload;
      const body = bodyOf(bytes("salt"), said.kind, payload);
      const head = headOf(key.context, said.seq, await sha256(body));
      assert.equal(b64u(await contextOf(card.digest, key.keyId)), said.context);
      assert.equal(b64u(messageOf(bytes("random"), key.context, bytes("public_key"))), said.message);
      assert.equal(b64u(await handleOf(bytes("public_key"))), said.handle);
      assert.equal(b64u(body), said.body);
      assert.equal(b64u(head), said.head);
      assert.equal(b64u(actedOn(head)), said.act_input);
      assert.equal(b64u(await leafOf({ keyId: key.keyId, message: bytes("message"), signature: bytes("signature"), head, act: bytes("act") })), said.leaf);
      assert.deepEqual(readMessage(bytes("message"), card.alg), { context: key.context, publicKey: bytes("public_key") });
      assert.equal(readHead(head).seq, said.seq);
      assert.equal(readBody(body).kind, said.kind);
      assert.ok(await signatureFits(key.key, bytes("signature"), bytes("message")));
      assert.ok(await actFits(card.alg, bytes("public_key"), bytes("act"), head));
      assert.ok(!(await actFits(card.alg, bytes("public_key"), bytes("act"), headOf(key.context, said.seq + 1, await sha256(body)))));
    }
  });
}

test("the roots of the vectors are the same here", async () => {
  for (const { leaves, root } of vectors.tree) assert.equal(b64u(await rootOf(leaves.map(fromB64u))), root);
});

test("the words of the vectors are the same here, and the list as built is the one that is pinned", async () => {
  const list = Array.from({ length: 7776 }, (_, at) => String(at));
  assert.equal(await wordsOf(fromB64u(vectors.words.digest), list), vectors.words.places.join(" "));
  assert.equal(hex(await sha256(utf8(wordList))), LIST_SHA256);
  assert.equal(wordList.trim().split("\n").length, 7776);
});

test("a number that counts for the order starts and grows at random, and tells neither edits nor time", () => {
  const steps = Array.from({ length: 2000 }, () => nextSeq(100) - 100);
  assert.ok(Math.min(...steps) >= 1 && Math.max(...steps) <= 65_535);
  assert.ok(new Set(steps).size > 1900);
});

test("a card with a rule broken is refused", async () => {
  const { decode, encode } = await import("../sealed/encoding");
  const good = decode(fromB64u(vectors.ed25519.card.bytes)) as unknown[];
  const change = (at: number, value: unknown): Bytes => encode(good.map((part, place) => (place === at ? value : part)) as never);
  await readCard(change(0, 1));
  const scopes = good[12] as unknown[][];
  const scope = (at: number, value: unknown): Bytes => change(12, [scopes[0]?.map((part, place) => (place === at ? value : part)), scopes[1]]);
  const cells = scopes[0]?.[4] as unknown[][];
  const broken = {
    version: change(0, 2),
    round: change(1, new Uint8Array(15)),
    mode: change(3, "weeks"),
    "k below the floor": change(4, 4),
    alg: change(5, 3),
    "fewer members than k": change(7, 4),
    "no scope": change(12, []),
    "a label twice": change(12, [scopes[0], scopes[0]]),
    "a quota for few": scope(1, 2),
    "a body too large": scope(2, 4097),
    kind: scope(3, "map"),
    "a cell of nobody": scope(4, [[1, 6, cells[0]?.[2]]]),
    "more eligible than members": scope(4, [[0, 7, cells[0]?.[2]]]),
    "fewer eligible than k": scope(4, [[0, 4, cells[0]?.[2]]]),
    "another key": scope(4, [[0, 6, (cells[0]?.[2] as Bytes).slice(0, -4)]]),
    "something more": encode([...good, 1] as never),
  };
  for (const [why, card] of Object.entries(broken)) await assert.rejects(readCard(card).then(() => assert.ok(false, why)), (error: unknown) => !String(error).includes(why));
});
