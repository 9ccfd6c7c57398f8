/* Everything here makes a working page pleasanter; no page needs it. */
import { startCopying } from "./copying";
import { startErrorSummary } from "./errorSummary";
import { startLive } from "./live";
import { startMenus } from "./menus";
import { startPrinting } from "./printing";
import { startTheme } from "./theme";
import { startTrusting } from "./trusted";

document.documentElement.classList.add("scripted");
startTrusting();
startTheme();
startMenus();
startCopying();
startPrinting();
for (const start of [startErrorSummary, startLive]) {
  start(document);
  document.addEventListener("htmx:load", (event) => start(event.target as Element));
}
