/* What is asked in a round: the bytes whose hash is on the card, and whether a page asks that and nothing else. */
import { type Bytes, same, sha256, utf8 } from "./bytes";
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

/* The words of what is asked, as the plan has them in each language of the product; undefined in plans made before they stood there. */
type Said = { stem: string; asked: string[][] };
export const saidIn = (plan: Bytes | undefined): Said[] | undefined => {
  const shown = plan?.length ? (read(plan)["shown"] as Record<string, Said> | undefined) : undefined;
  return shown && Object.values(shown);
};

/* Whether a page asks, in one of the languages, every question in its place with its answers in theirs; and whether `texts`, what else it
   says of them, stands in the plan and has the sentence before the questions and the text that they are about. */
export function asksInFull(plan: Bytes, asked: readonly (readonly string[])[], texts: readonly string[]): boolean {
  const given = JSON.stringify(asked.map((row) => row.map(bare)));
  const said = saidIn(plan)?.find((one) => JSON.stringify(one.asked.map((row) => row.map(bare))) === given);
  const { body } = read(plan);
  const needed = [said?.stem, body].filter((text): text is string => typeof text === "string" && text !== "").map(bare);
  const there = texts.map(bare);
  return said !== undefined && asks(plan, texts) && needed.every((text) => there.includes(text));
}

/* What answers name as their root where no set of statements is voted on: the version of a text, or the plan itself. */
export async function rootOfPlan(round: string, plan: Bytes): Promise<Bytes> {
  const { body, version } = read(plan);
  return sha256(body === undefined ? plan : utf8(JSON.stringify({ body, format: "breakthrough-version/1", round, version })));
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [bare(value)];
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(textsIn) : [];
}

export const read = (plan: Bytes): Record<string, unknown> => JSON.parse(new TextDecoder().decode(plan)) as Record<string, unknown>;

export const bare = (text: string): string => text.replace(/\s+/g, " ").trim();
