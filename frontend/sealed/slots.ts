/* What a page shows of its slots: how far each is on its way to the board. */
import { b64u } from "./bytes";
import type { Slot, Stage } from "./config";
import { handleOf } from "./protocol";
import type { Sending, Store } from "./store";

export async function listSlots(store: Store, { round, label }: { round: string; label: string }): Promise<Slot[]> {
  const credentials = await store.list("credentials", round, label);
  const sendings = await store.list("sendings", round, label);
  const drafts = await store.list("drafts", round, label);
  return Promise.all(
    credentials.map(async ({ slot, publicKey }) => {
      const sending = sendings.find((one) => one.slot === slot && one.path === "items");
      const stage = stageOf(sending);
      return {
        index: slot,
        stage,
        draft: drafts.find((one) => one.slot === slot)?.draft ?? null,
        ...(sending && stage === "waiting" ? { sendAt: sending.sendAt } : {}),
        ...(sending?.refused ? { refused: sending.refused } : {}),
        blank: sending?.blank ?? false,
        handle: b64u(await handleOf(publicKey)),
      };
    }),
  );
}

function stageOf(sending: Sending | undefined): Stage {
  if (!sending) return "unused";
  if (sending.seen) return "on-board";
  if (sending.acknowledged === sending.seq) return "stored";
  return sending.tries === 0 && sending.sendAt > Date.now() ? "waiting" : "sent";
}
