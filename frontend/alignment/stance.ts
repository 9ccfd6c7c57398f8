/* The sealed stance: one question at a time, kept on the device, sealed as one vector of eleven places. */
import { followDevice } from "../sealed/page/device";
import { all, fill, one, say } from "../sealed/page/dom";
import type { Answers, Sealing, State } from "../sealed/page/sealing";
import { press, startSheet } from "../sealed/page/sheet";
import type { Page } from "./alignment";
import { ALL, type Points, startPoints, sum, WRONG_PURPOSE } from "./points";

const LENGTH = 11;
type Draft = { codes: Answers; place: number };
type Asked = { part: HTMLElement; place: number; inputs: HTMLInputElement[]; points: Points | null; wrong: HTMLInputElement | null };

/* What a screen asks, as the plan has it: its place, the question and what stands around it, and each answer after its code. */
function wordsOf(part: HTMLElement): string[] {
  const around = ["title", "hint", "low", "high", "instead"].map((name) => one(part, `[data-${name}]`)?.textContent ?? "");
  const inputs = all<HTMLInputElement>(part, "input[type=radio]").map((input) => `${input.value} ${input.parentElement?.textContent?.trim() ?? ""}`);
  const pulls = all(part, "[data-pull]").map((row) => `${row.dataset["pull"]} ${one(row, ".alignment-pull-words")?.textContent ?? ""}`);
  return [part.dataset["place"] ?? "", ...around, ...inputs, ...pulls];
}

export function startStance(sealed: Sealing, page: Page, mode: "room" | "days"): void {
  const texts = page.texts;
  let draft: Draft = { codes: Array<number | null>(LENGTH).fill(null), place: 0 };
  const sheet = startSheet(sealed, texts, mode, { payload: () => draft.codes.map((code) => code ?? null), keep, entered });
  const asked: Asked[] = all(document, "[data-kind]").map((part, at) => {
    const place = Number(part.dataset["place"]);
    const points = part.dataset["kind"] === "points" ? startPoints(part, page.step ?? 10, texts, (given) => spread(place, given)) : null;
    const inputs = all<HTMLInputElement>(part, "input[type=radio]");
    for (const input of inputs) input.addEventListener("change", () => choose(place, Number(input.value)));
    const wrong = one<HTMLInputElement>(part, "[data-wrong-purpose]");
    wrong?.addEventListener("change", () => sayWrong(place, wrong.checked));
    one(part, "[data-next]")?.addEventListener("click", () => next(at));
    one(part, "[data-back]")?.addEventListener("click", () => (at > 0 ? goTo(at - 1) : sheet.go("intro")));
    return { part, place, inputs, points, wrong };
  });
  press("[data-begin]", () => goTo(draft.place));
  for (const button of all(document, "[data-again]")) button.addEventListener("click", () => goTo(Number(button.dataset["again"])));

  let isLoaded = false;
  followDevice(sealed, (state) => {
    const isReady = state.ready === "ready" && state.slots.length > 0;
    sheet.enable(isReady);
    if (isReady && !isLoaded) {
      isLoaded = true;
      load(state);
    }
    sheet.stage(state);
  }, [], asked.map(({ part }) => wordsOf(part)));

  function load(state: State): void {
    const slot = state.slots[0];
    const kept = slot?.draft as Draft | null | undefined;
    if (kept?.codes?.length === LENGTH) draft = kept;
    fillIn();
    if (slot && slot.stage !== "unused" && !slot.blank) sheet.go("sealed");
    else if (draft.codes.some((code) => code !== null)) goTo(Math.min(draft.place, asked.length - 1));
  }

  function fillIn(): void {
    for (const { place, inputs, points, wrong } of asked) {
      points?.set(draft.codes.slice(place, place + 5).map((code) => (isWrong(place) ? 0 : (code ?? 0))));
      if (wrong) wrong.checked = isWrong(place);
      for (const input of inputs) input.checked = draft.codes[place] === Number(input.value);
    }
  }

  function choose(place: number, code: number): void {
    draft.codes[place] = code;
    nameNext();
    keep();
  }

  /* An answer in place of the points: whoever finds the purpose wrong spreads nothing over it. */
  function sayWrong(place: number, isSaid: boolean): void {
    for (let at = 0; at < 5; at++) draft.codes[place + at] = at === 0 && isSaid ? WRONG_PURPOSE : null;
    fillIn();
    nameNext();
    keep();
  }

  function isWrong(place: number): boolean {
    return draft.codes[place] === WRONG_PURPOSE;
  }

  /* Nothing spread is not answered; what is not whole is kept here, and not sent. */
  function spread(place: number, points: readonly number[]): void {
    points.forEach((given, at) => (draft.codes[place + at] = sum(points) === 0 ? null : given));
    const wrong = asked.find((one) => one.place === place)?.wrong;
    if (wrong) wrong.checked = false;
    nameNext();
    keep();
  }

  function isWhole(at: number): boolean {
    const { place, points } = asked[at]!;
    return !points || isWrong(place) || [0, ALL].includes(sum(draft.codes.slice(place, place + 5).map((code) => code ?? 0)));
  }

  function next(at: number): void {
    const problem = one(asked[at]!.part, "[data-problem]");
    if (problem) problem.textContent = isWhole(at) ? "" : (texts["points_open"] ?? "");
    if (isWhole(at)) at + 1 < asked.length ? goTo(at + 1) : sheet.go("summary");
  }

  function goTo(at: number): void {
    draft.place = at;
    sheet.go(`q${at}`);
    const words = fill(texts["place"], { place: at + 1, count: asked.length });
    const part = asked[at]?.part;
    const shown = part && one(part, "[data-place-words]");
    if (shown) shown.textContent = words;
    nameNext();
    if (part) one(part, "[data-title]")?.focus();
    say(words);
    keep();
  }

  function isAnswered(at: number): boolean {
    return (draft.codes[asked[at]?.place ?? -1] ?? null) !== null;
  }

  function nameNext(): void {
    const part = asked[draft.place]?.part;
    const problem = part && one(part, "[data-problem]");
    if (problem) problem.textContent = "";
    const button = part && one(part, "[data-next]");
    if (button) button.textContent = (isAnswered(draft.place) ? (draft.place + 1 < asked.length ? texts["next"] : texts["last"]) : texts["skip"]) ?? "";
  }

  function entered(step: string): void {
    if (step !== "summary") return;
    for (const line of all(document, "[data-answer]")) line.textContent = inWords(Number(line.dataset["answer"]));
  }

  function inWords(at: number): string {
    if (!isAnswered(at)) return texts["not_answered"] ?? "";
    const { part, place, inputs, points, wrong } = asked[at]!;
    if (points && isWrong(place)) return wrong?.parentElement?.textContent?.trim() ?? "";
    if (!points) return inputs.find((input) => Number(input.value) === draft.codes[place])?.parentElement?.textContent?.trim() ?? "";
    return all(part, "[data-pull]")
      .map((row, pull) => [one(row, ".alignment-pull-words")?.textContent ?? "", draft.codes[place + pull] ?? 0] as const)
      .filter(([, given]) => given > 0)
      .map(([words, given]) => `${words} ${given}`)
      .join(" · ");
  }

  function keep(): void {
    void sealed.saveDraft(0, draft).catch(() => undefined);
  }
}
