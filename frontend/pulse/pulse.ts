/* A Pulse in the browser: getting a seal, and answering. Reading results needs none of this. */
import { type Page, startAnswering } from "../sealed/page/answering";
import { followDevice } from "../sealed/page/device";
import { openAndFollow, openPage } from "../sealed/page/opening";

openPage<Page>("pulse-page", async (page, open, mode) => {
  const sealed = await openAndFollow(open);
  if (page.kind === "answering") startAnswering(sealed, page, mode);
  else followDevice(sealed, () => undefined);
});
