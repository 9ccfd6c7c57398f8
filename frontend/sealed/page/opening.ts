/* Opens the client on a page of a practice, follows the phase, and shows what went wrong if it cannot. */
import { type Config as SealedConfig, Sealed } from "../client";
import { startClocks } from "./clock";
import { showDevice } from "./device";
import { readJson } from "./dom";
import { followByHand, followPhase } from "./following";
import type { Sealing } from "./sealing";

export type Mode = "room" | "days";
type Config = SealedConfig & { mode?: Mode };

/* Countdowns and the phase run on every page; the client is opened where the page has its configuration and says of which kind it is. */
export function openPage<Page>(pageId: string, start: (page: Page, open: () => Promise<Sealing>, mode: Mode) => Promise<void> | void): void {
  startClocks(document);
  document.addEventListener("htmx:load", (event) => startClocks(event.target as Element));
  followByHand();
  const config = readJson<Config>("sealed-config");
  const page = readJson<Page>(pageId);
  if (!config || !page) return;
  let opened: Promise<Sealing> | null = null;
  const open = (): Promise<Sealing> => (opened ??= Sealed.open(config));
  void (async () => {
    try {
      await start(page, open, config.mode ?? "room");
    } catch (error) {
      showDevice({ ready: "alarm", alarm: error instanceof Error ? error.message : "", first: false, online: navigator.onLine });
    }
  })();
}

/* A round in which two things are sealed at once, one of them on this page: the client of the other sends its blanks in time too. */
export async function followBeside(id: string): Promise<void> {
  const config = readJson<Config>(id);
  if (config) followPhase(await Sealed.open(config));
}

export async function openAndFollow(open: () => Promise<Sealing>): Promise<Sealing> {
  const sealed = await open();
  followPhase(sealed);
  return sealed;
}
