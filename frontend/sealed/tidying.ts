/* A round is over `keep_days` after its last board. Then nothing of it stays on this device but whom one met there. */
import { readCard } from "./card";
import type { Store } from "./store";

const DAY = 24 * 3_600_000;

export async function tidy(store: Store): Promise<void> {
  for (const { round, card, lastBoardAt } of await store.list("rounds"))
    if (lastBoardAt !== undefined && Date.now() > lastBoardAt + (await readCard(card)).keepDays * DAY) await store.end(round);
}
