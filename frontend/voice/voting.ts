/* The voting screen: one statement at a time, kept on the device, sealed as one at the end, changeable until the close. */
import { startCard } from "./card";
import { followDevice } from "../sealed/page/device";
import { all, fill, one, say } from "../sealed/page/dom";
import { press, startSheet, summarise, write } from "../sealed/page/sheet";
import type { Page, Sealing, State } from "./sealing";
import { AGREE, type Answer, DISAGREE, emptyAnswer, encode, nextOpen } from "./vector";

const AGAIN = 4_000;
type Draft = { answers: Answer[]; place: number; wentOn: boolean };

export async function startVoting(sealed: Sealing, page: Page, mode: "room" | "days"): Promise<void> {
  const given = page.statements ?? [];
  const isHidden = given.map(({ words }) => words !== undefined);
  const statements = given.map(({ text }, at) => (isHidden[at] ? (page.texts["hidden"] ?? "") : text));
  const texts = page.texts;
  const first = page.firstCount ?? 25;
  let order = [...statements.keys()];
  let asksMany = new Set<number>();
  let draft: Draft = { answers: statements.map(emptyAnswer), place: 0, wentOn: statements.length <= first };

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
  const sheet = startSheet(sealed, texts, mode, { payload: () => encode(draft.answers.map((answer, at) => (isHidden[at] ? emptyAnswer() : answer))), keep, entered });
  const go = sheet.go;
  press("[data-begin]", () => goTo(draft.place));
  press("[data-go-on]", () => {
    draft.wentOn = true;
    goTo(Math.min(draft.place + 1, order.length - 1));
  });
  press("[data-finish]", () => go("summary"));
  press("[data-look-back]", () => goTo(nextOpen(draft.answers, shown(), draft.place) ?? 0));

  let isLoaded = false;
  let isCompared: boolean | null = false; // null: it is being done
  followDevice(sealed, follow);

  function follow(state: State): void {
    if (state.ready === "ready" && isCompared === false) void compare();
    const isReady = state.ready === "ready" && state.slots.length > 0 && isCompared === true;
    sheet.enable(isReady);
    if (isReady && !isLoaded) {
      isLoaded = true;
      void load(state);
    }
    sheet.stage(state);
  }

  /* Nothing can be begun before this device knows that these are the statements that everybody votes on. */
  async function compare(): Promise<void> {
    isCompared = null;
    const listed = all(document, "[data-listed]").map((line) => one(line, "[data-said]")?.textContent ?? "");
    try {
      await sealed.compareBallot(given, listed);
      isCompared = true;
    } catch {
      return void window.setTimeout(() => (sealed.state.ready === "ready" ? void compare() : (isCompared = false)), AGAIN);
    }
    follow(sealed.state);
  }

  async function load(state: State): Promise<void> {
    order = await sealed.order(statements.length, "votes");
    asksMany = new Set((await sealed.order(statements.length, "how-many")).slice(0, page.manyCount ?? statements.length));
    const kept = state.slots[0]?.draft as Draft | null | undefined;
    if (kept?.answers && kept.answers.length === statements.length) draft = kept;
    const hasBegun = draft.answers.some((answer) => answer.vote !== null);
    const words = one(document, "[data-begin]");
    if (words && hasBegun) words.textContent = texts["go_on"] ?? words.textContent;
    if (state.slots[0] && state.slots[0].stage !== "unused" && !state.slots[0].blank) go("sealed");
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
      text: statements[here()] ?? "",
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

  function entered(next: string): void {
    if (next === "summary") overview();
    if (next === "pause") write("[data-pause-words]", fill(texts["pause"], { rest: order.length - first }));
  }

  function overview(): void {
    const places = shown();
    const lines = places.map((statement, place) => ({
      text: statements[statement] ?? "",
      words: inWords(draft.answers[statement] ?? emptyAnswer()),
      goTo: () => goTo(place),
    }));
    summarise(texts, lines, places.filter((statement) => draft.answers[statement]?.vote === null).length);
  }

  function inWords(answer: Answer): string {
    if (answer.vote === null) return texts["not_answered"] ?? "";
    const vote = answer.vote === AGREE ? texts["agree"] : answer.vote === DISAGREE ? texts["disagree"] : texts["pass"];
    const aloud = ["", texts["in_room"], texts["one_to_one"], texts["only_here"]][answer.aloud];
    return [vote, aloud, answer.matters ? texts["matters"] : ""].filter(Boolean).join(" · ");
  }

  function keep(): void {
    void sealed.saveDraft(0, draft).catch(() => undefined);
  }
}
