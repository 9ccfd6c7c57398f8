/* Alignment in the browser: getting a seal, the sealed stance, sealed reservations and lifting them. Reading needs none of this. */
import { startPresenting } from "../scripts/presenting";
import { followDevice } from "../sealed/page/device";
import { one } from "../sealed/page/dom";
import { followBeside, openAndFollow, openPage } from "../sealed/page/opening";
import type { Texts } from "../sealed/page/sealing";
import { startMine } from "./mine";
import { startReserving } from "./reserving";
import { startStance } from "./stance";

export type Lines = { lifts: string; block: string; stands: string; notEnough: string };
export type Words = { what: string; lifts: string; isBlock: boolean; reason: string };
export type Page = {
  kind: "joining" | "stance" | "reservation" | "mine";
  texts: Texts;
  step?: number;
  lines?: Lines;
  words?: Words;
  names?: readonly string[];
  space?: readonly string[];
};

if (one(document, "[data-presenting]")) startPresenting();

openPage<Page>("alignment-page", async (page, open, mode) => {
  if (page.kind === "mine") return startMine(open, page);
  const sealed = await openAndFollow(open);
  void followBeside("sealed-config-beside").catch(() => undefined); // what went wrong shows on the page of that one
  if (page.kind === "stance") startStance(sealed, page, mode);
  else if (page.kind === "reservation") startReserving(sealed, page, mode);
  else followDevice(sealed, () => undefined);
});
