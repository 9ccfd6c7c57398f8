/* A sheet of answers that is sealed as one vector: its steps (intro, card, …, summary, sealed), its button, and what became of it. */
import { all, fill, make, one, show } from "./dom";
import { type Answers, reasonOf, type Sealing, type State, type Texts } from "./sealing";

export type Sheet = { go(step: string): void; stage(state: State): void; enable(ready: boolean): void };
export type Line = { text: string; words: string; goTo(): void };

export function startSheet(
  sealed: Sealing,
  texts: Texts,
  mode: "room" | "days",
  given: { payload(): Answers; keep(): void; entered(step: string): void },
): Sheet {
  let step = "intro";
  let isReady = false;

  function go(next: string): void {
    step = next;
    for (const part of all(document, "[data-step]")) show(part, part.dataset["step"] === next);
    given.entered(next);
    if (next !== "card") one(document, `[data-step="${next}"] h2`)?.focus();
    if (next === "sealed") stage(sealed.state);
    window.scrollTo({ top: 0 });
  }

  async function seal(): Promise<void> {
    const button = one<HTMLButtonElement>(document, "[data-seal]")!;
    button.disabled = true;
    write("[data-seal-problem]", "");
    try {
      given.keep();
      const later = one<HTMLInputElement>(document, "[data-vote-when] input:checked")?.value === "later";
      await sealed.put(0, given.payload(), mode === "days" && later ? "later" : "now");
      go("sealed");
    } catch (error) {
      write("[data-seal-problem]", reasonOf(error, texts));
    } finally {
      button.disabled = !isReady;
    }
  }

  function stage(state: State): void {
    const slot = state.slots[0];
    if (state.ready === "forgotten" && step !== "intro") {
      one(document, "[data-summary]")?.replaceChildren();
      return go("intro"); // where it says so
    }
    if (step !== "sealed" || !slot) return;
    const words = one(document, "[data-vote-stage]");
    if (!words) return;
    words.dataset["stage"] = slot.stage;
    const next = (slot.refused ? texts[`refused_${slot.refused}`] ?? texts["failed"] : state.online ? texts[`stage_${slot.stage}`] : texts["stage_offline"]) ?? "";
    if (words.textContent !== next) words.textContent = next;
  }

  press("[data-change]", () => go("summary"));
  press("[data-seal]", () => void seal());
  return {
    go,
    stage,
    enable: (ready) => {
      isReady = ready;
      for (const button of all<HTMLButtonElement>(document, "[data-begin], [data-seal]")) button.disabled = !ready;
    },
  };
}

/* The overview before sealing: what is answered, and a way back to each. */
export function summarise(texts: Texts, lines: readonly Line[], open: number): void {
  const words = fill(open ? texts["summary_open"] : texts["summary_all"], { done: lines.length - open, count: lines.length, open });
  write("[data-summary-words]", words);
  show(one(document, "[data-look-back]"), open > 0);
  one(document, "[data-summary]")?.replaceChildren(
    ...lines.map(({ text, words: answer, goTo }) => {
      const line = make("li");
      const button = make("button", text, "say vote-again");
      button.setAttribute("type", "button");
      button.dir = "auto";
      button.addEventListener("click", goTo);
      line.append(button, make("span", answer, "small"));
      return line;
    }),
  );
}

export function press(selector: string, act: () => void): void {
  one(document, selector)?.addEventListener("click", act);
}

export function write(selector: string, words: string): void {
  const element = one(document, selector);
  if (element) element.textContent = words;
}
