/* Sends what is sealed, byte for byte, until a released board shows it. One tab sends at a time (Web Locks); a reply is
   noted only where nothing newer was sealed meanwhile. */
import { randomBelow } from "./bytes";
import { Box } from "./planes";
import { Refusal } from "./refusal";
import type { Sending, Store } from "./store";

const FIRST_PAUSE = 2_000;
const LONGEST_PAUSE = 300_000;
const VISIT_SPREAD = 20_000;
const NEVER = Number.MAX_SAFE_INTEGER;
const AGAIN = ["offline", "unwell", "slow-down", "not-stored", "round-unknown"];

const placeOf = ({ round, label, slot, path }: Sending): [string, string, number, string] => [round, label, slot, path];
const isWaiting = (sending: Sending): boolean => !sending.seen && !sending.refused && sending.sendAt < NEVER;

/* Sends what is due and returns when the next is, or null. `tell` is called after every change. */
export async function sendDue(store: Store, account: string, tell: () => void): Promise<number | null> {
  return navigator.locks.request(`sealed-sending:${account}`, async () => {
    for (const sending of (await store.list("sendings")).filter(isWaiting)) {
      if (sending.sendAt > Date.now()) continue;
      await sendOne(store, sending);
      tell();
    }
    const times = (await store.list("sendings")).filter(isWaiting).map((sending) => sending.sendAt);
    return times.length ? Math.min(...times) : null;
  });
}

async function sendOne(store: Store, sending: Sending): Promise<void> {
  const kept = await store.find("rounds", sending.round);
  if (!kept) return;
  let outcome: Partial<Sending>;
  try {
    await new Box(kept.box, kept.round).send(sending.path, sending.bytes);
    outcome = { acknowledged: sending.seq, sendAt: NEVER, tries: 0 };
  } catch (error) {
    outcome = afterRefusal(error, sending.tries + 1);
  }
  await store.change("sendings", placeOf(sending), (current) => {
    if (current.seq === sending.seq) return { ...current, ...outcome };
    return outcome.acknowledged ? { ...current, acknowledged: Math.max(current.acknowledged, outcome.acknowledged) } : current;
  });
}

function afterRefusal(error: unknown, tries: number): Partial<Sending> {
  const code = error instanceof Refusal ? error.code : "unwell";
  if (code === "not-open") return { tries, sendAt: NEVER }; // until the next visit: then it is open, or there is a board
  if (!AGAIN.includes(code)) return { tries, refused: code };
  const pause = Math.min(FIRST_PAUSE * 2 ** Math.min(tries - 1, 10), LONGEST_PAUSE);
  return { tries, sendAt: Date.now() + pause / 2 + randomBelow(pause) };
}

/* At a visit: what the box has stored is sent again, in case it lost it, and what waits for a safer time is sent now. */
export async function sendAgain(store: Store, round: string): Promise<void> {
  const now = Date.now();
  for (const sending of await store.list("sendings", round)) {
    const resting = sending.sendAt === NEVER && !sending.refused;
    const overdue = sending.sendAt > now + VISIT_SPREAD && sending.visitFrom <= now;
    if (sending.seen || !(resting || overdue)) continue;
    const sendAt = now + randomBelow(VISIT_SPREAD);
    await store.change("sendings", placeOf(sending), (current) => ({ ...current, sendAt }));
  }
}

/* Back online: everything that failed is tried within two seconds. */
export async function hurry(store: Store): Promise<void> {
  for (const sending of (await store.list("sendings")).filter((one) => isWaiting(one) && one.tries > 0))
    await store.change("sendings", placeOf(sending), (current) => ({ ...current, sendAt: Math.min(current.sendAt, Date.now() + randomBelow(FIRST_PAUSE)) }));
}

/* The close has been announced: what would come too late is sent at a time that `draw` gives. */
export async function hasten(store: Store, round: string, label: string, closesAt: number, draw: () => number): Promise<void> {
  const late = (sending: Sending): boolean => isWaiting(sending) && sending.sendAt > Date.now() + (closesAt - Date.now()) / 2;
  for (const sending of (await store.list("sendings", round, label)).filter(late)) {
    const sendAt = draw();
    await store.change("sendings", placeOf(sending), (current) => ({ ...current, sendAt }));
  }
}
