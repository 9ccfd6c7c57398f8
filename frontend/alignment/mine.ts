/* A sealed reservation on the device that holds its key, looked for only when asked: lift it, let it stand, take it back. */
import { all, one, show } from "../sealed/page/dom";
import { reasonOf, type Sealing } from "../sealed/page/sealing";
import type { Page } from "./alignment";

export function startMine(open: () => Promise<Sealing>, page: Page): void {
  const ask = one<HTMLButtonElement>(document, "[data-show-mine]");
  const handle = one(document, "[data-handle]")?.dataset["handle"];
  ask?.addEventListener("click", () => {
    ask.disabled = true;
    void open().then(
      (sealed) => {
        const slot = sealed.state.slots.find((candidate) => candidate.handle === handle);
        tell(slot ? "" : page.texts["mine_none"]);
        show(one(document, "[data-mine]"), Boolean(slot));
        show(ask, !slot);
        ask.disabled = false;
        if (slot) offer(sealed, slot.index);
      },
      () => {
        tell(page.texts["mine_failed"]);
        ask.disabled = false;
      },
    );
  });

  function offer(sealed: Sealing, index: number): void {
    for (const button of all<HTMLButtonElement>(document, "[data-act]")) {
      button.addEventListener("click", () => {
        const said = button.dataset["act"];
        const act = said === "lift" ? sealed.act(index, "lift") : said === "withdraw" ? sealed.act(index, "withdraw") : sealed.act(index, "replace", page.lines?.stands ?? "");
        void act.then(
          () => {
            tell(page.texts["act_waits"]);
            show(one(document, "[data-mine]"), false);
          },
          (error: unknown) => tell(reasonOf(error, page.texts)),
        );
      });
    }
    one<HTMLButtonElement>(document, "[data-act]")?.focus();
  }

  function tell(words: string | undefined): void {
    const status = one(document, "[data-mine-status]");
    if (status) status.textContent = words ?? "";
  }
}
