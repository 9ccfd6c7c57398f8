/* What is asked in a round: the bytes whose hash is on the card, and whether a page asks that and nothing else. */
import { type Bytes, same, sha256 } from "./bytes";
import type { Card } from "./card";
import { Refusal } from "./refusal";

export async function checkPlan(plan: Bytes, card: Card): Promise<void> {
  if (!same(await sha256(plan), card.contentHash)) throw new Refusal("plan-differs");
}

/* Whether every text that a page asks stands in the plan, whole. Spaces and lines do not count: markup moves them. */
export function asks(plan: Bytes, shown: readonly string[]): boolean {
  const texts = new Set(textsIn(read(plan)));
  return shown.every((text) => texts.has(bare(text)));
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [bare(value)];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}

export const read = (plan: Bytes): Record<string, unknown> => JSON.parse(new TextDecoder().decode(plan)) as Record<string, unknown>;

export const bare = (text: string): string => text.replace(/\s+/g, " ").trim();
