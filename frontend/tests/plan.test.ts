import assert from "node:assert/strict";
import test from "node:test";
import { hex, sha256, utf8 } from "../sealed/bytes";
import type { Card } from "../sealed/card";
import { asks, asksInFull, checkPlan, rootOfPlan, saidIn } from "../sealed/plan";
import { plans, vectors } from "./material";

const PLAN = utf8(JSON.stringify({ question: "What is\n\nnot said?", asked: [{ text: "Is it „fair“?", answers: ["yes"] }], k: 5 }));

test("a plan must have the hash that is on the card", async () => {
  const card = { contentHash: await sha256(PLAN) } as Card;
  await checkPlan(PLAN, card);
  await assert.rejects(checkPlan(utf8("{}"), card), /plan-differs/);
  await assert.rejects(checkPlan(new Uint8Array(0), card), /plan-differs/);
});

test("whatever a page asks stands in the plan, whole", () => {
  assert.ok(asks(PLAN, [" What is not  said? ", "Is it „fair“?"]));
  assert.ok(asks(PLAN, []));
  for (const other of ["What is said?", "What is not", "", "Is it fair?"]) assert.ok(!asks(PLAN, [other]), other);
});

const SAID = { en: { stem: "About Ada. This person…", asked: [["We listen.", "no", "yes", "can't say"], ["We laugh.", "no", "yes", "can't say"]] }, de: { stem: "Über Ada. Diese Person…", asked: [["Wir hören zu.", "nein", "ja", "weiß nicht"], ["Wir lachen.", "nein", "ja", "weiß nicht"]] } };
const FULL = utf8(JSON.stringify({ version: 2, body: "We begin.\n\nToday.", shown: SAID }));
const BODY = "We begin.\nToday.\n";

test("a page asks every question in its place, with its answers in theirs, in one language of the plan", () => {
  for (const { stem, asked } of Object.values(SAID)) assert.ok(asksInFull(FULL, asked, [stem, BODY, asked[1]![0]!]));
  const [{ stem, asked }, { stem: other, asked: german }] = Object.values(SAID) as [typeof SAID.en, typeof SAID.de];
  const [first, second] = asked as [string[], string[]];
  const lies: Record<string, [string[][], string[]]> = {
    swapped: [[second, first], [stem, BODY]],
    reworded: [[["We listen not.", ...first.slice(1)], second], [stem, BODY]],
    "answers swapped": [[[first[0]!, "yes", "no", first[3]!], second], [stem, BODY]],
    dropped: [[first], [stem, BODY]],
    added: [[first, second, first], [stem, BODY]],
    none: [[], [stem, BODY]],
    "two languages": [[first, german[1]!], [stem, BODY]],
    "about somebody else": [asked, ["About Bob. This person…", BODY]],
    "about nobody": [asked, [BODY]],
    "about somebody, in another language": [asked, [other, BODY]],
    "another text": [asked, [stem, "We begin.\nTomorrow."]],
    "no text": [asked, [stem]],
    "more said about it": [asked, [stem, BODY, "Bob wrote this."]],
  };
  for (const [name, [rows, texts]] of Object.entries(lies)) assert.ok(!asksInFull(FULL, rows, texts), name);
});

test("what answers name as their root is the version of a text, or the plan itself", async () => {
  const { version } = vectors;
  assert.equal(hex(await rootOfPlan(version.round, utf8(JSON.stringify({ body: version.body, version: version.number, more: 1 })))), version.root);
  assert.deepEqual(await rootOfPlan(version.round, PLAN), await sha256(PLAN));
  assert.ok(saidIn(FULL)?.length === 2 && !saidIn(PLAN) && !saidIn(undefined) && !saidIn(new Uint8Array(0)));
});

test("every practice's plan of today is what its pages ask in English and German, and no word of it can be another", () => {
  assert.deepEqual(Object.keys(plans).sort(), ["alignment", "full", "micro", "mirror"]);
  for (const [name, written] of Object.entries(plans)) {
    const plan = utf8(written);
    const { shown, body } = JSON.parse(written);
    assert.deepEqual(Object.keys(shown).sort(), ["de", "en"]);
    for (const [language, { stem, asked }] of Object.entries(shown) as [string, { stem: string; asked: string[][] }][]) {
      const texts = [stem, body].filter(Boolean);
      assert.ok(asksInFull(plan, asked, texts), `${name} in ${language}`);
      asked.forEach((row, at) =>
        row.forEach((word, place) => {
          const lie = asked.map((other) => [...other]);
          lie[at]![place] = `${word} not`;
          assert.ok(!asksInFull(plan, lie, texts), `${name} in ${language}: ${word}`);
        }),
      );
      assert.ok(!asksInFull(plan, [...asked].reverse(), texts));
      assert.ok(!asksInFull(plan, asked.slice(1), texts));
      for (const text of texts) assert.ok(!asksInFull(plan, asked, texts.map((one) => (one === text ? `${one} Not.` : one))));
    }
  }
});
