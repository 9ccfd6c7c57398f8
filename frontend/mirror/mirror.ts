/* A Mirror in the browser of those who answer: getting a seal, and answering. Whoever looks into it sees the time run. */
import { type Page, startAnswering } from "../sealed/page/answering";
import { followDevice } from "../sealed/page/device";
import { openAndFollow, openPage } from "../sealed/page/opening";

openPage<Page>("mirror-page", async (page, open, mode) => {
  const sealed = await openAndFollow(open);
  if (page.kind === "answering") startAnswering(sealed, page, mode);
  else followDevice(sealed, () => undefined);
});
