/* What the pages of a practice use of the sealed client, and the sentences for what was refused. */
import type { Sealed } from "../client";
import { Refusal } from "../refusal";

export type { Answers, Slot, State, Statement } from "../config";
export type Sealing = Pick<
  Sealed,
  "state" | "onchange" | "useThisDevice" | "fetchCredentials" | "acceptRoster" | "moment" | "forget" | "put" | "withdraw" | "act" | "saveDraft" | "checkBoard" | "order" | "compare" | "compareAsked" | "compareBallot" | "acceptProgram" | "stay"
>;
export type Texts = Record<string, string>;

/* The sentence for what the client or the box refused. */
export function reasonOf(error: unknown, texts: Texts): string {
  return (error instanceof Refusal ? texts[`refused_${error.code}`] : undefined) ?? texts["failed"] ?? "";
}
