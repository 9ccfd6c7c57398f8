/* Alignment in the browser: getting a seal, the sealed stance, sealed reservations and lifting them. Reading needs none of this. */
import { followDevice } from "../sealed/page/device";
import { openAndFollow, openPage } from "../sealed/page/opening";
import type { Texts } from "../sealed/page/sealing";
import { startMine } from "./mine";
import { startReserving } from "./reserving";
import { startStance } from "./stance";

export type Lines = { lifts: string; block: string; stands: string };
export type Page = { kind: "joining" | "stance" | "reservation" | "mine"; texts: Texts; step?: number; lines?: Lines };

openPage<Page>("alignment-page", async (page, open, mode) => {
  if (page.kind === "mine") return startMine(open, page);
  const sealed = await openAndFollow(open);
  if (page.kind === "stance") startStance(sealed, page, mode);
  else if (page.kind === "reservation") startReserving(sealed, page, mode);
  else followDevice(sealed, () => undefined);
});
