/* Follows the round: when its phase changes, the page that belongs to the new phase comes by itself, and nothing typed is lost. */
import { one } from "./dom";
import type { Sealing } from "./sealing";

export function followPhase(sealed: () => Sealing | null): void {
  let phase = one(document, "[data-phase]")?.dataset["phase"] ?? "";
  document.addEventListener("htmx:afterSwap", () => {
    const now = one(document, "[data-phase]")?.dataset["phase"] ?? phase;
    if (now === phase) return;
    phase = now;
    if (now === "closing") void sealed()?.blankUnused().catch(() => undefined);
    else if (now !== "open") window.location.reload();
  });
}
