import assert from "node:assert/strict";
import test from "node:test";
import { normalise } from "../sealed/text";

test("what looks alike is sealed alike", () => {
  assert.equal(normalise("  “We’re”\u00a0 «not»\t listening\u2026  "), '"We\'re" "not" listening...');
  assert.equal(normalise("e\u0301 ﬁne Ｔｅｘｔ"), "é fine Text");
  assert.equal(normalise("one \r\n\r\n\r\n\n two\u2028three "), "one\n\ntwo\nthree");
});

test("nothing unseen is left in a text", () => {
  const unseen = "\u0000\u0008\u007f\u009f\u00ad\u061c\u180e\u200b\u200d\u200e\u202e\u2060\u2066\ufeff\ufff9\u{e0041}";
  assert.equal(normalise(`a${unseen}b`).replace(/ /g, ""), "ab");
  const taken = /[\0-\t\v-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/u;
  for (let point = 0; point < 0x30000; point += 1) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const once = normalise(`a${String.fromCodePoint(point)}b`);
    assert.ok(!taken.test(once), point.toString(16));
    assert.equal(normalise(once), once, point.toString(16));
  }
});
