/* The card: one question, its answers, and the keys 1 to 9, 0 and the arrows. */
import { all, fill, one, say } from "./dom";
import type { Texts } from "./sealing";

export const CANNOT_SAY = 0;
export type Asked = { text: string; answers: string[]; missing: string; own?: boolean };
export type Listening = { changed(code: number): void; on(): void; back(): void };

/* After a tap the choice is seen for a moment before the next question comes. Keys never move on by themselves. */
const SEEN = 260;

export function startCard(
  card: HTMLElement,
  texts: Texts,
  listening: Listening,
): { show(asked: Asked, code: number | null, place: number, count: number): void } {
  const said = one(card, "[data-vote-said]")!;
  const buttons = all<HTMLButtonElement>(card, "[data-answer]");
  let code: number | null = null;
  let waiting = 0;

  function pick(next: number): void {
    code = next;
    paint();
    listening.changed(next);
  }

  for (const button of buttons) {
    button.addEventListener("click", (event) => {
      const isFirst = code === null;
      pick(Number(button.dataset["answer"]));
      window.clearTimeout(waiting);
      if (isFirst && event.detail > 0) waiting = window.setTimeout(listening.on, SEEN);
    });
  }
  one(card, "[data-way='on']")?.addEventListener("click", () => move(listening.on));
  one(card, "[data-way='back']")?.addEventListener("click", () => move(listening.back));

  function move(where: () => void): void {
    window.clearTimeout(waiting);
    where();
  }

  /* Keys work while the focus is in the card, so that they never surprise anybody who types or commands elsewhere. */
  card.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const number = event.key.length === 1 ? "0123456789".indexOf(event.key) : -1;
    const button = buttons.find((one) => !one.hidden && Number(one.dataset["answer"]) === number);
    if (event.key === "ArrowRight") move(listening.on);
    else if (event.key === "ArrowLeft") move(listening.back);
    else if (number >= 0 && button) {
      pick(number);
      say(wordsOf(button));
    } else return;
    event.preventDefault();
  });

  function paint(): void {
    for (const button of buttons) {
      button.disabled = false;
      button.setAttribute("aria-pressed", String(Number(button.dataset["answer"]) === code));
    }
  }

  return {
    show: (asked, given, place, count) => {
      code = given;
      said.textContent = asked.text;
      for (const button of buttons) {
        const number = Number(button.dataset["answer"]);
        const words = number === CANNOT_SAY ? asked.missing : asked.answers[number - 1];
        button.hidden = words === undefined;
        const part = one(button, "[data-words]");
        if (part) part.textContent = words ?? "";
      }
      const at = one(card, "[data-vote-place]");
      if (at) at.textContent = fill(texts["place"], { place, count });
      one(card, "[data-vote-track]")?.setAttribute("width", `${Math.round((1000 * (place - 1)) / count) / 10}%`);
      const back = one<HTMLButtonElement>(card, "[data-way='back']");
      if (back) back.disabled = place === 1;
      const on = one<HTMLButtonElement>(card, "[data-way='on']");
      if (on) {
        on.disabled = false;
        on.textContent = (place === count ? texts["last"] : texts["next"]) ?? on.textContent;
      }
      paint();
      said.focus({ preventScroll: true });
    },
  };
}

function wordsOf(button: HTMLElement): string {
  return one(button, "[data-words]")?.textContent ?? "";
}
