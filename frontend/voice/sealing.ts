/* What the server says about a page of Straight talk. */
import type { Statement, Texts } from "../sealed/page/sealing";

export { type Answers, reasonOf, type Sealing, type Slot, type State, type Statement, type Texts } from "../sealed/page/sealing";

/* `texts` are the few sentences that the script itself has to write; all others stand in the page. */
export type Page = {
  kind: "writing" | "voting" | "statements" | "joining";
  texts: Texts;
  limit?: number;
  names?: string[];
  space?: string[];
  own?: string[]; // words that this person used here by name
  statements?: Statement[];
  manyCount?: number;
  firstCount?: number;
};
