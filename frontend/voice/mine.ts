/* Recognises one's own statements on this device, only when asked; and the few things an author can still do. */
import { followDevice } from "../sealed/page/device";
import { all, make, one, say, show } from "../sealed/page/dom";
import { listTells, showTells } from "../sealed/page/tells";
import { Refusal } from "../sealed/refusal";
import { type Page, reasonOf, type Sealing, type Slot } from "./sealing";

export function startMine(start: () => Promise<Sealing>, page: Page): void {
  let following: Promise<Sealing> | null = null;
  const open = (): Promise<Sealing> =>
    (following ??= start().then((sealed) => {
      followDevice(sealed, ({ ready }) => {
        if (ready !== "forgotten") return;
        for (const part of all(document, "[data-mine-part]")) part.remove();
        tell(status, page.texts["forgotten"] ?? "");
      });
      return sealed;
    }));
  const ask = one<HTMLButtonElement>(document, "[data-show-mine]");
  const status = one(document, "[data-mine-status]");
  ask?.addEventListener("click", () => {
    ask.disabled = true;
    void open().then(
      (sealed) => {
        ask.disabled = false;
        if (sealed.state.ready === "changed") return tell(status, page.texts["refused_program-changed"] ?? "");
        const mine = sealed.state.slots.filter((slot) => all(document, "[data-handle]").some((part) => part.dataset["handle"] === slot.handle));
        const hidden = mine.filter((slot) => !mark(sealed, slot, page)).length > 0;
        tell(status, [mine.length ? page.texts["mine_shown"] : page.texts["mine_none"], hidden ? page.texts["mine_hidden"] : ""].join(" ").trim());
        show(ask, mine.length === 0);
      },
      () => {
        tell(status, page.texts["mine_failed"] ?? "");
        ask.disabled = false;
      },
    );
  });
  const check = one<HTMLButtonElement>(document, "[data-check-board]");
  check?.addEventListener("click", () => {
    check.disabled = true;
    tell(status, page.texts["checking"] ?? "");
    void open()
      .then((sealed) => sealed.checkBoard())
      .then(
        ({ ok, problems, hidden }) => tell(status, ok ? (page.texts[hidden.length ? "board_hidden" : "board_ok"] ?? "") : [page.texts["board_bad"], ...problems.map((code) => page.texts[`refused_${code}`] ?? code)].join(" ")),
        (error: unknown) => tell(status, error instanceof Refusal ? reasonOf(error, page.texts) : (page.texts["mine_failed"] ?? "")),
      )
      .finally(() => (check.disabled = false));
  });
}

/* Marks one's own statement and offers what its author can do; returns false for a hidden one, where that is nothing. */
function mark(sealed: Sealing, slot: Slot, page: Page): boolean {
  const part = all(document, "[data-handle]").find((candidate) => candidate.dataset["handle"] === slot.handle);
  const template = document.querySelector<HTMLTemplateElement>("template[data-mine]");
  if (part && !one(part, "[data-said]")) return false;
  if (!part || !template || one(part, "[data-mine-part]")) return true;
  const mine = make("div", "", "voice-mine");
  mine.dataset["minePart"] = "";
  mine.append(template.content.cloneNode(true));
  part.append(mine);
  const area = one<HTMLTextAreaElement>(mine, "textarea");
  const state = one(mine, "[data-mine-state]");
  if (area) {
    area.value = one(part, "[data-said]")?.textContent?.trim() ?? "";
    area.id = `mine-${slot.index}`;
    one<HTMLLabelElement>(mine, "label")?.setAttribute("for", area.id);
  }
  const act = (kind: "replace" | "withdraw", text?: string): void => {
    void sealed.act(slot.index, kind, text).then(
      () => tell(state, page.texts["act_waits"] ?? ""),
      (error: unknown) => tell(state, reasonOf(error, page.texts)),
    );
  };
  const replace = one<HTMLButtonElement>(mine, "[data-mine-replace]");
  const findings = one(mine, "[data-mine-findings]");
  const sealWords = replace?.textContent ?? "";
  let looked = "";
  area?.addEventListener("input", () => {
    show(findings, false);
    if (replace) replace.textContent = sealWords;
  });
  replace?.addEventListener("click", () => {
    const text = area?.value.trim() ?? "";
    if (!text) return;
    const tells = listTells(text, { names: page.names ?? [], space: page.space ?? [], own: page.own ?? [] });
    if (findings && tells.length && looked !== text) {
      looked = text;
      replace.textContent = page.texts["seal_anyway"] ?? sealWords;
      return showTells(findings, tells, page.texts);
    }
    show(findings, false);
    replace.textContent = sealWords;
    act("replace", text);
  });
  one(mine, "[data-mine-withdraw]")?.addEventListener("click", () => act("withdraw"));
  return true;
}

function tell(element: HTMLElement | null, words: string): void {
  if (element) {
    element.textContent = words;
    show(element, words !== "");
  } else say(words);
}
