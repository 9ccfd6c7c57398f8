/* The card itself: pressing, the keys 1 2 3, m and the arrows, and what a screen reader hears. */
import { all, fill, one, say } from "../sealed/page/dom";
import { AGREE, type Answer, emptyAnswer, PASS } from "./vector";

export type Shown = { text: string; answer: Answer; asksMany: boolean; place: number; count: number; share: number; isLast: boolean };
export type Listening = { changed(answer: Answer): void; on(): void; back(): void };
const LONG_TEXT = 150;

export function startCard(card: HTMLElement, texts: Record<string, string>, listening: Listening): { show(shown: Shown): void } {
  const said = one(card, "[data-vote-said]")!;
  let answer = emptyAnswer();
  let asksMany = false;

  const pick = (next: Partial<Answer>): void => {
    answer = { ...answer, ...next };
    if (answer.vote === null || answer.vote === PASS) answer.aloud = 0;
    paint();
    listening.changed(answer);
  };
  const vote = (value: number): void => pick({ vote: value });
  const aloud = (value: number): void => pick({ aloud: answer.aloud === value ? 0 : value });
  const many = (value: number): void => pick({ many: answer.many === value ? 0 : value });
  const matters = (): void => pick({ matters: !answer.matters });

  for (const button of all<HTMLButtonElement>(card, "[data-vote]")) button.addEventListener("click", () => vote(Number(button.dataset["vote"])));
  for (const button of all<HTMLButtonElement>(card, "[data-aloud]")) button.addEventListener("click", () => aloud(Number(button.dataset["aloud"])));
  for (const button of all<HTMLButtonElement>(card, "[data-many]")) button.addEventListener("click", () => many(Number(button.dataset["many"])));
  one(card, "[data-matters]")?.addEventListener("click", matters);
  one(card, "[data-way='on']")?.addEventListener("click", listening.on);
  one(card, "[data-way='back']")?.addEventListener("click", listening.back);

  /* Keys work while the focus is in the card, so that they never surprise anybody who types or commands elsewhere. */
  card.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const pressed = event.key.toLowerCase();
    const number = "123456789".indexOf(pressed);
    if (pressed === "arrowright") listening.on();
    else if (pressed === "arrowleft") listening.back();
    else if (pressed === "m") matters();
    else if (number >= 0 && number < 3) vote(number);
    else if (number >= 3 && number < 6 && canSay()) aloud(number - 2);
    else if (number >= 6 && asksMany) many(number - 5);
    else return;
    event.preventDefault();
    if (pressed.length === 1) say(pressedWords());
  });

  function canSay(): boolean {
    return answer.vote !== null && answer.vote !== PASS;
  }

  /* What stands pressed, for ears: the focus stayed where it was. */
  function pressedWords(): string {
    return all(card, "[aria-pressed='true']:not([hidden])").map((button) => button.textContent?.trim()).join(", ") || (texts["not_answered"] ?? "");
  }

  function paint(): void {
    press("vote", answer.vote ?? -1, true);
    press("aloud", answer.aloud, canSay());
    press("many", answer.many, true);
    const mark = one<HTMLButtonElement>(card, "[data-matters]");
    mark?.setAttribute("aria-pressed", String(answer.matters));
    if (mark) mark.disabled = false;
    const question = one(card, "[data-aloud-question]");
    const words = answer.vote === null || answer.vote === AGREE ? texts["aloud_agree"] : answer.vote === PASS ? texts["aloud_pass"] : texts["aloud_disagree"];
    if (question && words) question.textContent = words;
  }

  function press(name: string, value: number, enabled: boolean): void {
    for (const button of all<HTMLButtonElement>(card, `[data-${name}]`)) {
      button.disabled = !enabled;
      button.setAttribute("aria-pressed", String(Number(button.dataset[name]) === value));
    }
  }

  return {
    show: (shown) => {
      answer = { ...shown.answer };
      asksMany = shown.asksMany;
      said.textContent = shown.text;
      said.classList.toggle("say-large", shown.text.length <= LONG_TEXT);
      const row = one(card, "[data-many-row]");
      if (row) row.hidden = !asksMany;
      const place = one(card, "[data-vote-place]");
      if (place) place.textContent = fill(texts["place"], { place: shown.place, count: shown.count });
      one(card, "[data-vote-track]")?.setAttribute("width", `${Math.round(shown.share * 1000) / 10}%`);
      const back = one<HTMLButtonElement>(card, "[data-way='back']");
      if (back) back.disabled = shown.place === 1;
      const on = one<HTMLButtonElement>(card, "[data-way='on']");
      if (on) {
        on.disabled = false;
        on.textContent = (shown.isLast ? texts["last"] : texts["next"]) ?? on.textContent;
      }
      paint();
      said.focus({ preventScroll: true });
    },
  };
}
