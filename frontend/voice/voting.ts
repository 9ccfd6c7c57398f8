/* The voting screen: one statement at a time, kept on the device, sealed as one at the end, changeable until the close. */
import { startCard } from "./card";
import { followDevice } from "./device";
import { all, fill, make, one, say, show } from "./dom";
import { type Page, reasonOf, type Sealing, type State } from "./sealing";
import { AGREE, type Answer, DISAGREE, emptyAnswer, encode, nextOpen } from "./vector";

type Draft = { answers: Answer[]; place: number; wentOn: boolean };
type Step = "intro" | "card" | "pause" | "summary" | "sealed";

export async function startVoting(sealed: Sealing, page: Page, mode: "room" | "days"): Promise<void> {
  const statements = page.statements ?? [];
  const texts = page.texts;
  const first = page.firstCount ?? 25;
  let order = [...statements.keys()];
  let asksMany = new Set<number>();
  let draft: Draft = { answers: statements.map(emptyAnswer), place: 0, wentOn: statements.length <= first };
  let isReady = false;
  let step: Step = "intro";

  const card = startCard(one(document, "[data-vote-screen] .vote-card")!, texts, {
    changed: (answer) => {
      draft.answers[here()] = answer;
      keep();
    },
    on: () => {
      const last = draft.wentOn ? order.length - 1 : Math.min(first, order.length) - 1;
      if (draft.place < last) return goTo(draft.place + 1);
      go(draft.wentOn ? "summary" : "pause");
    },
    back: () => {
      if (draft.place > 0) goTo(draft.place - 1);
    },
  });
  press("[data-begin]", () => goTo(draft.place));
  press("[data-go-on]", () => {
    draft.wentOn = true;
    goTo(Math.min(draft.place + 1, order.length - 1));
  });
  press("[data-finish]", () => go("summary"));
  press("[data-look-back]", () => goTo(nextOpen(draft.answers, shown(), draft.place) ?? 0));
  press("[data-change]", () => go("summary"));
  press("[data-seal]", () => void seal());

  let isLoaded = false;
  followDevice(sealed, (state) => {
    isReady = state.ready === "ready" && state.slots.length > 0;
    for (const button of all<HTMLButtonElement>(document, "[data-begin], [data-seal]")) button.disabled = !isReady;
    if (isReady && !isLoaded) {
      isLoaded = true;
      void load(state);
    }
    stage(state);
  });

  async function load(state: State): Promise<void> {
    order = await sealed.order(statements.length, "votes");
    asksMany = new Set((await sealed.order(statements.length, "how-many")).slice(0, page.manyCount ?? statements.length));
    const kept = state.slots[0]?.draft as Draft | null | undefined;
    if (kept?.answers && kept.answers.length === statements.length) draft = kept;
    const hasBegun = draft.answers.some((answer) => answer.vote !== null);
    const words = one(document, "[data-begin]");
    if (words && hasBegun) words.textContent = texts["go_on"] ?? words.textContent;
    if (state.slots[0] && state.slots[0].stage !== "unused" && !state.slots[0].blank) go("sealed");
    else if (hasBegun) goTo(draft.place);
  }

  function here(): number {
    return order[draft.place] ?? 0;
  }

  function shown(): number[] {
    return draft.wentOn ? order : order.slice(0, first);
  }

  function answered(): number {
    return draft.answers.filter((answer) => answer.vote !== null).length;
  }

  function goTo(place: number): void {
    draft.place = place;
    const length = shown().length;
    go("card");
    card.show({
      text: statements[here()]?.text ?? "",
      answer: draft.answers[here()] ?? emptyAnswer(),
      asksMany: asksMany.has(here()),
      place: place + 1,
      count: length,
      share: answered() / Math.max(length, 1),
      isLast: place === length - 1,
    });
    say(fill(texts["place_said"], { place: place + 1, count: length }));
    keep();
  }

  function go(next: Step): void {
    step = next;
    for (const part of all(document, "[data-step]")) show(part, part.dataset["step"] === next);
    if (next === "summary") summarise();
    if (next === "pause") write("[data-pause-words]", fill(texts["pause"], { rest: order.length - first }));
    if (next !== "card") one(document, `[data-step="${next}"] h2`)?.focus();
    if (next === "sealed") stage(sealed.state);
    window.scrollTo({ top: 0 });
  }

  function summarise(): void {
    const places = shown();
    const open = places.filter((statement) => draft.answers[statement]?.vote === null).length;
    write("[data-summary-words]", fill(open ? texts["summary_open"] : texts["summary_all"], { done: answered(), count: places.length, open }));
    show(one(document, "[data-look-back]"), open > 0);
    one(document, "[data-summary]")?.replaceChildren(
      ...places.map((statement, place) => {
        const answer = draft.answers[statement] ?? emptyAnswer();
        const line = make("li");
        const button = make("button", statements[statement]?.text, "say vote-again");
        button.setAttribute("type", "button");
        button.dir = "auto";
        button.addEventListener("click", () => goTo(place));
        line.append(button, make("span", inWords(answer), "small"));
        return line;
      }),
    );
  }

  function inWords(answer: Answer): string {
    if (answer.vote === null) return texts["not_answered"] ?? "";
    const vote = answer.vote === AGREE ? texts["agree"] : answer.vote === DISAGREE ? texts["disagree"] : texts["pass"];
    const aloud = ["", texts["in_room"], texts["one_to_one"], texts["only_here"]][answer.aloud];
    return [vote, aloud, answer.matters ? texts["matters"] : ""].filter(Boolean).join(" · ");
  }

  async function seal(): Promise<void> {
    const button = one<HTMLButtonElement>(document, "[data-seal]")!;
    button.disabled = true;
    write("[data-seal-problem]", "");
    try {
      keep();
      const later = one<HTMLInputElement>(document, "[data-vote-when] input:checked")?.value === "later";
      await sealed.put(0, encode(draft.answers), mode === "days" && later ? "later" : "now");
      go("sealed");
    } catch (error) {
      write("[data-seal-problem]", reasonOf(error, texts));
    } finally {
      button.disabled = !isReady;
    }
  }

  function stage(state: State): void {
    const slot = state.slots[0];
    if (step !== "sealed" || !slot) return;
    const words = one(document, "[data-vote-stage]");
    if (!words) return;
    words.dataset["stage"] = slot.stage;
    const next = (slot.refused ? texts[`refused_${slot.refused}`] ?? texts["failed"] : state.online ? texts[`stage_${slot.stage}`] : texts["stage_offline"]) ?? "";
    if (words.textContent !== next) words.textContent = next;
  }

  function keep(): void {
    void sealed.saveDraft(0, draft).catch(() => undefined);
  }
}

function press(selector: string, act: () => void): void {
  one(document, selector)?.addEventListener("click", act);
}

function write(selector: string, words: string): void {
  const element = one(document, selector);
  if (element) element.textContent = words;
}
