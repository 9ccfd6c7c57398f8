import assert from "node:assert/strict";
import test from "node:test";
import { type Surroundings, findTells } from "../sealed/style";

const NAMES = ["Alice Ångström", "Bob Marks", "Will Rose", "Zoë"];
const tells = (text: string, more: Partial<Surroundings> = {}): [string, string][] =>
  findTells(text, { names: NAMES, space: [], own: [], ...more }).map(({ start, end, kind }) => [kind, text.slice(start, end)]);

test("an ordinary sentence has no tells", () => {
  const space = ["We talk about money too rarely.", "The budget is never discussed in the open."];
  for (const text of ["We talk too rarely about money.", "I will mark what we may hope for.", "Wir reden zu selten über Geld.", "Cut 5 of 12 meetings, 30 % less."])
    assert.deepEqual(tells(text, { space }), []);
});

test("names of people on the roster are found, whole or in part, with or without marks", () => {
  assert.deepEqual(tells("Ask Bob, or alice angstrom; zoe's idea"), [["name", "Bob"], ["name", "alice angstrom"], ["name", "zoe's"]]);
  assert.deepEqual(tells("Will promised, and he will."), [["name", "Will"]]);
  assert.deepEqual(tells("Bobbing zoetrope"), []);
});

test("addresses, numbers and links are found", () => {
  assert.deepEqual(tells("Write to bob.m@example.org"), [["email", "bob.m@example.org"]]);
  assert.deepEqual(tells("see https://a.example/x?y and intranet.example.com/z"), [["link", "https://a.example/x?y"], ["link", "intranet.example.com/z"]]);
  assert.deepEqual(tells("call +49 (30) 123-4567 now"), [["phone", "+49 (30) 123-4567"]]);
});

test("dates and days are found", () => {
  for (const [text, date] of [
    ["since 2024-03-12 or so", "2024-03-12"],
    ["am 12.3.2024 war", "12.3.2024"],
    ["on 3/12/24 we", "3/12/24"],
    ["the 12th of March talk", "12th of March"],
    ["am 3. Oktober 2023", "3. Oktober 2023"],
    ["last Tuesday it", "Tuesday"],
    ["gestern war", "gestern"],
    ["at 14:30 again", "14:30"],
  ] as const)
    assert.deepEqual(tells(text), [["date", date]]);
});

test("emoji and what refers to what one said before are found", () => {
  assert.deepEqual(tells("fine 👍🏽 really :-)"), [["emoji", "👍🏽"], ["emoji", ":-)"]]);
  for (const said of ["As I said", "as I have already mentioned", "I've always said", "Wie ich schon sagte", "wie gesagt", "Ich habe das schon oft gesagt"])
    assert.deepEqual(tells(`${said}, no`), [["reference", said]]);
});

test("a word that you used by name is found in your only statement, unless others use it too", () => {
  const own = ["clusterfunk committee"]; // what the server knows of you, and tells nobody else
  assert.deepEqual(tells("What a clusterfunk", { own, space: ["The committee met."] }), [["own-word", "clusterfunk"]]);
  assert.deepEqual(tells("The committee", { own, space: ["The committee met."] }), []);
});

test("words that only you use are found, and words of others are not", () => {
  const own = ["This is a clusterfunk of the committee."];
  assert.deepEqual(tells("Another clusterfunk in the committee", { own, space: ["The committee met."] }), [["own-word", "clusterfunk"]]);
  assert.deepEqual(tells("Another clusterfunk", { own, space: ["What a clusterfunk."] }), []);
  assert.deepEqual(tells("The KPI-7 and CRM fail", { space: ["The CRM is slow."] }), [["jargon", "KPI-7"]]);
  assert.deepEqual(tells("This clusterfunk", { own: ["This clusterfunk"] }), []);
});

test("places fit the text where letters change length, and no two overlap", () => {
  const text = "İİ ß 👩‍👩‍👧 Zoë bob@example.org Bob’s";
  const found = findTells(text, { names: NAMES, space: [], own: [] });
  assert.deepEqual(found.map(({ start, end }) => text.slice(start, end)), ["👩‍👩‍👧", "Zoë", "bob@example.org", "Bob’s"]);
});

test("a long text is looked over at once", () => {
  const start = Date.now();
  findTells("as i have already said 12.12 +49 1 ".repeat(400), { names: NAMES, space: ["word ".repeat(20_000)], own: ["aaaa ".repeat(20_000)] });
  findTells(`${"1 ".repeat(5000)}x${"a.".repeat(5000)}${":-(".repeat(3000)}${"wie ich ".repeat(2000)}`, { names: NAMES, space: ["A".repeat(20_000)], own: [] });
  assert.ok(Date.now() - start < 2000, String(Date.now() - start));
});
