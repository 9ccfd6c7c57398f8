/* Follows the round: the server's page answers with a whole new page when the phase is another one; what is told here is the
   announced close, so that the client flushes what waits and sends blanks in time. */
import { all, one } from "./dom";
import type { Sealing } from "./sealing";

/* The only way by which this script turns a string into markup, where pages demand trusted types: answers of this site. */
type Trusted = { createHTML(markup: string): string };
type Factory = { createPolicy(name: string, rules: Trusted): Trusted };

/* The voting page has no room for htmx: the same fragment from the same address, fetched by hand. */
export function followByHand(): void {
  const part = "htmx" in window ? null : one(document, "[data-follow]");
  if (!part) return;
  const fragments = (window as { trustedTypes?: Factory }).trustedTypes?.createPolicy("fragments", { createHTML: (markup) => markup });
  part.addEventListener("live:changed", () => {
    void fetch(part.getAttribute("hx-get") ?? "", { headers: { "HX-Request": "true" }, cache: "no-store" })
      .then(async (answer) => {
        if (answer.headers.has("HX-Refresh")) return window.location.reload();
        const place = one(part, "#follow");
        if (!answer.ok || !place) return;
        const markup = await answer.text();
        place.innerHTML = fragments?.createHTML(markup) ?? markup;
        for (const name of ["htmx:load", "htmx:afterSwap"]) place.dispatchEvent(new CustomEvent(name, { bubbles: true }));
      })
      .catch(() => undefined); // offline: the next announcement, or coming back, asks again
  });
}

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
