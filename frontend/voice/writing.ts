/* The writing screen: fields open when the device can seal, the style is looked at before sealing, all of it stays here until then. */
import { followDevice } from "../sealed/page/device";
import { all, fill, one, say, show } from "../sealed/page/dom";
import { listTells, showTells } from "../sealed/page/tells";
import type { Surroundings } from "../sealed/style";
import { type Page, reasonOf, type Sealing, type Slot, type State } from "./sealing";

const DRAFT_PAUSE = 400;

export function startWriting(sealed: Sealing, page: Page, mode: "room" | "days"): void {
  const fields = all(document, "[data-slot]").map((part) => startField(part, sealed, page, mode));
  const another = one<HTMLButtonElement>(document, "[data-another]");
  another?.addEventListener("click", () => {
    const next = fields.find((field) => field.part.hidden);
    next?.open();
    show(another, fields.some((field) => field.part.hidden));
  });
  let shownFirst = false;
  followDevice(sealed, (state) => {
    for (const field of fields) field.follow(state);
    if (state.ready !== "ready" || shownFirst) return;
    shownFirst = true;
    for (const field of fields.slice(1)) show(field.part, field.isUsed());
    show(another, fields.some((field) => field.part.hidden));
  });
}

type Field = { part: HTMLElement; follow(state: State): void; open(): void; isUsed(): boolean };

function startField(part: HTMLElement, sealed: Sealing, page: Page, mode: "room" | "days"): Field {
  const index = Number(part.dataset["slot"]);
  const texts = page.texts;
  const area = one<HTMLTextAreaElement>(part, "[data-slot-text]")!;
  const left = one(part, "[data-slot-left]")!;
  const findings = one(part, "[data-slot-findings]")!;
  const state = one(part, "[data-slot-state]")!;
  const seal = one<HTMLButtonElement>(part, "[data-slot-seal]")!;
  const change = one<HTMLButtonElement>(part, "[data-slot-change]")!;
  const withdraw = one<HTMLButtonElement>(part, "[data-slot-withdraw]")!;
  const when = one<HTMLFieldSetElement>(part, "[data-slot-when]");
  const reveal = one<HTMLButtonElement>(part, "[data-slot-show]")!;
  const sealWords = seal.textContent;
  const placeholder = area.placeholder;
  let slot: Slot | undefined;
  let isOpen = false;
  let isChanging = false;
  let hasLoaded = false;
  let veiled = ""; // what was written here before, until its writer asks for it: somebody may be looking
  let looked = "";
  let waiting = 0;

  area.addEventListener("input", () => {
    count();
    show(findings, false);
    seal.textContent = sealWords;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(keepDraft, DRAFT_PAUSE);
  });
  window.addEventListener("pagehide", keepDraft);
  seal.addEventListener("click", () => void sealIt());
  reveal.addEventListener("click", () => {
    area.value = veiled;
    veiled = "";
    count();
    paint();
    area.focus();
  });
  change.addEventListener("click", () => {
    isChanging = true;
    paint();
    area.focus();
  });
  withdraw.addEventListener("click", () => {
    withdraw.disabled = true;
    void sealed.withdraw(index).then(
      () => {
        area.value = veiled = "";
        isChanging = false;
        void sealed.saveDraft(index, "").catch(() => undefined);
        tell(texts["taken_back"] ?? "");
      },
      (error: unknown) => tell(reasonOf(error, texts)),
    ).finally(() => (withdraw.disabled = false));
  });

  function keepDraft(): void {
    window.clearTimeout(waiting);
    if (isOpen && !area.readOnly && hasLoaded && !veiled) void sealed.saveDraft(index, area.value).catch(() => undefined);
  }

  async function sealIt(): Promise<void> {
    const text = area.value.trim();
    if (!text) {
      tell(texts["empty"] ?? "");
      area.focus();
      return;
    }
    const tells = listTells(text, surroundings(page));
    if (tells.length && looked !== text) {
      looked = text;
      seal.textContent = texts["seal_anyway"] ?? sealWords;
      return showTells(findings, tells, texts);
    }
    seal.disabled = true;
    try {
      window.clearTimeout(waiting);
      await sealed.saveDraft(index, area.value); // what is shown later is what was sealed
      await sealed.put(index, text, mode === "days" ? chosenTime() : "now");
      isChanging = false;
      show(findings, false);
      seal.textContent = sealWords;
      say(texts["sealed"] ?? "");
    } catch (error) {
      tell(reasonOf(error, texts));
    } finally {
      seal.disabled = !isOpen;
      paint();
      if (!isChanging) change.focus();
    }
  }

  function chosenTime(): "now" | "later" {
    return when && one<HTMLInputElement>(when, "input:checked")?.value === "later" ? "later" : "now";
  }

  function count(): void {
    const rest = (page.limit ?? 280) - area.value.length;
    left.textContent = area.value ? fill(texts["left"], { left: rest }) : left.dataset["words"] ?? left.textContent;
  }

  function paint(): void {
    const isSealed = slot !== undefined && slot.stage !== "unused" && !slot.blank && !isChanging;
    area.disabled = !isOpen;
    area.readOnly = isSealed || veiled !== "";
    area.placeholder = veiled ? (texts["veiled"] ?? "") : placeholder;
    seal.disabled = !isOpen;
    if (when) when.disabled = !isOpen;
    show(reveal, isOpen && veiled !== "");
    show(seal, !isSealed && !veiled);
    show(when, !isSealed && !veiled);
    show(change, isSealed && isOpen && !veiled);
    show(withdraw, isSealed && isOpen);
    show(left, !isSealed && !veiled);
    if (!isSealed || !slot) return;
    state.dataset["stage"] = slot.stage;
    const words = slot.refused ? texts[`refused_${slot.refused}`] ?? texts["failed"] : sealed.state.online ? texts[`stage_${slot.stage}`] : texts["stage_offline"];
    tell(words ?? "");
  }

  function tell(words: string): void {
    if (state.textContent !== words) state.textContent = words;
    show(state, words !== "");
  }

  return {
    part,
    isUsed: () => area.value !== "" || veiled !== "" || (slot !== undefined && slot.stage !== "unused" && !slot.blank),
    open: () => {
      show(part, true);
      area.focus();
    },
    follow: (now: State) => {
      slot = now.slots.find((candidate) => candidate.index === index);
      isOpen = now.ready === "ready" && slot !== undefined;
      if (now.ready === "forgotten") {
        area.value = veiled = "";
        show(findings, false);
        tell("");
      }
      if (isOpen && !hasLoaded) {
        hasLoaded = true;
        left.dataset["words"] = left.textContent ?? "";
        if (typeof slot?.draft === "string") veiled = slot.draft;
        count();
      }
      paint();
    },
  };
}

function surroundings(page: Page): Surroundings {
  return { names: page.names ?? [], space: page.space ?? [], own: [...(page.own ?? []), ...all<HTMLTextAreaElement>(document, "[data-slot-text]").map((area) => area.value)] };
}
