/* The answering screen: one question at a time in the order of the page, kept on the device, sealed as one vector. */
import { followDevice } from "./device";
import { fill, one, say } from "./dom";
import type { Sealing, State, Texts } from "./sealing";
import { press, startSheet, summarise } from "./sheet";
import { type Asked, CANNOT_SAY, startCard } from "./card";

export type Page = { kind: "answering" | "joining"; texts: Texts; asked?: Asked[] };
type Draft = { answers: (number | null)[]; place: number };

export function startAnswering(sealed: Sealing, page: Page, mode: "room" | "days"): void {
  const asked = page.asked ?? [];
  const texts = page.texts;
  let draft: Draft = { answers: asked.map(() => null), place: 0 };
  const sheet = startSheet(sealed, texts, mode, {
    payload: () => draft.answers,
    keep,
    entered: (step) => {
      if (step === "summary") overview();
    },
  });
  const card = startCard(one(document, "[data-vote-screen] .vote-card")!, texts, {
    changed: (code) => {
      draft.answers[draft.place] = code;
      keep();
    },
    on: () => (draft.place + 1 < asked.length ? goTo(draft.place + 1) : sheet.go("summary")),
    back: () => {
      if (draft.place > 0) goTo(draft.place - 1);
    },
  });
  press("[data-begin]", () => goTo(draft.place));
  press("[data-look-back]", () => goTo(Math.max(0, draft.answers.indexOf(null))));

  let isLoaded = false;
  followDevice(sealed, (state) => {
    const isReady = state.ready === "ready" && state.slots.length > 0;
    sheet.enable(isReady);
    if (isReady && !isLoaded) {
      isLoaded = true;
      load(state);
    }
    sheet.stage(state);
  }, asked.filter((question) => question.own).map((question) => question.text), asked.map(({ text, answers, missing }) => [text, ...answers, missing]));

  function load(state: State): void {
    const slot = state.slots[0];
    const kept = slot?.draft as Draft | null | undefined;
    if (kept?.answers && kept.answers.length === asked.length) draft = kept;
    const words = one(document, "[data-begin]");
    if (words && draft.answers.some((code) => code !== null)) words.textContent = texts["go_on"] ?? words.textContent;
    if (slot && slot.stage !== "unused" && !slot.blank) sheet.go("sealed");
  }

  function goTo(place: number): void {
    draft.place = place;
    sheet.go("card");
    card.show(asked[place]!, draft.answers[place] ?? null, place + 1, asked.length);
    say(fill(texts["place_said"], { place: place + 1, count: asked.length }));
    keep();
  }

  function overview(): void {
    const lines = asked.map((question, place) => ({ text: question.text, words: inWords(question, draft.answers[place] ?? null), goTo: () => goTo(place) }));
    summarise(texts, lines, draft.answers.filter((code) => code === null).length);
  }

  function inWords(question: Asked, code: number | null): string {
    if (code === null) return texts["not_answered"] ?? "";
    return (code === CANNOT_SAY ? question.missing : question.answers[code - 1]) ?? "";
  }

  function keep(): void {
    void sealed.saveDraft(0, draft).catch(() => undefined);
  }
}
