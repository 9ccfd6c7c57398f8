/* What the pages of Straight talk use of the sealed client, and what the server says about a page. */
import type { Sealed } from "../sealed/client";
import { Refusal } from "../sealed/refusal";

export type { Answers, Slot, State } from "../sealed/config";
export type Sealing = Pick<
  Sealed,
  "state" | "onchange" | "useThisDevice" | "fetchCredentials" | "acceptRoster" | "moment" | "put" | "withdraw" | "act" | "saveDraft" | "checkBoard" | "order"
>;
export type Texts = Record<string, string>;

/* `texts` are the few sentences that the script itself has to write; all others stand in the page. */
export type Page = {
  kind: "writing" | "voting" | "statements" | "joining";
  texts: Texts;
  limit?: number;
  names?: string[];
  space?: string[];
  statements?: { text: string }[];
  manyCount?: number;
  firstCount?: number;
};

/* The sentence for what the client or the box refused. */
export function reasonOf(error: unknown, texts: Texts): string {
  return (error instanceof Refusal ? texts[`refused_${error.code}`] : undefined) ?? texts["failed"] ?? "";
}
