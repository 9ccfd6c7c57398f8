/* One person's votes, and the whole numbers they travel as: vote + 4 matters + 8 aloud + 32 many; null is not answered. */
import type { Answers } from "./sealing";

export type Answer = { vote: number | null; matters: boolean; aloud: number; many: number };

export const AGREE = 0;
export const DISAGREE = 1;
export const PASS = 2;

export function emptyAnswer(): Answer {
  return { vote: null, matters: false, aloud: 0, many: 0 };
}

export function encode(answers: readonly Answer[]): Answers {
  return answers.map(({ vote, matters, aloud, many }) =>
    vote === null ? null : vote + (matters ? 4 : 0) + 8 * (vote === PASS ? 0 : aloud) + 32 * many,
  );
}

/* Where to go from `from`: the next place in `order` without an answer, after it first, then from the start; or none. */
export function nextOpen(answers: readonly Answer[], order: readonly number[], from: number): number | null {
  const places = [...order.keys()];
  const open = (place: number): boolean => answers[order[place] ?? -1]?.vote === null;
  return places.find((place) => place > from && open(place)) ?? places.find(open) ?? null;
}
