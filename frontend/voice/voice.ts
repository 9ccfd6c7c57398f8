/* Straight talk in the browser. Reading needs none of this; sealing does. */
import { type Config, Sealed } from "../sealed/client";
import { startClocks } from "./clock";
import { showDevice } from "./device";
import { one, readJson } from "./dom";
import { followPhase } from "./following";
import { startMine } from "./mine";
import { startPresenting } from "./presenting";
import type { Page, Sealing } from "./sealing";
import { startVoting } from "./voting";
import { startWriting } from "./writing";

startClocks(document);
document.addEventListener("htmx:load", (event) => startClocks(event.target as Element));
if (one(document, "[data-presenting]")) startPresenting();

const config = readJson<Config>("sealed-config");
const page = readJson<Page>("voice-page");
if (config && page) void start(config, page);

async function start(config: Config, page: Page): Promise<void> {
  let sealed: Sealing | null = null;
  const open = async (): Promise<Sealing> => (sealed ??= await Sealed.open(config));
  if (page.kind === "statements") return startMine(open, page);
  followPhase(() => sealed);
  if (!window.isSecureContext) return showDevice({ ready: "no-secure-origin", online: navigator.onLine });
  try {
    const opened = await open();
    if (config.phase === "closing") void opened.blankUnused().catch(() => undefined);
    if (page.kind === "writing") startWriting(opened, page, config.mode);
    if (page.kind === "voting") await startVoting(opened, page, config.mode);
  } catch (error) {
    showDevice({ ready: "alarm", alarm: error instanceof Error ? error.message : "", online: navigator.onLine });
  }
}
