/* Straight talk in the browser. Reading needs none of this; sealing does. */
import { type Config as SealedConfig, Sealed } from "../sealed/client";
import { startClocks } from "./clock";
import { followDevice, showDevice } from "./device";
import { one, readJson } from "./dom";
import { followByHand, followPhase } from "./following";
import { startMine } from "./mine";
import { startPresenting } from "./presenting";
import type { Page, Sealing } from "./sealing";
import { startVoting } from "./voting";
import { startWriting } from "./writing";

type Config = SealedConfig & { mode?: "room" | "days" };

startClocks(document);
document.addEventListener("htmx:load", (event) => startClocks(event.target as Element));
if (one(document, "[data-presenting]")) startPresenting();
followByHand();

const config = readJson<Config>("sealed-config");
const page = readJson<Page>("voice-page");
if (config && page) void start(config, page);

async function start(config: Config, page: Page): Promise<void> {
  let opened: Promise<Sealing> | null = null;
  const open = (): Promise<Sealing> => (opened ??= Sealed.open(config));
  if (page.kind === "statements") return startMine(open, page);
  try {
    const sealed = await open();
    followPhase(sealed);
    const mode = config.mode ?? "room";
    if (page.kind === "writing") startWriting(sealed, page, mode);
    else if (page.kind === "voting") await startVoting(sealed, page, mode);
    else followDevice(sealed, () => undefined);
  } catch (error) {
    showDevice({ ready: "alarm", alarm: error instanceof Error ? error.message : "", first: false, online: navigator.onLine });
  }
}
