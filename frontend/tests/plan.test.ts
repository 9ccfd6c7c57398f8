import assert from "node:assert/strict";
import test from "node:test";
import { sha256, utf8 } from "../sealed/bytes";
import type { Card } from "../sealed/card";
import { asks, checkPlan } from "../sealed/plan";

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
