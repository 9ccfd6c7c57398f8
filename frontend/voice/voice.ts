/* Straight talk in the browser. Reading needs none of this; sealing does. */
import { followDevice } from "../sealed/page/device";
import { one } from "../sealed/page/dom";
import { openAndFollow, openPage } from "../sealed/page/opening";
import { startMine } from "./mine";
import { startPresenting } from "../scripts/presenting";
import type { Page } from "./sealing";
import { startVoting } from "./voting";
import { startWriting } from "./writing";

if (one(document, "[data-presenting]")) startPresenting();

openPage<Page>("voice-page", async (page, open, mode) => {
  if (page.kind === "statements") return startMine(open, page);
  const sealed = await openAndFollow(open);
  if (page.kind === "writing") startWriting(sealed, page, mode);
  else if (page.kind === "voting") await startVoting(sealed, page, mode);
  else followDevice(sealed, () => undefined);
});
