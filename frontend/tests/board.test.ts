import assert from "node:assert/strict";
import test from "node:test";
import { b64u, fromB64u } from "../sealed/bytes";
import { checkBoard, isSeen, keptItsWord } from "../sealed/board";
import { type Card, readCard } from "../sealed/card";
import { atomsAreLarge } from "../sealed/gate";
import type { Sending } from "../sealed/store";
import { vectors } from "./material";

for (const kind of ["ed25519", "p256"]) {
  const card = (): Promise<Card> => readCard(fromB64u(vectors[kind].card.bytes));
  const problems = async (change: (board: any) => void, label = "voice"): Promise<string[]> => {
    const board = JSON.parse(vectors[kind].board.json);
    change(board);
    return (await checkBoard(board, await card(), label, [])).problems;
  };

  test(`the board of the ${kind} vectors holds`, async () => {
    const found = await checkBoard(JSON.parse(vectors[kind].board.json), await card(), "voice", []);
    assert.deepEqual(found.problems, []);
    assert.equal(found.heads.size, 3);
    assert.deepEqual([...found.later.keys()], [vectors[kind].later.handle]);
    assert.equal(found.shown.length, 2);
  });

  test(`a ${kind} board that was tampered with is refused, whatever was done to it`, async () => {
    const flip = (text: string): string => `${text.slice(0, 40)}${text[40] === "A" ? "B" : "A"}${text.slice(41)}`;
    const tampered: Record<string, (board: any) => void> = {
      "another format": (board) => (board.format = "breakthrough-board/2"),
      "another label": (board) => (board.label = "votes/1"),
      "another card": (board) => (board.card = flip(board.card)),
      dropped: (board) => board.items.pop(),
      twice: (board) => board.items.push(board.items[2]),
      reordered: (board) => board.items.reverse(),
      "a body changed": (board) => (board.items.find((row: any) => row.body).body = flip(board.items.find((row: any) => row.body).body)),
      "bodies swapped": (board) => {
        const [one, other] = board.items.filter((row: any) => row.body);
        [one.body, other.body] = [other.body, one.body];
      },
      "more than were issued": (board) => (board.issued[board.items[0].key] = 2),
      "more issued than could be": (board) => (board.issued[board.items[0].key] = 7),
      "issued under a key that is not on the card": (board) => (board.issued[b64u(new Uint8Array(32))] = 1),
      "an item of another scope": (board) => (board.items[0].key = vectors[kind].card.scopes[1].cells[0].key_id),
      "another root": (board) => (board.root = flip(board.root)),
      "a later act dropped": (board) => board.later.pop(),
      "a later act of nobody": (board) => (board.later[0].handle = b64u(new Uint8Array(32))),
      "a later act told twice": (board) => board.later.push(board.later[0]),
      "no items at all": (board) => delete board.items,
      ...Object.fromEntries(["message", "signature", "head", "act"].map((part) => [part, (board: any) => (board.items[0][part] = flip(board.items[0][part]))])),
    };
    for (const [how, change] of Object.entries(tampered)) assert.ok((await problems(change)).length > 0, how);
    assert.ok((await problems(() => undefined, "votes/1")).length > 0);
  });

  test(`a ${kind} board whose words were hidden after the release holds, and says whose`, async () => {
    const board = JSON.parse(vectors[kind].board.json);
    const { shown } = await checkBoard(board, await card(), "voice", []);
    const row = board.items.find((one: any) => one.body);
    delete row.body;
    assert.ok((await checkBoard(board, await card(), "voice", [])).shown.length <= shown.length);
    row.left_out = true;
    const found = await checkBoard(board, await card(), "voice", [{ round: "00", label: "voice", release: board.release, shown }]);
    assert.deepEqual([found.problems, found.shown, found.hidden.size], [[], shown, 1]);
    assert.ok(found.heads.has([...found.hidden][0] ?? ""));
    assert.deepEqual(await problems((one) => (one.items.find((entry: any) => entry.body).left_out = true)), ["false-body"]);
  });

  test(`a ${kind} board is held against those that this device saw before`, async () => {
    const board = JSON.parse(vectors[kind].board.json);
    const check = async (release: number, shown: string[]): Promise<string[]> =>
      (await checkBoard(board, await card(), "voice", [{ round: "00", label: "voice", release, shown }])).problems;
    const { shown } = await checkBoard(board, await card(), "voice", []);
    assert.deepEqual(await check(board.release, shown), []);
    assert.deepEqual(await check(board.release + 1, shown), ["older-board", "told-apart"]);
    assert.deepEqual(await check(board.release - 1, [...shown, "another:1"]), ["told-apart"]);
  });
}

test("what the box acknowledged must be on the board, and what it may have missed need not", () => {
  const hash = (of: number): Uint8Array<ArrayBuffer> => new Uint8Array(32).fill(of);
  const head = (seq: number, of = seq): { context: Uint8Array<ArrayBuffer>; seq: number; bodyHash: Uint8Array<ArrayBuffer> } => ({ context: hash(0), seq, bodyHash: hash(of) });
  const sending = (acknowledged: number): Sending => ({ seq: 30, acknowledged, sealed: [10, 20, 30].map((seq) => ({ seq, bodyHash: hash(seq) })) }) as Sending;
  assert.ok(keptItsWord(sending(0), []));
  assert.ok(!keptItsWord(sending(20), []));
  assert.ok(!keptItsWord(sending(20), [head(10)]));
  assert.ok(keptItsWord(sending(20), [head(20)]));
  assert.ok(keptItsWord(sending(20), [head(30)]));
  assert.ok(!keptItsWord(sending(20), [head(30, 31)]));
  assert.ok(!keptItsWord(sending(20), [head(40)]));
  assert.ok(isSeen(sending(20), [head(30)]) && !isSeen(sending(20), [head(20)]));
});

test("boards that could be subtracted to one person are told apart by their atoms, not by pairs", () => {
  const some = (letters: string): string[] => [...letters];
  assert.ok(atomsAreLarge([some("abcde"), some("abcdefghij")], 5));
  assert.ok(!atomsAreLarge([some("abcde"), some("abcdef")], 5));
  assert.ok(!atomsAreLarge([some("pabcde"), some("pfghij"), some("pabcdefghij")], 5));
});
