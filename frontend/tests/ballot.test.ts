import assert from "node:assert/strict";
import test from "node:test";
import { fitsBoard, fitsList, fitsPlan, rootOfBallot } from "../sealed/ballot";
import { fromB64u, hex, utf8 } from "../sealed/bytes";
import { readCard } from "../sealed/card";
import type { Statement } from "../sealed/config";
import { handleOf, readBody, readMessage } from "../sealed/protocol";
import { vectors } from "./material";

type Set = { round: string; root: string; statements: Statement[]; words: string[] };
const sets: Set[] = vectors.ballots;
const root = async (round: string, statements: Statement[]): Promise<string> => hex(await rootOfBallot(round, statements));

test("the roots of the vectors' ballots are the same here, with salts and without", async () => {
  assert.equal(sets.length, 2);
  for (const set of sets) assert.equal(await root(set.round, set.statements), set.root);
});

test("a ballot whose statements were hidden since keeps its root", async () => {
  const { round, root: kept, statements, words } = sets[0]!;
  const hidden = statements.map((one, at) => ({ ...one, text: "anything", salt: "", words: words[at]! }));
  assert.equal(await root(round, hidden), kept);
  assert.equal(await root(round, [hidden[0]!, ...statements.slice(1)]), kept);
});

test("a statement swapped, dropped, added, reworded or said to come from elsewhere makes another root", async () => {
  for (const { round, root: kept, statements } of sets) {
    const [first, second, third] = statements as [Statement, Statement, Statement];
    const lies: Record<string, Statement[]> = {
      swapped: [second, first, third],
      "their words swapped": [{ ...first, text: second.text }, { ...second, text: first.text }, third],
      dropped: [first, second],
      added: [...statements, { ...first, text: "One more." }],
      twice: [...statements, first],
      reworded: [first, second, { ...third, text: third.text.replace("größer", "kleiner") }],
      "another source": [{ ...first, source: "seed" }, second, third],
      "another seal": [first, second, { ...third, seal: "00".repeat(32) }],
      "hidden, with another hash": [first, second, { ...third, words: "00".repeat(32) }],
      none: [],
    };
    for (const [name, lie] of Object.entries(lies)) assert.ok((await root(round, lie)) !== kept, name);
    assert.ok((await root("00".repeat(16), statements)) !== kept);
  }
});

test("statements that came sealed are those of the released board, all of them and word for word", async () => {
  for (const kind of ["ed25519", "p256"]) {
    const card = await readCard(fromB64u(vectors[kind].card.bytes));
    const board = JSON.parse(vectors[kind].board.json);
    const said: Statement[] = [];
    for (const row of board.items) {
      if (!row.body) continue;
      const { publicKey } = readMessage(fromB64u(row.message), card.alg);
      said.push({ text: readBody(fromB64u(row.body)).payload as string, seal: hex(await handleOf(publicKey)), source: "sealed", salt: "" });
    }
    assert.ok(said.length > 1);
    const first = said[0]!;
    assert.ok(await fitsBoard([{ text: "We begin.", seal: "", source: "opening", salt: "" }, ...said], board, card));
    assert.ok(await fitsBoard([{ ...first, text: "", words: "00".repeat(32) }, ...said.slice(1)], board, card));
    assert.ok(await fitsBoard([], null, card));
    assert.ok(!(await fitsBoard(said, null, card)));
    assert.ok(!(await fitsBoard(said.slice(1), board, card)), "dropped");
    assert.ok(!(await fitsBoard([...said, { ...first, seal: "00".repeat(32) }], board, card)), "added");
    assert.ok(!(await fitsBoard([...said, first], board, card)), "twice");
    assert.ok(!(await fitsBoard([{ ...first, text: `${first.text}.` }, ...said.slice(1)], board, card)), "reworded");
    assert.ok(!(await fitsBoard([{ ...first, source: "seed" }, ...said.slice(1)], board, card)), "said to be from elsewhere");
    board.items[0].head = board.items[1].head;
    assert.ok(!(await fitsBoard(said, board, card)), "a board that does not hold");
  }
});

test("statements from elsewhere are those that the plan names, in its order", () => {
  const plan = utf8(JSON.stringify({ seeds: ["One.", "Two.", "One."] }));
  const seeds = ["One.", "Two."].map((text): Statement => ({ text, seal: "", source: "seed", salt: "" }));
  assert.ok(fitsPlan(seeds, plan));
  assert.ok(fitsPlan([{ ...seeds[0]!, text: "", words: "00" }, seeds[1]!], plan));
  assert.ok(fitsPlan(seeds, undefined) && fitsPlan(seeds, new Uint8Array(0)));
  for (const lie of [[], seeds.slice(1), [...seeds].reverse(), [...seeds, seeds[0]!], [{ ...seeds[0]!, text: "None." }, seeds[1]!]]) assert.ok(!fitsPlan(lie, plan));
});

test("a list of the statements elsewhere on the page says the same", () => {
  const { statements } = sets[0]!;
  const listed = statements.map(({ text }) => ` ${text}\n`);
  assert.ok(fitsList(statements, listed));
  assert.ok(fitsList(statements, []));
  assert.ok(!fitsList(statements, listed.slice(1)));
  assert.ok(!fitsList(statements, [...listed].reverse()));
});
