/* Follows the round: the server's page answers with a whole new page when the phase is another one; what is told here is the
   announced close, so that the client flushes what waits and sends blanks in time. */
import { all, one } from "./dom";
import type { Sealing } from "./sealing";

export function followPhase(sealed: Sealing): void {
  let phase = now().phase;
  document.addEventListener("htmx:afterSwap", () => {
    const told = now();
    if (told.phase === phase) return;
    phase = told.phase;
    if (phase === "closing") window.setTimeout(() => void sealed.moment({ phase: "closing", closesAt: told.closesAt }).catch(() => undefined), patience());
  });
}

/* Somebody is in the middle of a sentence: blanks can wait for a moment. */
function patience(): number {
  return all<HTMLTextAreaElement>(document, "[data-slot-text]").some((area) => area.value && !area.readOnly) ? 12_000 : 0;
}

function now(): { phase: string; closesAt: string | null } {
  const part = one(document, "#follow [data-phase]");
  return { phase: part?.dataset["phase"] ?? "", closesAt: part?.dataset["closesAt"] || null };
}
