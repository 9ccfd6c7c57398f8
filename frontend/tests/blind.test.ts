import assert from "node:assert/strict";
import test from "node:test";
import { RSABSSA } from "@cloudflare/blindrsa-ts";
import { type Bytes, b64u, fromB64u, fromHex, hex, join, randomBytes } from "../sealed/bytes";
import { readCard } from "../sealed/card";
import { blind, finalize, readRoundKey } from "../sealed/keys";
import { rfc, vectors } from "./material";

const suites = {
  "RSABSSA-SHA384-PSS-Randomized": RSABSSA.SHA384.PSS.Randomized(),
  "RSABSSA-SHA384-PSSZERO-Randomized": RSABSSA.SHA384.PSSZero.Randomized(),
  "RSABSSA-SHA384-PSS-Deterministic": RSABSSA.SHA384.PSS.Deterministic(),
  "RSABSSA-SHA384-PSSZERO-Deterministic": RSABSSA.SHA384.PSSZero.Deterministic(),
};
const number = (digits: string): bigint => BigInt(`0x${digits}`);

for (const variant of rfc.variants) {
  const suite = suites[variant.name as keyof typeof suites];

  test(`${variant.name} blinds as RFC 9474 does`, async () => {
    const factor = inverse(number(rfc.inv), number(rfc.n)).toString(16).padStart(1024, "0");
    const message = fromHex(variant.prefix + rfc.msg);
    const drawn = [...(variant.salt ? [variant.salt] : [""]), factor];
    const { blindedMsg, inv } = await drawing(drawn, async () => suite.blind(await publicKey(), message));
    assert.equal(hex(blindedMsg), variant.blinded);
    assert.equal(hex(inv), rfc.inv);
  });

  test(`${variant.name} finalizes what RFC 9474 was given, and nothing else`, async () => {
    const message = fromHex(variant.prefix + rfc.msg);
    const [given, inv] = [fromHex(variant.blind_signature), fromHex(rfc.inv)];
    const signature = await suite.finalize(await publicKey(), message, given, inv);
    assert.ok(await suite.verify(await publicKey(), signature, message));
    const flipped = given.map((byte, at) => (at === 100 ? byte ^ 1 : byte));
    await assert.rejects(suite.finalize(await publicKey(), message, flipped, inv));
    for (const bad of [new Uint8Array(0), new Uint8Array(512), given.slice(1), join(given, Uint8Array.of(0))])
      await assert.rejects(suite.finalize(await publicKey(), message, bad, inv));
  });
}

test("the vectors of the protocol are finalized under the key of their card", async () => {
  for (const kind of ["ed25519", "p256"]) {
    const card = await readCard(fromB64u(vectors[kind].card.bytes));
    for (const said of vectors[kind].contributions) {
      const key = card.scopes.find(({ label }) => label === said.label)?.keys[0];
      assert.ok(key);
      const signature = await finalize(key.key, fromB64u(said.message), fromB64u(said.blind_signature), fromB64u(said.blinding_inverse));
      assert.equal(b64u(signature), said.signature);
      const drawn = [hex(fromB64u(said.pss_salt)), hex(fromB64u(said.blinding_factor))];
      const blinded = await drawing(drawn, () => blind(key.key, fromB64u(said.message)));
      assert.equal(b64u(blinded.blinded), said.blinded);
    }
  }
});

test("a signature by another key fails at finalizing", async () => {
  const [one, other] = (await readCard(fromB64u(vectors.ed25519.card.bytes))).scopes.map((scope) => scope.keys[0]?.key);
  const [said] = vectors.ed25519.contributions;
  assert.ok(one && other);
  await assert.rejects(finalize(other, fromB64u(said.message), fromB64u(said.blind_signature), fromB64u(said.blinding_inverse)));
});

test("only a 3072-bit key with the usual exponent, in its one spelling, is a round's key", async () => {
  const make = async (modulusLength: number, exponent: number[]): Promise<Bytes> => {
    const pair = await crypto.subtle.generateKey({ name: "RSA-PSS", hash: "SHA-384", modulusLength, publicExponent: Uint8Array.from(exponent) }, true, ["sign", "verify"]);
    return new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
  };
  const good = await make(3072, [1, 0, 1]);
  await readRoundKey(good);
  for (const bad of [await make(2048, [1, 0, 1]), await make(3072, [3]), join(good, Uint8Array.of(0)), randomBytes(422)]) await assert.rejects(readRoundKey(bad));
});

async function publicKey(): Promise<CryptoKey> {
  const jwk = { kty: "RSA", n: b64u(fromHex(rfc.n)), e: "AQAB" };
  return crypto.subtle.importKey("jwk", jwk, { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
}

/* Runs `act` while the machine draws exactly these bytes, one after the other. */
async function drawing<T>(drawn: string[], act: () => Promise<T>): Promise<T> {
  const original = crypto.getRandomValues;
  const left = [...drawn];
  crypto.getRandomValues = ((target: Bytes) => {
    const next = fromHex(left.shift() ?? "");
    assert.equal(next.length, target.length);
    target.set(next);
    return target;
  }) as typeof crypto.getRandomValues;
  try {
    return await act();
  } finally {
    crypto.getRandomValues = original;
  }
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [r, s, t, u] = [modulus, value % modulus, 0n, 1n];
  while (s > 1n) {
    const quotient = r / s;
    [r, s] = [s, r - quotient * s];
    [t, u] = [u, t - quotient * u];
  }
  return ((u % modulus) + modulus) % modulus;
}
