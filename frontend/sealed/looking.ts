/* Looks at a released board: what anybody can check, and that what the box acknowledged to this device is on it. */
import { type Checked, checkBoard, isSeen, keptItsWord } from "./board";
import { b64u } from "./bytes";
import type { Card } from "./card";
import type { BoardCheck } from "./config";
import type { Box } from "./planes";
import { handleOf } from "./protocol";
import { Refusal } from "./refusal";
import type { Sending, Store } from "./store";

export async function lookAtBoard(store: Store, box: Box, { card, round, label }: { card: Card; round: string; label: string }): Promise<BoardCheck> {
  const board = await box.board(label);
  if (board === null) throw new Refusal("not-released");
  const checked = await checkBoard(board, card, label, await store.list("snapshots", round, label));
  const { problems, release, shown } = checked;
  const mine: number[] = [];
  const hidden: number[] = [];
  for (const sending of await store.list("sendings", round, label)) {
    const { kept, there, seen, veiled } = await findMine(store, sending, checked);
    const cameTooLate = sending.path === "items" && !there && !sending.acknowledged;
    if (!kept && !problems.includes("board-lacks-mine")) problems.push("board-lacks-mine");
    if (there && !mine.includes(sending.slot)) mine.push(sending.slot);
    if (veiled && !hidden.includes(sending.slot)) hidden.push(sending.slot);
    const place = [round, label, sending.slot, sending.path];
    const outcome = seen ? { seen } : cameTooLate ? { refused: "not-open" } : null;
    if (outcome) await store.change("sendings", place, (now) => (now.seq === sending.seq ? { ...now, ...outcome } : now));
  }
  if (problems.length === 0 && !(await store.find("snapshots", round, label, release))) {
    await store.write({ snapshots: [{ round, label, release, shown }] });
    await store.change("rounds", [round], (kept) => ({ ...kept, lastBoardAt: Date.now() }));
  }
  return { ok: problems.length === 0, problems, mine, hidden };
}

type Found = { kept: boolean; there: boolean; seen: boolean; veiled: boolean };

/* `kept`: the box kept its word; `there`: something of ours is on the board; `seen`: it is the last that we sealed; `veiled`: its words were
   hidden after the release, which is no fault of the box. */
async function findMine(store: Store, sending: Sending, checked: Checked): Promise<Found> {
  const credential = await store.find("credentials", sending.round, sending.label, sending.slot);
  if (!credential) return { kept: true, there: false, seen: false, veiled: false }; // forgotten meanwhile
  const handle = b64u(await handleOf(credential.publicKey));
  const first = checked.heads.get(handle);
  const veiled = checked.hidden.has(handle);
  if (sending.path === "acts") {
    const seen = veiled || isSeen(sending, checked.later.get(handle) ?? []); // nothing can be added to what was hidden
    return { kept: true, there: seen, seen, veiled }; // acts are published at a tick, which may be still to come
  }
  const heads = first ? [first] : [];
  const seen = isSeen(sending, heads);
  const textIsMissing = seen && !sending.blank && !checked.shown.includes(`${handle}:${sending.seq}`);
  return { kept: keptItsWord(sending, heads) && !textIsMissing, there: first !== undefined, seen, veiled };
}
