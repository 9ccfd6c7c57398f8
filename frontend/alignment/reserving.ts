/* Sealing a reservation: what, when it lifts, and for a block the reason, as one plain text with separator lines. */
import { followDevice } from "../sealed/page/device";
import { all, one, say, show } from "../sealed/page/dom";
import { reasonOf, type Sealing, type Slot, type State } from "../sealed/page/sealing";
import { listTells, showTells } from "../sealed/page/tells";
import type { Lines, Page, Words } from "./alignment";

export function startReserving(sealed: Sealing, page: Page, mode: "room" | "days"): void {
  const slots = all(document, "[data-slot]").map((part) => startSlot(part, sealed, page, mode));
  followDevice(sealed, (state) => {
    for (const follow of slots) follow(state);
    // The next field appears when the one before is used.
    all(document, "[data-slot]").forEach((part, place) => show(part, place === 0 || isUsed(state.slots[place - 1])));
  });
}

/* Whether the words may go: nothing in them could point to their writer, or the writer has seen what could and goes on. */
export function mayGo(given: Words, part: HTMLElement, button: HTMLButtonElement, page: Page): boolean {
  const text = [given.what, given.lifts, given.reason].join("\n");
  const findings = one(part, "[data-findings]");
  const own = all<HTMLTextAreaElement>(document, "[data-slot-text]").map((area) => area.value);
  const tells = listTells(text, { names: page.names ?? [], space: page.space ?? [], own: own.length > 1 ? own : [] });
  if (!findings || !tells.length || findings.dataset["looked"] === text) {
    show(findings, false);
    return true;
  }
  findings.dataset["looked"] = text;
  button.textContent = page.texts["seal_anyway"] ?? button.textContent;
  showTells(findings, tells, page.texts);
  return false;
}

export function write({ what, lifts, isBlock, reason }: Words, lines: Lines): string {
  return [what, lines.lifts, lifts, ...(isBlock ? [lines.block, reason] : [])].join("\n");
}

function startSlot(part: HTMLElement, sealed: Sealing, page: Page, mode: "room" | "days"): (state: State) => void {
  const index = Number(part.dataset["slot"]);
  const texts = page.texts;
  const what = one<HTMLTextAreaElement>(part, "[data-what]")!;
  const lifts = one<HTMLTextAreaElement>(part, "[data-lifts]")!;
  const block = one<HTMLInputElement>(part, "[data-block]")!;
  const reason = one<HTMLTextAreaElement>(part, "[data-reason]")!;
  const button = one<HTMLButtonElement>(part, "[data-seal-slot]")!;
  const back = one<HTMLButtonElement>(part, "[data-take-back]")!;
  const sealWords = button.textContent;
  let hasLoaded = false;

  for (const field of [what, lifts, block, reason]) field.addEventListener("input", keep);
  block.addEventListener("change", () => show(one(part, "[data-reason-field]"), block.checked));
  button.addEventListener("click", () => void seal());
  back.addEventListener("click", () => void act(() => sealed.withdraw(index), "taken_back"));

  function draft(): Words {
    const line = (area: HTMLTextAreaElement): string => area.value.split(/\s+/).filter(Boolean).join(" ");
    return { what: line(what), lifts: line(lifts), isBlock: block.checked, reason: line(reason) };
  }

  function keep(): void {
    tell("[data-slot-problem]", "");
    show(one(part, "[data-findings]"), false);
    button.textContent = sealWords;
    if (hasLoaded) void sealed.saveDraft(index, draft()).catch(() => undefined);
  }

  async function seal(): Promise<void> {
    const given = draft();
    if (!given.what) return refuse(texts["empty"], what);
    if (given.isBlock && !given.reason) return refuse(texts["reason_missing"], reason);
    if (!mayGo(given, part, button, page)) return;
    button.textContent = sealWords;
    const isLater = one<HTMLInputElement>(part, `[name="when-${index}"]:checked`)?.value === "later";
    await act(() => sealed.put(index, write(given, page.lines!), mode === "days" && isLater ? "later" : "now"), "sealed");
  }

  async function act(doing: () => Promise<void>, words: string): Promise<void> {
    tell("[data-slot-problem]", "");
    button.disabled = true;
    try {
      await doing();
      say(texts[words] ?? "");
      tell("[data-slot-state]", texts[words] ?? "");
    } catch (error) {
      tell("[data-slot-problem]", reasonOf(error, texts));
    } finally {
      button.disabled = false;
    }
  }

  function refuse(words: string | undefined, area: HTMLTextAreaElement): void {
    tell("[data-slot-problem]", words ?? "");
    area.focus();
  }

  function tell(selector: string, words: string): void {
    const element = one(part, selector);
    if (element && element.textContent !== words) element.textContent = words;
  }

  return (state) => {
    const slot = state.slots[index];
    button.disabled = state.ready !== "ready" || !slot;
    show(back, isUsed(slot));
    if (slot && !hasLoaded) {
      hasLoaded = true;
      load(slot.draft as Words | null);
    }
    if (!slot || !isUsed(slot)) return;
    const stage = one(part, "[data-slot-state]");
    if (stage) stage.dataset["stage"] = slot.stage;
    tell("[data-slot-state]", (slot.refused ? texts[`refused_${slot.refused}`] ?? texts["failed"] : state.online ? texts[`stage_${slot.stage}`] : texts["stage_offline"]) ?? "");
  };

  function load(kept: Words | null): void {
    if (!kept || typeof kept.what !== "string") return;
    [what.value, lifts.value, block.checked, reason.value] = [kept.what, kept.lifts, kept.isBlock, kept.reason];
    show(one(part, "[data-reason-field]"), block.checked);
  }
}

function isUsed(slot: Slot | undefined): boolean {
  return slot !== undefined && slot.stage !== "unused" && !slot.blank;
}
