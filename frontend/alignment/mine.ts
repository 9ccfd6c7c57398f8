/* A sealed reservation on the device that holds its key, looked for only when asked: lift it, let it stand, say that an answer is not
   enough, put it in other words, take it back. */
import { followDevice } from "../sealed/page/device";
import { all, one, show } from "../sealed/page/dom";
import { reasonOf, type Sealing } from "../sealed/page/sealing";
import type { Page, Words } from "./alignment";
import { mayGo, write } from "./reserving";

export function startMine(start: () => Promise<Sealing>, page: Page): void {
  let following: Promise<Sealing> | null = null;
  const open = (): Promise<Sealing> =>
    (following ??= start().then((sealed) => {
      followDevice(sealed, () => undefined);
      return sealed;
    }));
  const ask = one<HTMLButtonElement>(document, "[data-show-mine]");
  const handle = one(document, "[data-handle]")?.dataset["handle"];
  let isOffered = false;
  ask?.addEventListener("click", () => {
    ask.disabled = true;
    void open().then(
      (sealed) => {
        ask.disabled = false;
        if (sealed.state.ready === "changed") return tell(page.texts["refused_program-changed"]);
        const slot = sealed.state.slots.find((candidate) => candidate.handle === handle);
        tell(slot ? "" : page.texts["mine_none"]);
        show(one(document, "[data-mine]"), Boolean(slot));
        show(ask, !slot);
        if (slot && !isOffered) offer(sealed, slot.index);
      },
      () => {
        tell(page.texts["mine_failed"]);
        ask.disabled = false;
      },
    );
  });

  function offer(sealed: Sealing, index: number): void {
    isOffered = true;
    const part = one(document, "[data-mine]")!;
    fillIn(part);
    for (const button of all<HTMLButtonElement>(part, "[data-act]")) {
      button.addEventListener("click", () => {
        const act = actOf(sealed, index, button, part);
        void act?.then(
          () => {
            tell(page.texts["act_waits"]);
            show(part, false);
          },
          (error: unknown) => tell(reasonOf(error, page.texts)),
        );
      });
    }
    one<HTMLButtonElement>(part, "[data-act]")?.focus();
  }

  function actOf(sealed: Sealing, index: number, button: HTMLButtonElement, part: HTMLElement): Promise<void> | null {
    const said = button.dataset["act"];
    if (said === "lift" || said === "withdraw") return sealed.act(index, said);
    if (said === "stands") return sealed.act(index, "replace", page.lines?.stands ?? "");
    const words = said === "words" ? written(part) : { what: lineOf(part, "[data-not-enough]"), lifts: "", isBlock: false, reason: "" };
    if (said === "words" && !words.what) {
      tell(page.texts["empty"]);
      return null;
    }
    if (!mayGo(words, button.closest<HTMLElement>("[data-saying]") ?? part, button, page)) return null;
    return sealed.act(index, "replace", said === "words" ? write(words, page.lines!) : [page.lines!.notEnough, words.what].join("\n").trim());
  }

  function fillIn(part: HTMLElement): void {
    const fields = { "[data-what-now]": page.words?.what, "[data-lifts-now]": page.words?.lifts, "[data-reason-now]": page.words?.reason };
    for (const [selector, value] of Object.entries(fields)) {
      const area = one<HTMLTextAreaElement>(part, selector);
      if (area) area.value = value ?? "";
    }
    show(one(part, "[data-reason-field]"), page.words?.isBlock ?? false);
  }

  function written(part: HTMLElement): Words {
    const reason = lineOf(part, "[data-reason-now]");
    return { what: lineOf(part, "[data-what-now]"), lifts: lineOf(part, "[data-lifts-now]"), isBlock: Boolean(page.words?.isBlock && reason), reason };
  }

  function lineOf(part: HTMLElement, selector: string): string {
    return (one<HTMLTextAreaElement>(part, selector)?.value ?? "").split(/\s+/).filter(Boolean).join(" ");
  }

  function tell(words: string | undefined): void {
    const status = one(document, "[data-mine-status]");
    if (status) status.textContent = words ?? "";
  }
}
