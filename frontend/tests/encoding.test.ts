import assert from "node:assert/strict";
import test from "node:test";
import { b64u, fromB64u } from "../sealed/bytes";
import { type Value, decode, encode } from "../sealed/encoding";
import { encodings, vectors } from "./material";

test("the vectors are encoded as written, and everything that is no deterministic encoding is refused", () => {
  for (const { value, byte_string, bytes, refused } of vectors.encoding) {
    if (refused) {
      assert.throws(() => decode(fromB64u(bytes)), refused);
      continue;
    }
    const given = byte_string === undefined ? value : fromB64u(byte_string);
    assert.equal(b64u(encode(given)), bytes);
    assert.deepEqual(decode(fromB64u(bytes)), given);
  }
});

test("20,000 random values have the same encoding in both languages", () => {
  assert.equal(encodings.length, 20_000);
  for (const [value, bytes] of encodings) {
    assert.equal(b64u(encode(revive(value))), bytes);
    assert.equal(b64u(encode(decode(fromB64u(bytes)))), bytes);
  }
});

test("what the protocol does not have cannot be encoded", () => {
  const outside = [-1, 1.5, 2 ** 53, -0, NaN, Infinity, undefined, {}, "\ud800", new Map(), 1n, [[[[[[[[[0]]]]]]]]]];
  for (const value of outside) assert.throws(() => encode(value as Value), String(value));
});

test("base64url has one spelling", () => {
  for (const text of ["QQ==", "QR", "Q+", "Q/", "Q", " ", 5, null]) assert.throws(() => fromB64u(text), String(text));
  assert.deepEqual(fromB64u("QQ"), Uint8Array.of(65));
});

/* Bytes travel as {"b": "..."}; everything else as itself. */
function revive(value: unknown): Value {
  if (Array.isArray(value)) return value.map(revive);
  return value !== null && typeof value === "object" ? fromB64u((value as { b: string }).b) : (value as Value);
}
